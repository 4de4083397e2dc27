export type * from './page-till.ts';
export { openPageTill, type PageTillOptions } from './open-page-till.ts';
export { readyWorker, type ReadyWorker } from './ready-worker.ts';
export { tillName as storedTillName } from '../browser/kept.ts';
export { quote, type MoneyTerms } from './quote.ts';
