import { keysOfCode } from '@tidemark/schema';
import { expect, test } from 'vitest';
import { hashesOf, KnownCodes } from './known-codes.ts';

const told = (codes: readonly string[], areAll = false) =>
  hashesOf({ areAll, keys: codes.flatMap(code => [...keysOfCode(code)]) });

test('[T85] a page knows the codes that it was told: all at first, more as they come, and all anew', () => {
  const codes = new KnownCodes();
  expect(codes.has('4006381333931')).toBe(false);

  codes.take(told(['4006381333931', 'MUG-1'], true));
  codes.take(told(['036000291452']));

  expect(codes.has('4006381333931')).toBe(true);
  expect(codes.has(' mug-1 ')).toBe(true);
  // The same GTIN, as a scanner of another kind reads it.
  expect(codes.has('0036000291452')).toBe(true);
  expect(codes.has('MUG-2')).toBe(false);
  codes.take(told(['MUG-2'], true));
  expect(codes.has('MUG-2')).toBe(true);
  expect(codes.has('MUG-1')).toBe(false);
});

test('[T85] thousands that came one by one are known, as are those that were there before', () => {
  const codes = new KnownCodes();
  codes.take(told(['first'], true));
  for (let n = 0; n < 5_000; n++) codes.take(told([`SKU-${n}`]));

  expect(codes.has('first')).toBe(true);
  for (let n = 0; n < 5_000; n += 499) expect(codes.has(`SKU-${n}`)).toBe(true);
  const wrong = Array.from({ length: 5_000 }, (_, n) => codes.has(`NONE-${n}`)).filter(Boolean);
  expect(wrong).toHaveLength(0);
});
