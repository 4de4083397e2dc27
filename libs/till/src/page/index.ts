export type * from './page-till.ts';
export { openPageTill, type PageTillOptions } from './open-page-till.ts';
export { readyWorker } from './ready-worker.ts';
export { quote, type MoneyTerms } from './quote.ts';
