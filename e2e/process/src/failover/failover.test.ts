import { whyNoPostgres } from '@tidemark/mirror/testing-postgres';
import { expect, test } from 'vitest';
import { failoverRounds } from './failover-rounds.ts';

// Times are a tenth of those that servers use; `npm run failover` runs them in full.
test.skipIf(whyNoPostgres() !== undefined)(
  '[K11] of two servers under load one is killed, one stopped and woken: nothing is lost, nothing doubled',
  async () => {
    const report = await failoverRounds({
      kills: 1,
      stops: 1,
      seed: 20261201,
      products: 20,
      leaseSeconds: 3,
    });

    expect([...report.faults, ...report.wrongSales].join('\n')).toBe('');
    expect(report.sales).toBeGreaterThan(5);
    expect(report.visibleMs).toMatchObject({ kill: [expect.any(Number)], stop: [expect.any(Number)] });
    console.log(
      `an edit is seen after a kill ${String(report.visibleMs.kill)} ms, after a stop ${String(report.visibleMs.stop)} ms`,
    );
  },
);
