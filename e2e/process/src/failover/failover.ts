/**
 * `npm run failover -- --kills 20 --stops 10`: two servers over one PostgreSQL under load; one of them is killed with -9 or
 * stopped and woken, again and again. Reports how long edits took to be seen, and whether anything is lost or doubled.
 */
import { parseArgs } from 'node:util';
import { failoverRounds } from './failover-rounds.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    stops: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    products: { type: 'string', default: '60' },
    /** A shop has a new owner after this long; 30 is what servers use if nothing else is set. */
    lease: { type: 'string', default: '30' },
  },
});
const report = await failoverRounds({
  kills: Number(values.kills),
  stops: Number(values.stops),
  seed: Number(values.seed),
  products: Number(values.products),
  leaseSeconds: Number(values.lease),
  onRound: (round, what) => console.log(`round ${round}: ${what}`),
});
console.log(JSON.stringify(report, undefined, 2));
const isWhole = report.faults.length === 0 && report.wrongSales.length === 0;
console.log(
  isWhole ? 'Nothing is lost, nothing doubled; the mirror is the shop.' : 'The mirror is not the shop.',
);
process.exit(isWhole ? 0 : 1);
