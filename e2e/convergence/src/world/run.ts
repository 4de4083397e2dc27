/**
 * `npm run sim -- --seeds 5000`: runs so many worlds; a seed that fails is shrunk and printed with the command that
 * replays it. `--seed 17` runs one, `--from 100` begins there, `--plant no-overlap` breaks a rule and stops at the
 * first seed that notices.
 */
import { parseArgs } from 'node:util';
import { plants } from './plants.ts';
import { runSeed, shrink } from './run-seed.ts';
import { stepsOf } from './steps.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    plant: { type: 'string', default: 'none' },
    'no-shrink': { type: 'boolean', default: false },
  },
});
const plant = plants.find(each => each.name === values.plant);
if (!plant) throw new Error(`no such plant; there are ${plants.map(each => each.name).join(', ')}`);
const first = Number(values.seed ?? values.from);
const last = values.seed === undefined ? first + Number(values.seeds) - 1 : first;
const counts = new Map<string, number>();
const failed: number[] = [];
const startedAt = performance.now();
// A till that is closed while it reads leaves promises that nobody waits for; in a world that is no failure.
process.on('unhandledRejection', () => counts.set('unhandled', (counts.get('unhandled') ?? 0) + 1));

for (let seed = first; seed <= last; seed++) {
  for (const step of stepsOf(seed)) {
    const key = step.do === 'fault' ? `fault ${step.fault.kind}` : step.do;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const failures = await runSeed(seed, plant);
  if (failures.length > 0) {
    failed.push(seed);
    console.log(`seed ${seed} fails:\n  ${failures.join('\n  ')}`);
    if (plant.name !== 'none') break;
    if (!values['no-shrink']) {
      for (const step of await shrink(seed, plant)) console.log(`    ${JSON.stringify(step)}`);
      console.log(`  replay: npm run sim -- --seed ${seed}`);
    }
  }
  if ((seed - first + 1) % 100 === 0) console.log(`${seed - first + 1} seeds, ${failed.length} failed`);
}
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(
  `${last - first + 1} seeds in ${seconds} s; steps: ${JSON.stringify(Object.fromEntries(counts))}`,
);
console.log(failed.length === 0 ? 'all passed' : `failed: ${failed.join(' ')}`);
process.exit(failed.length === 0 ? 0 : 1);
