import { expect, test } from 'vitest';
import { replayOf, runTasks, stepCount } from './run-tasks.ts';

/** How many worlds run with every test run; `npm run sim:rxdb -- --seeds 5000` runs as many as one likes. */
const seeds = 500;

test('[X11] whatever happens, stock RxDB ends equal to the server, by digest and by content', async () => {
  const tasks = Array.from({ length: seeds }, (_, n) => ({ seed: n + 1, steps: stepCount, shrink: false }));

  const results = await runTasks(tasks, 2);

  expect(results).toHaveLength(seeds);
  const failed = results.filter(each => each.failures.length > 0);
  expect(failed.map(({ seed, failures }) => ({ replay: replayOf(seed), failures }))).toEqual([]);
});
