/**
 * `npm run kill -- --rounds 50 --seed 1`: kills the server with -9 again and again, and reports what was left of it.
 * With `--gives-up` the shop removes subscriptions meanwhile, as Shopify does.
 */
import { parseArgs } from 'node:util';
import { killRounds } from './kill-rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    products: { type: 'string', default: '200' },
    'gives-up': { type: 'boolean', default: false },
  },
});
const report = await killRounds({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  products: Number(values.products),
  givesUp: values['gives-up'],
  onRound: (round, moment) => console.log(`round ${round}: killed ${moment}`),
});
console.log(JSON.stringify(report, undefined, 2));
const isWhole = report.faults.length === 0 && report.repaired === 0 && report.parked === 0;
console.log(isWhole ? 'The mirror is the shop.' : 'The mirror is not the shop.');
process.exit(isWhole ? 0 : 1);
