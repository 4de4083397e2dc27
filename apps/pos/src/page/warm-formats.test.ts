import { expect, test } from 'vitest';
import { warmFormats } from './warm-formats.ts';

test('[P10] each kind of text is made in a task of its own: a number, an amount, a time', () => {
  const texts: unknown[] = [];
  const tasks: (() => unknown)[] = [];

  warmFormats(act => tasks.push(act));
  for (const act of tasks) texts.push(act());

  // In whichever language and time zone.
  expect(texts).toEqual(['0', expect.stringContaining('€'), expect.stringMatching(/19(69|70)/)]);
});
