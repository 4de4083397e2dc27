export { overlapMs } from './catch-up.ts';
