export { openTill } from './open/open-till.ts';
export { intervalBounds } from './api/till.ts';
export type { TillClock } from './wire/server-clock.ts';
export type * from './lock/lock-view.ts';
export type { Reason } from './api/reason.ts';
export type * from './api/till.ts';
export type * from './orders/orders.ts';
export * from './selling/selling.ts';
