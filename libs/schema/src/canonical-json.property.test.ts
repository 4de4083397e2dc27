import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

/** The same function, written as plainly as possible. */
function plainly(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** No object keeps keys that look like numbers in insertion order. */
const key = fc.string({ unit: 'binary', maxLength: 8 }).map(text => `k${text}`);
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, undefined),
);
const { document } = fc.letrec(tie => ({
  document: fc.dictionary(key, tie('value'), { noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value')), tie('document')),
}));

test.prop([document])('equal content is equal text, as JSON has it', value => {
  expect(canonicalJson(value)).toBe(plainly(value));
});
