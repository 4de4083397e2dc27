import { expect, test } from 'vitest';
import { Misses, missMs } from './misses.ts';

test('[E42] a miss is known for a minute', () => {
  const misses = new Misses();
  misses.note('404', 1_000);

  expect(misses.isKnown('404', 1_000)).toBe(true);
  expect(misses.isKnown('404', 1_000 + missMs - 1)).toBe(true);
  expect(misses.isKnown('404', 1_000 + missMs)).toBe(false);
  expect(misses.isKnown('404', 999)).toBe(false);
  expect(misses.isKnown('405', 1_000)).toBe(false);
});

test('[E42] a thousand are remembered, the newest ones, and no endless code', () => {
  const misses = new Misses();
  for (let n = 0; n <= 1_000; n++) misses.note(`code ${n}`, n);
  misses.note('x'.repeat(201), 1_000);

  const known = (code: string) => misses.isKnown(code, 1_000);
  expect(['code 0', 'code 1', 'code 1000', 'x'.repeat(201)].map(known)).toEqual([false, true, true, false]);
});
