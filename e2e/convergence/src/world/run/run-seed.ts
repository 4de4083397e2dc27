import type { Deeds } from '../judge/books.ts';
import type { Plant } from '../plants/plant.ts';
import type { Step } from '../steps/steps.ts';
import { World } from '../world.ts';

/** The result of a world. */
export interface Outcome {
  /** What is wrong in the end; none is a pass. */
  readonly failures: readonly string[];
  readonly deeds: Deeds;
}

/** Runs these steps in the world of a seed. */
export async function runSteps(seed: number, steps: readonly Step[], plant: Plant): Promise<Outcome> {
  const world = await World.open(
    seed,
    plant,
    steps.some(each => each.do === 'copy'),
  );
  try {
    for (const step of steps) await world.take(step);
    return { failures: await world.settle(), deeds: world.deeds };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { failures: [failure], deeds: world.deeds };
  } finally {
    await world.dispose();
  }
}

/** The fewest of these steps that still fail: takes out one after the other while the rest still fails. */
export async function shrink(seed: number, drawn: readonly Step[], plant: Plant): Promise<readonly Step[]> {
  let steps = drawn;
  for (let place = steps.length - 1; place >= 0; place--) {
    const fewer = steps.filter((_, n) => n !== place);
    if ((await runSteps(seed, fewer, plant)).failures.length > 0) steps = fewer;
  }
  return steps;
}
