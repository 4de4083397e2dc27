import { fc, test } from '@fast-check/vitest';
import { lastReceiptNumber } from '@tidemark/schema';
import { expect } from 'vitest';
import { HighestReceipts } from './highest-receipts.ts';

const number = fc
  .tuple(fc.constantFrom('A', 'A7', 'B'), fc.integer({ min: 1, max: 2_000_000 }))
  .map(([prefix, count]) => `${prefix}-${String(count).padStart(6, '0')}`);

test.prop([fc.array(fc.oneof(number, fc.string()))])(
  '[T13] the number that is kept is the highest of all, whatever order they came in',
  numbers => {
    const highest = new HighestReceipts();

    for (const each of numbers) highest.take(each);

    for (const prefix of ['A', 'A7', 'B', 'C'])
      expect(highest.of(prefix)).toBe(lastReceiptNumber(prefix, numbers));
  },
);
