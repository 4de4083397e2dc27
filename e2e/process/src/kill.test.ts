import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

test.each([
  ['a shop that repeats its webhooks until they are taken', false],
  ['a shop that gives up and takes subscriptions away', true],
])(
  '[K1] a server killed with -9 at random moments loses and doubles nothing of %s',
  async (_name, givesUp) => {
    const report = await killRounds({ rounds: 5, seed: 20261124, products: 60, givesUp });

    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ repaired: 0, parked: 0 });
    expect(report.webhooks['acknowledged']).toBeGreaterThan(0);
  },
  180_000,
);
