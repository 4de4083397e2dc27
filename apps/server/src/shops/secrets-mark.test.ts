import { expect, test } from 'vitest';
import { canServeTogether, secretsMark } from './secrets-mark.ts';

const bytes = (n: number) => new Uint8Array(32).fill(n);
const mark = (session: number, ...keys: number[]) => secretsMark(bytes(session), keys.map(bytes));

test('[A106] servers with the same secrets go together, others do not', () => {
  expect(canServeTogether(mark(1, 2), mark(1, 2))).toBe(true);
  expect(canServeTogether(mark(1, 2), mark(9, 2))).toBe(false);
  expect(canServeTogether(mark(1, 2), mark(1, 3))).toBe(false);
  expect(mark(1, 2)).not.toContain('AQEBAQ');
});

test('[A106] a key is replaced server by server: first all can read with the new one, then all encrypt with it', () => {
  const steps = [mark(1, 2), mark(1, 2, 3), mark(1, 3, 2), mark(1, 3)];

  for (let n = 1; n < steps.length; n++)
    expect(canServeTogether(steps[n - 1] ?? '', steps[n] ?? '')).toBe(true);
  // Without the first step, the one that is not yet replaced could not read.
  expect(canServeTogether(mark(1, 2), mark(1, 3, 2))).toBe(false);
});
