import { beforeAll, expect, test } from 'vitest';
import type { SeedResult } from './run-seed.ts';
import { runTasks } from './run-tasks.ts';
import type { Step, StorageFault } from './steps.ts';
import type { WireFault } from './network.ts';

const storages = ['memory', 'dexie', 'chunklog'] as const;

/** More products than one page holds, so that a checkpoint could move past what a fault removed; then one more edit. */
function around(fault: Step): Step[] {
  return [
    { do: 'sync' },
    fault,
    { do: 'burst', value: 7 },
    { do: 'wait', ms: 10 },
    { do: 'edit', which: 11, value: 8 },
    { do: 'wait', ms: 10 },
    { do: 'reload' },
    { do: 'edit', which: 2, value: 9 },
    { do: 'wait', ms: 10 },
  ];
}

const stored = (how: StorageFault): Step[] => around({ do: 'storage', how });
const wire = (how: WireFault): Step[] => around({ do: 'wire', how });
/** Both tills of the shop write before these steps, and this one again after them. */
const selling = (steps: readonly Step[]): Step[] => [
  { do: 'sell', which: 1 },
  { do: 'cart', which: 1 },
  { do: 'sell-elsewhere', which: 1 },
  { do: 'cart-elsewhere', which: 1 },
  ...steps,
  { do: 'sell', which: 1 },
  { do: 'cart', which: 1 },
];

const worlds: readonly (readonly [string, readonly Step[]])[] = [
  ['[X2] a local write that fails loses no page', stored('refuse')],
  ['[X2] a read that fails loses no page', stored('refuse-read')],
  [
    '[X1] the first of several pages cannot be written',
    [
      { do: 'sync' },
      { do: 'close' },
      { do: 'burst', value: 5 },
      { do: 'open' },
      { do: 'storage', how: 'refuse' },
      { do: 'wait', ms: 60 },
    ],
  ],
  [
    '[X7] a checkpoint that cannot be written stops nothing, without a reload',
    [
      { do: 'sync' },
      { do: 'storage', how: 'refuse-checkpoint' },
      { do: 'edit', which: 3, value: 6 },
      { do: 'wait', ms: 30 },
      { do: 'edit', which: 4, value: 6 },
      { do: 'sell', which: 1 },
    ],
  ],
  ['[X6] a write that was only said to be done is found by the digest', stored('lie')],
  ['[X6] a document that was left out of a write is found by the digest', stored('drop-row')],
  ['[X7] a checkpoint that cannot be written stops nothing', selling(stored('refuse-checkpoint'))],
  ['[X4] an answer without documents stops nothing', selling(wire('empty-object'))],
  ['[X4] HTML instead of an answer stops nothing', selling(wire('html'))],
  ['[X4] a 502 stops nothing', selling(wire('server-error'))],
  ['[X4] a document that was damaged on its way is asked for again', selling(wire('odd-document'))],
  ['[X4] an older page is not taken for a newer one', wire('old-page')],
  ['[X3] a live event that got lost leaves no gap', selling(wire('event-lost'))],
  ['[X3] a stream that breaks leaves no gap', selling(wire('stream-cut'))],
  ['[X8] an answer that is lost after the server acted doubles nothing', selling(wire('answer-lost'))],
  [
    '[X1] a page that is closed in the middle goes on where it was',
    [{ do: 'burst', value: 3 }, { do: 'reload' }, { do: 'reload' }],
  ],
  [
    '[X5] a mirror with another history: caches are read anew, records told again',
    selling([{ do: 'sync' }, { do: 'rebuild' }, { do: 'edit', which: 9, value: 3 }]),
  ],
  [
    '[X9] another mirror that was begun while the till was closed right after its first push',
    [
      { do: 'cart', which: 0 },
      { do: 'edit', which: 5, value: 1 },
      { do: 'cart', which: 2 },
      { do: 'rebuild' },
      { do: 'close' },
    ],
  ],
  [
    '[X5] what was deleted before another history began does not come back',
    [
      { do: 'sync' },
      { do: 'close' },
      { do: 'remove', which: 1, value: 0 },
      { do: 'rebuild' },
      { do: 'open' },
    ],
  ],
];

const tasks = storages.flatMap(storage => worlds.map(([rule, steps]) => ({ rule, storage, steps })));
const results = new Map<number, SeedResult>();

beforeAll(async () => {
  const all = tasks.map(({ storage, steps }, seed) => ({ seed, steps, shrink: false, storage }));
  await runTasks(all, 2, result => results.set(result.seed, result));
});

test.each(tasks.map(({ rule, storage }, n) => [rule, storage, n] as const))(
  '%s: %s',
  (_rule, _storage, n) => {
    expect(results.get(n)?.failures).toEqual([]);
  },
);
