import { aCustomerEdit, aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { eraseSimply } from '../contract/privacy.contract.ts';
import type { JudgeRow, PushedState, SubmittedName } from '../contract/records.ts';
import { openSqliteMirror } from '../sqlite/open.ts';

const shop = 'a.myshopify.com';
const submission = { state: 'waiting', sending: 1, attempts: 1, unanswered: 1, notBefore: 0 };
const accept: JudgeRow = row => ({
  kind: 'accept',
  changed: true,
  document: { ...row, submission } as never,
});

test('[Y12] an edit that turns out to have made an erased customer has the erasure asked for again', async () => {
  await using store = await openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1' });
  const { records, privacy, inbox } = store;
  const push = (collection: SubmittedName, document: object) =>
    records.store(shop, collection, [{ ...document, _deleted: false } as PushedState], accept, 5);
  await push('customerEdits', aCustomerEdit({ id: 'edit-new1', customerId: 'edit-new1', isNew: true }));
  await push('sales', aSale({ customerId: 'edit-new1', note: 'for Jan' }));
  const erasure = { customerId: '7', orderIds: [], at: 1_000 };
  const first = await privacy.erase(shop, erasure, eraseSimply);
  expect(first.counts).toMatchObject({ sales: 0, customerEdits: 0 });
  const accepted = { state: 'accepted', after: 'e1:1', customerId: '7', overruled: [] } as const;
  const moved = (id: string) =>
    records.move(shop, { collection: 'customerEdits', id }, () => ({ submission: accepted }), 2_000);

  await moved('edit-new1');

  const [notice, ...others] = await inbox.waiting(shop, 10);
  expect(others).toEqual([]);
  expect(notice?.subject).toEqual({ kind: 'redactCustomer', customerId: '7', orderIds: [] });
  const second = await privacy.erase(shop, erasure, eraseSimply);
  expect(second.counts).toMatchObject({ sales: 1, customerEdits: 1 });
  await push('customerEdits', aCustomerEdit({ id: 'edit-0008', customerId: '8' }));
  await moved('edit-0008');
  expect(await inbox.waiting(shop, 10)).toHaveLength(1);
});
