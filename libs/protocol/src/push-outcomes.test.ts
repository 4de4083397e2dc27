import { expect, test } from 'vitest';
import { decisionRequestSchema } from './messages/decision.ts';
import { pushRequestSchema, pushResponseSchema } from './messages/push.ts';
import { answersAll, conflictsOf, refusalsOf } from './push-outcomes.ts';

const response = pushResponseSchema.parse({
  outcomes: [
    { outcome: 'accepted', id: 'a' },
    { outcome: 'conflict', id: 'b', document: { id: 'b', _deleted: false, note: 'more' } },
    { outcome: 'refused', id: 'c', code: 'another-till', message: 'was written by till x' },
  ],
});

test('[P9] conflicts are documents, and refused rows are not among them', () => {
  expect(conflictsOf(response)).toEqual([{ id: 'b', _deleted: false, note: 'more' }]);
  expect(refusalsOf(response).map(row => [row.id, row.code])).toEqual([['c', 'another-till']]);
});

test('[P10] an answer that is not to all rows, in their order, is none', () => {
  expect(answersAll(['a', 'b', 'c'], response)).toBe(true);
  expect(answersAll(['a', 'b'], response)).toBe(false);
  expect(answersAll(['a', 'c', 'b'], response)).toBe(false);
});

test('[P11] pushing a cache is a message that can be answered, row by row', () => {
  const row = { newDocumentState: { id: '1', _deleted: false } };

  expect(pushRequestSchema.safeParse({ collection: 'products', rows: [row] }).success).toBe(true);
  expect(pushRequestSchema.safeParse({ collection: 'secrets', rows: [row] }).success).toBe(false);
  expect(pushRequestSchema.safeParse({ collection: 'sales', rows: [] }).success).toBe(false);
});

test('[P12] a decision names the refusal that it is about, and a resolution says how', () => {
  const decision = { collection: 'sales', id: 'sale-0001', sending: 1 };

  expect(
    decisionRequestSchema.safeParse({ ...decision, decision: { do: 'resolve', note: ' ' } }).success,
  ).toBe(false);
  expect(decisionRequestSchema.safeParse({ ...decision, decision: { do: 'send-again' } }).success).toBe(true);
  expect(
    decisionRequestSchema.safeParse({ ...decision, collection: 'carts', decision: { do: 'send-again' } })
      .success,
  ).toBe(false);
});
