export { openHosted, serveTill } from './till-worker.ts';
