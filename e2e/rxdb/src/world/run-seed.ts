import { parentPort } from 'node:worker_threads';
import type { StorageName } from '../storages.ts';
import { stepsOf, storageOf, type Step } from './steps.ts';
import { World } from './world.ts';

export interface SeedTask {
  readonly seed: number;
  /** The number of steps to draw, or the steps themselves. */
  readonly steps: number | readonly Step[];
  readonly shrink: boolean;
  /** The storage of RxDB, if not the one of the seed. */
  readonly storage?: StorageName;
  /** Whether it runs without the library. */
  readonly isBare?: boolean;
}

export interface SeedResult {
  readonly seed: number;
  /** What is wrong in the end; none is a pass. */
  readonly failures: readonly string[];
  /** The fewest steps that still fail, where that was asked for. */
  readonly shrunk: readonly Step[];
}

// [X7] A failing write leaves unhandled rejections in RxDB 17.6; in a world that is no failure.
process.on('unhandledRejection', () => undefined);

parentPort?.on('message', ({ seed, steps, shrink, storage = storageOf(seed), isBare }: SeedTask) => {
  void (async () => {
    const drawn = typeof steps === 'number' ? stepsOf(seed, steps) : steps;
    const failures = await failuresOf(storage, drawn, isBare);
    const shrunk = shrink && failures.length > 0 ? await shrinkSteps(storage, drawn) : [];
    parentPort?.postMessage({ seed, failures, shrunk } satisfies SeedResult);
  })();
});

async function failuresOf(
  storage: StorageName,
  steps: readonly Step[],
  isBare = false,
): Promise<readonly string[]> {
  try {
    await using world = await World.open(storage, isBare);
    for (const step of steps) await world.take(step);
    return await world.settle();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** Takes out one step after the other while the rest still fails. */
async function shrinkSteps(storage: StorageName, drawn: readonly Step[]): Promise<readonly Step[]> {
  let steps = drawn;
  for (let place = steps.length - 1; place >= 0; place--) {
    const fewer = steps.filter((_, n) => n !== place);
    if ((await failuresOf(storage, fewer)).length > 0) steps = fewer;
  }
  return steps;
}
