/**
 * `npm run sim:rxdb -- --seeds 500`: runs 500 worlds of stock RxDB against the server; a seed that fails is shrunk and
 * printed with the command that replays it. `--seed 17` runs one, `--from 100` begins there, `--steps 30` makes them
 * longer, `--jobs 2` runs two in parallel.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { replayOf, runTasks, stepCount } from './run-tasks.ts';
import { storageOf } from './steps.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: String(stepCount) },
    jobs: { type: 'string', default: String(availableParallelism()) },
    'no-shrink': { type: 'boolean', default: false },
  },
});
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const steps = Number(values.steps);
const startedAt = performance.now();
let done = 0;
let failed = 0;

await runTasks(
  Array.from({ length: count }, (_, n) => ({ seed: first + n, steps, shrink: !values['no-shrink'] })),
  Number(values.jobs),
  ({ seed, failures, shrunk }) => {
    done++;
    if (failures.length > 0) {
      failed++;
      console.log(`seed ${seed} (${storageOf(seed)}) fails:\n  ${failures.join('\n  ')}`);
      for (const step of shrunk) console.log(`    ${JSON.stringify(step)}`);
      console.log(`  replay: ${replayOf(seed, steps)}`);
    }
    if (done % 100 === 0) console.log(`${done} seeds, ${failed} failed`);
  },
);
console.log(`${done} seeds of ${steps} steps in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
console.log(failed === 0 ? 'all passed' : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
