import { fc, test } from '@fast-check/vitest';
import { expect, test as example } from 'vitest';
import { lastReceiptNumber, nextReceiptNumber } from './receipt-number.ts';

const many = { numRuns: 10_000 };
const prefix = fc.stringMatching(/^[A-Z0-9]{1,8}$/);
const counter = fc.integer({ min: 0, max: 10_000_000 });
const number = (of: string, count: number) => `${of}-${String(count).padStart(6, '0')}`;

test.prop([prefix, prefix, counter, counter], many)(
  '[N1] tills with different prefixes never make the same number',
  (a, b, first, second) => {
    fc.pre(a !== b);

    expect(nextReceiptNumber(a, number(a, first))).not.toBe(nextReceiptNumber(b, number(b, second)));
  },
);

test.prop([prefix, counter], many)('[N2] a till’s next number is one more than its last', (till, count) => {
  expect(nextReceiptNumber(till, number(till, count))).toBe(number(till, count + 1));
});

test.prop([prefix, prefix, fc.uniqueArray(counter, { maxLength: 8 })], many)(
  '[N3] the last number is found whatever the order, among other tills’ too',
  (till, other, counts) => {
    fc.pre(till !== other);
    const numbers = counts.flatMap(count => [number(till, count), number(other, count + 7)]);

    const next = nextReceiptNumber(till, lastReceiptNumber(till, numbers));

    expect(next).toBe(number(till, Math.max(0, ...counts) + 1));
  },
);

example('[N2] the first number is 1, also after another prefix; an odd prefix is refused', () => {
  expect(nextReceiptNumber('A7', undefined)).toBe('A7-000001');
  expect(nextReceiptNumber('A7', 'A-000099')).toBe('A7-000001');
  expect(() => nextReceiptNumber('a-7', undefined)).toThrow(RangeError);
});
