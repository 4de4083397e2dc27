export { type Change, type Check } from './check.ts';
export { checks } from './checks/index.ts';
export { Client, signedBy } from './client.ts';
export { routeOf, routes, type Route } from './contract.ts';
export { EventStream, type AnyEvent } from './event-stream.ts';
export { exitCode, reportText } from './report.ts';
export { aSealedSaleByHand } from './writings.ts';
export { runChecks, type Result, type RunOptions } from './run.ts';
