import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { engines, whyNot } from './play.ts';
import { scenarios } from './scenarios.ts';
import { Stage } from './stage.ts';

const table = readFileSync(new URL('../../../docs/engines.md', import.meta.url), 'utf8');

test.each(engines)('[E2] docs/engines.md says what is known of $name', ({ name }) => {
  expect(table).toMatch(new RegExp(`\\| ${name}[^|]* \\|`));
});

test.each(scenarios)('[E2] docs/engines.md says that it was tried: $name', ({ name }) => {
  expect(table).toContain(`| ${name} |`);
});

for (const kind of engines) {
  const reason = whyNot(kind);
  if (reason !== undefined) {
    console.warn(`== ${reason}`);
    continue;
  }
  describe(`[E1] ${kind.name}`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await Stage.open(kind);
    });
    afterEach(() => stage.tidy());
    afterAll(() => stage[Symbol.asyncDispose]());

    test.each(scenarios.filter(({ isShort }) => isShort))('$name', ({ play }) => play(stage));
  });
}
