import { aSale, aStockCorrection } from '@tidemark/schema/testing';
import { pushResponseSchema, revOf } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { answerOf } from './push-answer.ts';

const submission = {
  state: 'accepted',
  after: 'e:1',
  orderId: '7',
  orderName: '#7',
  differences: [],
} as const;
const document = aSale({ id: 'sale-0001', submission: { ...submission, differences: [] } });
const retired = { outcome: 'retired', id: 'sale-0001', document } as const;

test('[A61] a till is told that a record has left the tills, by a deleted document', () => {
  const answer = answerOf(retired, 10);

  expect(answer).toEqual({
    outcome: 'conflict',
    id: 'sale-0001',
    document: { id: 'sale-0001', rev: expect.any(String) as string, _deleted: true },
  });
  expect(pushResponseSchema.safeParse({ outcomes: [answer] }).success).toBe(true);
});

test('[A61] a till of version 9 is told what is stored, with its submission', () => {
  expect(answerOf(retired, 9)).toEqual({
    outcome: 'conflict',
    id: 'sale-0001',
    document: { ...document, _deleted: false },
  });
});

test('[A61] every other outcome is told as it is', () => {
  const accepted = { outcome: 'accepted', id: 'sale-0001' } as const;
  expect([answerOf(accepted, 9), answerOf(accepted, 10)]).toEqual([accepted, accepted]);
});

test('[A75] a till of a version without effects is told of a sale without them', () => {
  const sale = { ...document, effects: [aStockCorrection()], _deleted: false };
  const conflict = { outcome: 'conflict', id: 'sale-0001', document: { ...sale, rev: revOf(sale) } } as const;

  expect(answerOf(conflict, 11)).toBe(conflict);
  for (const version of [9, 10]) {
    const told = { ...document, _deleted: false };
    expect(answerOf(conflict, version)).toEqual({ ...conflict, document: { ...told, rev: revOf(told) } });
  }
  expect(answerOf({ ...retired, document: sale }, 9)).not.toHaveProperty('document.effects');
});

test('[A75] a till of a version without approvals is told of none, and of a flaw that it knows', () => {
  const about = { about: 'large-discount' };
  const approvals = [{ permission: 'large-discount', staffId: 'anna', at: '2026-01-01T00:00:00Z' }];
  const sale = {
    ...document,
    approvals,
    flaws: [{ code: 'not-allowed', ...about }],
    _deleted: false,
  } as const;
  const conflict = { outcome: 'conflict', id: 'sale-0001', document: { ...sale, rev: revOf(sale) } } as const;

  expect(answerOf(conflict, 13)).toBe(conflict);
  const told = { ...document, flaws: [{ code: 'staff-dismissed', ...about }], _deleted: false };
  expect(answerOf(conflict, 12)).toEqual({ ...conflict, document: { ...told, rev: revOf(told) } });
});

test('[A75] a till of a version without the flaw of an unknown key is told of one that it knows', () => {
  const flaws = [
    { code: 'ahead-of-time', about: '2030-01-01T00:00:00Z' },
    { code: 'key-unknown', about: 'till-aaaa' },
  ] as const;
  const sale = { ...document, flaws, _deleted: false };
  const conflict = { outcome: 'conflict', id: 'sale-0001', document: { ...sale, rev: revOf(sale) } } as const;

  expect(answerOf(conflict, 12)).toBe(conflict);
  const told = { ...sale, flaws: [flaws[0], { code: 'hash-broken', about: 'till-aaaa' }] };
  expect(answerOf(conflict, 11)).toEqual({ ...conflict, document: { ...told, rev: revOf(told) } });
});
