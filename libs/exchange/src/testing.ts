export { priceDaysFor, tombstoneDays } from './catch-up/retention.ts';
export { overlapMs } from './catch-up/catch-up.ts';
export { commitFile } from './import/import.ts';
