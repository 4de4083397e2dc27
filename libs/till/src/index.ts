export { openTill } from './open/open-till.ts';
export { intervalBounds } from './api/till.ts';
export type { TillClock } from './api/till-clock.ts';
export type * from './lock/lock-view.ts';
export type { Reason } from './api/reason.ts';
export type * from './api/till.ts';
export type { Keep } from './browser/keep.ts';
export type * from './orders/orders.ts';
export * from './selling/selling.ts';
