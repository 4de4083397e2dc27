import { afterAll, expect, test } from 'vitest';
import { keptWorlds } from './browser/kept.ts';
import { plants } from './plants/plants.ts';
import { WorldThreads } from './run/run-tasks.ts';
import type { SeedResult, SeedTask } from './run/run-worker.ts';
import { stepsOf } from './steps/steps.ts';

/**
 * How many worlds of each scene run with every test run; `npm run proof` runs thousands, `npm run sim` as many as one
 * likes.
 */
const seeds = 50;

const threads = new WorldThreads(2);

afterAll(() => threads[Symbol.asyncDispose]());

test('[W1] worlds that once failed pass', async () => {
  const tasks = keptWorlds.map(({ seed, steps }) => ({ seed, steps, plant: 'none', shrink: false }));

  expect((await run(tasks)).filter(each => each.failures.length > 0)).toEqual([]);
});

test.each([
  ['[W2] every till holds what the mirror holds, and the mirror what the shop holds', 'mirror'],
  ['[W5] [W6] [W7] [W8] [W14] [W21] [W22] [W23] [W30] [W31] what tills wrote came true, once', 'selling'],
] as const)('once everything settled: %s', async (_rules, scene) => {
  const tasks = Array.from({ length: seeds }, (_, n) => ({
    seed: n + 1,
    steps: stepsOf(n + 1, undefined, scene),
    plant: 'none',
    shrink: false,
  }));

  const results = await run(tasks);

  expect(results).toHaveLength(seeds);
  expect(results.filter(each => each.failures.length > 0)).toEqual([]);
  // A world without sales tests nothing of selling.
  const sales = results.reduce((sum, each) => sum + (each.deeds?.sales ?? 0), 0);
  if (scene === 'selling') expect(sales).toBeGreaterThan(seeds);
});

test.each([
  ['tombstones-in-digest', 'mirror', [1, 2, 3]],
  ['older-read-retires', 'mirror', [1, 5, 9]],
  ['no-fence', 'selling', [3, 7, 11]],
  ['flaws-unseen', 'selling', [12]],
  ['hash-unchecked', 'selling', [71]],
  ['seal-unchecked', 'selling', [20]],
  ['gap-unnoticed', 'selling', [3]],
  ['fork-forgotten', 'selling', [3]],
  ['digest-window', 'selling', [2, 5, 8]],
  ['erasure-unvouched', 'selling', [9, 15, 21]],
  ['redacted-back', 'selling', [3, 9, 12]],
  ['effect-lost', 'selling', [2]],
  ['effect-twice', 'selling', [20]],
] as const)(
  '[W3] [W11] [W14] [W21] [W22] [W23] [W30] a broken rule is noticed: %s',
  async (plant, scene, seeds) => {
    expect(plants.map(each => each.name)).toContain(plant);
    const tasks = seeds.map(seed => ({ seed, steps: stepsOf(seed, undefined, scene), plant, shrink: false }));

    expect((await run(tasks)).some(each => each.failures.length > 0)).toBe(true);
  },
);

async function run(tasks: readonly SeedTask[]): Promise<SeedResult[]> {
  const results: SeedResult[] = [];
  await threads.run(tasks, result => {
    results.push(result);
    return true;
  });
  return results;
}
