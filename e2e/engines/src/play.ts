import type { EngineKind } from './driver.ts';
import { firefox } from './firefox.ts';
import type { Scenario } from './scenarios.ts';
import { Stage } from './stage.ts';
import { webkit } from './webkit.ts';

/** All engines besides Chromium, which has a suite of its own (`e2e/browser`). */
export const engines: readonly EngineKind[] = [firefox, webkit];

/** Why an engine is not tried here; undefined where it is. */
export function whyNot({ name, missing }: EngineKind): string | undefined {
  const packages = missing();
  return packages.length === 0
    ? undefined
    : `${name} was NOT tried: it is not installed here (apt-get install ${packages.join(' ')})`;
}

/** How a scenario went. */
export interface Outcome {
  readonly scenario: string;
  readonly error: unknown;
  readonly ms: number;
}

/** Plays the scenarios in order in one browser; a failing one stops no other. Returns the engine's version, too. */
export async function play(
  kind: EngineKind,
  scenarios: readonly Scenario[],
  told: (outcome: Outcome) => void,
): Promise<{ readonly version: string; readonly outcomes: readonly Outcome[] }> {
  await using stage = await Stage.open(kind);
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios) {
    const began = performance.now();
    const error = await scenario.play(stage).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const outcome = { scenario: scenario.name, error, ms: Math.round(performance.now() - began) };
    outcomes.push(outcome);
    told(outcome);
    await stage.tidy();
  }
  return { version: stage.engine.version, outcomes };
}
