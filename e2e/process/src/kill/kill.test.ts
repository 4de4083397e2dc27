import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

test('[K1] a server killed with -9 at random moments under webhooks loses and doubles nothing', async () => {
  const report = await killRounds({ rounds: 5, seed: 20261124, products: 60, givesUp: false });

  expect(report.faults).toEqual([]);
  expect(report).toMatchObject({ repaired: 0, parked: 0 });
  expect(report.webhooks['acknowledged']).toBeGreaterThan(0);
});
