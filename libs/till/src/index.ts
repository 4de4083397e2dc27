export { openTill } from './open-till.ts';
export type * from './till.ts';
