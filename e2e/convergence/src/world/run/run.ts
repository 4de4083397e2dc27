/**
 * `npm run sim -- --seeds 5000`: runs this many worlds; a seed that fails is shrunk and printed with the command that
 * replays it. `--seed 17` runs one, `--from 100` begins there, `--every 5` leaves out four of five, `--steps 30` makes
 * them longer, `--jobs 4` runs four in parallel. `--plant no-overlap` breaks a rule and stops at the first seed that
 * notices; `--plant all` breaks each in turn. `--scene mirror` leaves out what tills write.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { plants } from '../plants/plants.ts';
import { stepsOf, type Scene } from '../steps/steps.ts';
import { runTasks } from './run-tasks.ts';
import type { SeedResult, SeedTask } from './run-worker.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    every: { type: 'string', default: '1' },
    steps: { type: 'string', default: '14' },
    plant: { type: 'string', default: 'none' },
    scene: { type: 'string', default: 'selling' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    'no-shrink': { type: 'boolean', default: false },
  },
});
const first = Number(values.seed ?? values.from);
const last = values.seed === undefined ? first + Number(values.seeds) - 1 : first;
const every = Number(values.every);
const steps = Number(values.steps);
const scene: Scene = values.scene === 'mirror' ? 'mirror' : 'selling';

if (values.plant === 'none') await search();
else {
  const broken = plants.filter(each => each.name !== 'none');
  const chosen = values.plant === 'all' ? broken : broken.filter(each => each.name === values.plant);
  if (chosen.length === 0) fail(`no such plant; there are ${broken.map(each => each.name).join(', ')}`);
  for (const { name } of chosen) await notice(name);
}

/** Runs all seeds in parallel, and shrinks every failure. */
async function search(): Promise<void> {
  const startedAt = performance.now();
  const failed: number[] = [];
  const deeds: Record<string, number> = {};
  let done = 0;
  await runTasks(tasks('none'), Number(values.jobs), result => {
    done++;
    for (const [what, count] of Object.entries(result.deeds ?? {})) deeds[what] = (deeds[what] ?? 0) + count;
    if (result.failures.length > 0) {
      failed.push(result.seed);
      console.log(`seed ${result.seed} fails:\n  ${result.failures.join('\n  ')}`);
      for (const step of result.shrunk) console.log(`    ${JSON.stringify(step)}`);
      console.log(`  replay: npm run sim -- --seed ${result.seed} --steps ${steps} --scene ${scene}`);
    }
    if (done % 100 === 0) console.log(`${done} seeds, ${failed.length} failed`);
    return true;
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`${done} seeds of ${steps} steps in ${seconds} s; ${JSON.stringify(countSteps())}`);
  if (scene === 'selling') console.log(`written at tills: ${JSON.stringify(deeds)}`);
  console.log(failed.length === 0 ? 'all passed' : `failed: ${failed.sort((a, b) => a - b).join(' ')}`);
  process.exit(failed.length === 0 ? 0 : 1);
}

/** Finds how many seeds it takes to notice a broken rule, one after the other. */
async function notice(plant: string): Promise<void> {
  let tried = 0;
  let found: SeedResult | undefined;
  await runTasks(tasks(plant), 1, result => {
    tried++;
    if (result.failures.length === 0) return true;
    found = result;
    return false;
  });
  console.log(
    found
      ? `${plant}: noticed after ${tried} seeds: ${found.failures[0]}`
      : `${plant}: NOT noticed in ${tried} seeds`,
  );
  if (!found) process.exitCode = 1;
}

function* tasks(plant: string): Generator<SeedTask> {
  for (let seed = first; seed <= last; seed += every)
    yield { seed, steps: stepsOf(seed, steps, scene), plant, shrink: !values['no-shrink'] };
}

function countSteps(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let seed = first; seed <= last; seed += every) {
    for (const step of stepsOf(seed, steps, scene)) {
      const key = step.do === 'fault' ? `fault ${step.fault.kind}` : step.do;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}

function fail(why: string): never {
  console.error(why);
  process.exit(2);
}
