export { tombstoneDays } from './retention.ts';
export { overlapMs } from './catch-up.ts';
export { commitFile } from './import.ts';
