export { openTill } from './open-till.ts';
export { intervalBounds } from './till.ts';
export type { TillClock } from './server-clock.ts';
export type * from './lock/lock-view.ts';
export type { Reason } from './reason.ts';
export type * from './till.ts';
export type * from './orders/orders.ts';
export * from './selling/selling.ts';
