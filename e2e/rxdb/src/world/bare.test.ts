import { beforeAll, expect, test } from 'vitest';
import type { SeedTask } from './run-seed.ts';
import { runTasks } from './run-tasks.ts';
import type { Step } from './steps.ts';

const burst: Step = { do: 'burst', value: 7 };
const wait: Step = { do: 'wait', ms: 15 };
const edit = (which: number): Step => ({ do: 'edit', which, value: 8 });
const settled: readonly Step[] = [{ do: 'sync' }, wait];

/** Each has the steps that make bare RxDB lose something; `losses.test.ts` tests the same with the library. */
const worlds: readonly (readonly [string, readonly Step[]])[] = [
  ['a local write that fails', [...settled, { do: 'storage', how: 'refuse' }, burst, wait, edit(11), wait]],
  [
    'a live event that got lost',
    [...settled, { do: 'wire', how: 'event-lost' }, edit(9), wait, edit(10), wait],
  ],
  [
    'an answer without documents',
    [{ do: 'wire', how: 'empty-object' }, { do: 'reload' }, edit(3), { do: 'sync' }, wait],
  ],
  [
    'another history',
    [...settled, { do: 'remove', which: 1, value: 0 }, { do: 'close' }, { do: 'rebuild' }, { do: 'open' }],
  ],
  ['a write that was only said to be done', [...settled, { do: 'storage', how: 'lie' }, burst, wait]],
];

/** Each world with the library and bare, and one without a fault; in one run, since a thread takes long to start. */
const tasks: readonly SeedTask[] = [
  ...worlds.flatMap(([, steps]) => [false, true].map(isBare => ({ steps, isBare }))),
  { steps: [...settled, burst, wait, edit(9), wait], isBare: true },
].map((task, seed) => ({ ...task, seed, shrink: false, storage: 'memory' }));
const failures = new Map<number, readonly string[]>();

beforeAll(() => runTasks(tasks, 1, result => failures.set(result.seed, result.failures)), 120_000);

test.each(worlds.map(([what], n) => [what, n] as const))(
  '[X11] bare replication does not survive this, and the world notices: %s',
  (_what, n) => {
    expect(failures.get(2 * n)).toEqual([]);
    expect(failures.get(2 * n + 1)?.some(each => /^(products|inventoryLevels) /.test(each))).toBe(true);
  },
);

test('[X11] with no fault at all, bare replication has the same caches', () => {
  expect(failures.get(tasks.length - 1)).toEqual([]);
});
