import { parentPort } from 'node:worker_threads';
import { stepsOf, storageOf, type Step } from './steps.ts';
import { World } from './world.ts';

export interface SeedTask {
  readonly seed: number;
  readonly steps: number;
  readonly shrink: boolean;
}

export interface SeedResult {
  readonly seed: number;
  /** What is wrong in the end; nothing is a pass. */
  readonly failures: readonly string[];
  /** The fewest steps that still fail, where that was asked for. */
  readonly shrunk: readonly Step[];
}

// [X7] A write that fails leaves rejections in RxDB 17.6 that nobody awaits; in a world that is no failure.
process.on('unhandledRejection', () => undefined);

parentPort?.on('message', ({ seed, steps, shrink }: SeedTask) => {
  void (async () => {
    const drawn = stepsOf(seed, steps);
    const failures = await failuresOf(seed, drawn);
    const shrunk = shrink && failures.length > 0 ? await shrinkSteps(seed, drawn) : [];
    parentPort?.postMessage({ seed, failures, shrunk } satisfies SeedResult);
  })();
});

async function failuresOf(seed: number, steps: readonly Step[]): Promise<readonly string[]> {
  try {
    await using world = await World.open(storageOf(seed));
    for (const step of steps) await world.take(step);
    return await world.settle();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** Takes out one step after the other while the rest fails too. */
async function shrinkSteps(seed: number, drawn: readonly Step[]): Promise<readonly Step[]> {
  let steps = drawn;
  for (let place = steps.length - 1; place >= 0; place--) {
    const fewer = steps.filter((_, n) => n !== place);
    if ((await failuresOf(seed, fewer)).length > 0) steps = fewer;
  }
  return steps;
}
