export { openTill } from './open-till.ts';
export type * from './till.ts';
export * from './selling/selling.ts';
