/**
 * `node src/crash/crash-runs.ts [runs] [seed]`: runs the crash property this often (10,000), and says how long it took.
 */
import fc from 'fast-check';
import { story } from './crash-scenario.ts';
import { live } from './crash-story.ts';

const numRuns = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const startedAt = performance.now();
await fc.assert(fc.asyncProperty(story, live), { numRuns, seed });
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(`${numRuns} runs with seed ${seed}: nothing lost, nothing invented; ${seconds} s`);
