/** One thread of `run.ts`: runs the seeds that it is sent. */
import { parentPort } from 'node:worker_threads';
import { plants } from './plants.ts';
import { runSteps, shrink } from './run-seed.ts';
import { stepsOf, type Step } from './steps.ts';

export interface SeedTask {
  readonly seed: number;
  readonly steps: number;
  readonly plant: string;
  readonly shrink: boolean;
}

export interface SeedResult {
  readonly seed: number;
  readonly failures: readonly string[];
  /** The fewest steps that still fail, where that was asked for. */
  readonly shrunk: readonly Step[];
}

// A till that is closed while it reads leaves promises that nobody waits for; in a world that is no failure.
process.on('unhandledRejection', () => undefined);

parentPort?.on('message', ({ seed, steps, plant: name, ...task }: SeedTask) => {
  const plant = plants.find(each => each.name === name);
  if (!plant) throw new Error(`no plant ${name}`);
  void (async () => {
    const drawn = stepsOf(seed, steps);
    const failures = await runSteps(seed, drawn, plant);
    const wantsShrunk = task.shrink && failures.length > 0 && name === 'none';
    const shrunk = wantsShrunk ? await shrink(seed, drawn, plant) : [];
    parentPort?.postMessage({ seed, failures, shrunk } satisfies SeedResult);
  })();
});
