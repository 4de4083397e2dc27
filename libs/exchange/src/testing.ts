export { tombstoneDays } from './retention.ts';
export { overlapMs } from './catch-up.ts';
