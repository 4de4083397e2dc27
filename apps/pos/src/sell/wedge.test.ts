import { expect, test } from 'vitest';
import { afterKey, noBurst } from './wedge.ts';

function type(text: string, msPerKey: number) {
  let burst = noBurst;
  let scanned: string | undefined;
  [...text, 'Enter'].forEach((key, n) => ({ burst, scanned } = afterKey(burst, key, n * msPerKey)));
  return scanned;
}

test('a fast burst with Enter is a scan', () => {
  expect(type('4012345678901', 8)).toBe('4012345678901');
});

test('a person’s typing is not', () => {
  expect(type('4012345678901', 120)).toBeUndefined();
  expect(type('abc', 5)).toBeUndefined();
});

test('a pause begins a new burst, and Shift does not break one', () => {
  let burst = afterKey(noBurst, 'x', 0).burst;
  burst = afterKey(burst, 'A', 500).burst;
  burst = afterKey(burst, 'Shift', 505).burst;
  for (const [n, key] of ['B', 'C', 'D'].entries()) burst = afterKey(burst, key, 510 + n * 5).burst;

  expect(afterKey(burst, 'Enter', 530).scanned).toBe('ABCD');
});
