/** One thread of `runTasks`: runs the worlds that it is sent. */
import { parentPort } from 'node:worker_threads';
import { plants } from '../plants/plants.ts';
import { runSteps, shrink, type Outcome } from './run-seed.ts';
import type { Step } from '../steps/steps.ts';

export interface SeedTask {
  readonly seed: number;
  readonly steps: readonly Step[];
  readonly plant: string;
  readonly shrink: boolean;
}

/** `deeds` is missing where the world did not end. */
export interface SeedResult extends Partial<Outcome> {
  readonly seed: number;
  readonly failures: readonly string[];
  /** The fewest steps that still fail, where that was asked for. */
  readonly shrunk: readonly Step[];
}

// A till that is closed while it reads leaves unhandled rejections; in a world that is no failure.
process.on('unhandledRejection', () => undefined);

parentPort?.on('message', ({ seed, steps, plant: name, ...task }: SeedTask) => {
  const plant = plants.find(each => each.name === name);
  if (!plant) throw new Error(`no plant ${name}`);
  void (async () => {
    const outcome = await runSteps(seed, steps, plant);
    const wantsShrunk = task.shrink && outcome.failures.length > 0 && name === 'none';
    const shrunk = wantsShrunk ? await shrink(seed, steps, plant) : [];
    parentPort?.postMessage({ seed, ...outcome, shrunk } satisfies SeedResult);
  })();
});
