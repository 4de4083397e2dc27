import { aJournal, aTillKey } from '@tidemark/journal/testing';
import type { Cart, CustomerEdit, RecordName, Sale } from '@tidemark/schema';
import { aCart, aCustomer, aCustomerEdit, anOrder, aSale } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';
import type { Change } from './mirror.ts';
import type { EraseRecord } from './privacy.ts';
import type { JudgeRow, PushedState } from './records.ts';

const shop = 'a.myshopify.com';
const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
const resolved = { state: 'resolved', sending: 1, note: 'erased', customerId: null } as const;
const at = 1_000;

/** Erases as tills and server agree to; here only as much as the store needs to know. */
export const eraseSimply: EraseRecord = (collection, document) => {
  if (collection === 'carts') {
    const cart = document as Cart;
    const none = { value: null, stamp: '' };
    return cart.customerId.value === null ? cart : { ...cart, customerId: none, name: none, note: none };
  }
  if (collection === 'customerEdits') {
    const edit = document as CustomerEdit;
    if (Object.keys(edit.changes).length === 0) return edit;
    const isDone = edit.submission?.state === 'accepted';
    return { ...edit, changes: {}, ...(isDone ? {} : { submission: resolved }) };
  }
  const sale = document as Sale;
  if (sale.journal) return sale.details ? { ...sale, details: null } : sale;
  return sale.customerId || sale.note ? { ...sale, customerId: null, note: null } : sale;
};

/** Stores what is new, and what is erased without its personal data. */
const judge: JudgeRow = (row, current, _facts, isErased) => {
  const { _deleted, ...said } = row as PushedState & Sale;
  const document = (isErased ? eraseSimply('sales', said, at) : said) as Sale;
  if (current) return { kind: 'conflict', document: current, changed: false };
  const submission = document.submission ?? waiting;
  return { kind: 'conflict', document: { ...document, submission }, changed: true };
};
const judgeCart: JudgeRow = (row, _current, _facts, isErased) => {
  const { _deleted, ...said } = row as PushedState & Cart;
  const document = isErased ? eraseSimply('carts', said, at) : said;
  return { kind: 'conflict', document, changed: true };
};

function push({ records }: MirrorStore, collection: RecordName, ...documents: readonly object[]) {
  const rows = documents.map(each => ({ ...each, _deleted: false }) as PushedState);
  return records.store(shop, collection, rows, collection === 'carts' ? judgeCart : judge, 100);
}

const times = { scope: '', sourceUpdatedAt: 10, readAt: 10 } as const;
const jan = aCustomer({ id: '7', displayName: 'Jan Janssen', email: 'jan@example.com' });
const order = anOrder({ id: '70', customerId: '7', email: 'jan@example.com', note: 'ring twice' });
const present = (document: object, readAt = 10): Change =>
  ({ kind: 'present', document, ...times, readAt }) as Change;

async function documentsOf(store: MirrorStore, collection: RecordName | 'customers' | 'orders') {
  const reads = collection === 'customers' || collection === 'orders' ? store.mirror : store.records;
  const page = await reads.changesAfter(shop, collection as never, '', undefined, 1_000);
  return page.documents.map(text => JSON.parse(text) as Record<string, unknown>);
}

/** Every store must pass this suite. Rule ids refer to SPEC.md. */
export function describePrivacy(name: string, open: () => Promise<MirrorStore>): void {
  async function withStore(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }

  const erase = (store: MirrorStore, orderIds: readonly string[] = []) =>
    store.privacy.erase(shop, { customerId: '7', orderIds, at }, eraseSimply);

  async function fill(store: MirrorStore) {
    const { mirror, records } = store;
    await mirror.commit(shop, 'customers', [present(jan), present(aCustomer({ id: '8' }))]);
    await mirror.commit(shop, 'orders', [present(order), present(anOrder({ id: '80', customerId: '8' }))]);
    const [journaled, others] = await aJournal(2, await aTillKey(), {}, { customerId: '7', note: 'for Jan' });
    await push(
      store,
      'customerEdits',
      aCustomerEdit({ id: 'edit-new1', customerId: 'edit-new1', isNew: true }),
    );
    const accepted = { state: 'accepted', after: 'e1:1', customerId: '7', overruled: [] } as const;
    await records.move(
      shop,
      { collection: 'customerEdits', id: 'edit-new1' },
      () => ({ submission: accepted as never }),
      100,
    );
    await push(store, 'customerEdits', aCustomerEdit({ id: 'edit-0007', customerId: '7' }));
    await push(store, 'customerEdits', aCustomerEdit({ id: 'edit-0008', customerId: '8' }));
    await push(
      store,
      'sales',
      ...[journaled!, others!],
      aSale({ id: 'sale-0001', receiptNumber: 'B-000001', customerId: 'edit-new1', note: 'for Jan' }),
      aSale({ id: 'sale-0002', receiptNumber: 'B-000002', customerId: '8', note: 'other' }),
      aSale({ id: 'sale-0003', receiptNumber: 'B-000003', customerId: null, note: 'for Jan' }),
    );
    const sold = { ...accepted, customerId: undefined, orderId: '90', orderName: '#90', differences: [] };
    await records.move(
      shop,
      { collection: 'sales', id: 'sale-0003' },
      () => ({ submission: sold as never }),
      100,
    );
    await push(
      store,
      'carts',
      aCart({ id: 'cart-0007', customerId: { value: '7', stamp: '' }, note: { value: 'Jan', stamp: '' } }),
      aCart({ id: 'cart-0008', customerId: { value: '8', stamp: '' } }),
    );
    return { journaled: journaled! };
  }

  describe(`${name} keeps Privacy`, () => {
    test('[Y1] all of a customer is erased under every id, as ordinary changes, and nothing of others', () =>
      withStore(async store => {
        await fill(store);
        const before = await store.records.heads(shop);
        const heard: string[] = [];
        store.records.onCommit(({ collection }) => heard.push(collection));
        store.mirror.onCommit(({ collection }) => heard.push(collection));

        const { counts, orderIds } = await erase(store, ['90']);

        expect(counts).toEqual({ sales: 4, carts: 1, customerEdits: 2, orders: 1, customers: 1, others: 0 });
        expect(orderIds).toEqual(['70']);
        expect(new Set(heard)).toEqual(new Set(['sales', 'carts', 'customerEdits', 'orders', 'customers']));
        const sales = await documentsOf(store, 'sales');
        expect(sales.map(each => [each['id'], each['details'] ?? each['note'] ?? null])).toEqual([
          ['sale-0002', 'other'],
          ...sales.slice(1).map(each => [each['id'], null]),
        ]);
        const heads = await store.records.heads(shop);
        expect(heads.sales.seq).toBeGreaterThan(before.sales.seq + 3);
        const edits = await documentsOf(store, 'customerEdits');
        expect(Object.fromEntries(edits.map(each => [each['id'], each['changes']]))).toEqual({
          'edit-new1': {},
          'edit-0007': {},
          'edit-0008': aCustomerEdit().changes,
        });
        const carts = await documentsOf(store, 'carts');
        expect(JSON.stringify(carts)).not.toContain('Jan');
        const orders = await documentsOf(store, 'orders');
        expect(orders.find(each => each['id'] === '70')).toMatchObject({
          ...{ customerId: null, email: null, note: null, total: order.total },
        });
        const customers = await documentsOf(store, 'customers');
        expect(customers.find(each => each['id'] === '7')).toEqual({
          ...{ id: '7', _deleted: true },
          rev: expect.any(String) as string,
        });
        expect(await store.mirror.damagedBuckets(shop, 'customers')).toEqual([]);
        expect(await store.mirror.search(shop, 'customers', { words: [['janssen']], limit: 5 })).toEqual([]);
      }));

    test('[Y1] an edit that waited leaves the outbox, and the counts say so', () =>
      withStore(async store => {
        await fill(store);

        await erase(store);

        const taken = await store.records.take(shop, 'customerEdits', 200, 300, 10);
        expect(taken.map(each => each.id)).toEqual(['edit-0008']);
        const { customerEdits } = await store.records.counts(shop);
        expect(customerEdits).toMatchObject({ waiting: 1, resolved: 1 });
      }));

    test('[Y2] neither a late read nor a till brings back what was erased', () =>
      withStore(async store => {
        const { journaled } = await fill(store);
        await erase(store, ['90', '91']);

        const late = await store.mirror.commit(shop, 'customers', [
          { ...present(jan, 5_000), sourceUpdatedAt: 9_000 } as Change,
        ]);
        await store.mirror.commit(shop, 'orders', [
          present(order, 5_000),
          present(anOrder({ id: '91', email: 'jan@example.com' }), 5_000),
          present(anOrder({ id: '92', customerId: '7', email: 'jan@example.com' }), 5_000),
        ]);
        const unsent = aSale({ id: 'sale-0009', receiptNumber: 'B-000009', customerId: 'edit-new1' });
        const outcomes = await push(store, 'sales', journaled, { ...unsent, note: 'for Jan' });
        const cart = aCart({ id: 'cart-0009', customerId: { value: '7', stamp: '' } });
        await push(store, 'carts', { ...cart, name: { value: 'Jan', stamp: '' } });

        expect(late.changedIds.length).toBeLessThanOrEqual(1);
        expect((await documentsOf(store, 'customers')).filter(each => each['id'] === '7')).toMatchObject([
          { _deleted: true },
        ]);
        const orders = await documentsOf(store, 'orders');
        expect(orders.map(each => each['email']).filter(Boolean)).not.toContain('jan@example.com');
        expect(orders.filter(each => each['customerId'] === '7')).toEqual([]);
        expect(outcomes.map(each => each.outcome)).toEqual(['conflict', 'conflict']);
        expect(JSON.stringify(outcomes)).not.toMatch(/Jan|edit-new1/);
        expect(JSON.stringify(await documentsOf(store, 'carts'))).not.toContain('Jan');
      }));

    test('[Y2] a fork of an erased sale is kept without personal data', () =>
      withStore(async store => {
        const { journaled } = await fill(store);
        await erase(store);
        const bodies: unknown[] = [];
        const fork: JudgeRow = (row, _current, _facts, isErased) => {
          bodies.push(isErased);
          return { kind: 'refuse', code: 'written-once', message: 'kept', keep: true };
        };
        await store.records.store(shop, 'sales', [{ ...journaled, _deleted: false }], fork, 100);

        const { counts } = await erase(store);

        expect(bodies).toEqual([true]);
        expect(counts.others).toBe(0);
        expect((await store.records.journalState(shop, 100)).forks).toBe(1);
      }));

    test('[Y3] [Y5] an erasure that is repeated changes nothing, and counts once', () =>
      withStore(async store => {
        await fill(store);
        const first = await erase(store, ['90']);
        const heads = await store.records.heads(shop);

        const second = await erase(store, ['90']);

        expect(Object.values(second.counts)).toEqual([0, 0, 0, 0, 0, 0]);
        expect(await store.records.heads(shop)).toEqual(heads);
        expect(await store.privacy.redactions(shop)).toEqual([{ customerId: '7', at, counts: first.counts }]);
        expect(await store.privacy.redactions('b.myshopify.com')).toEqual([]);
      }));

    test('[Y1] an unreadable document that names the customer loses its text', () =>
      withStore(async store => {
        await fill(store);
        const unreadable = (id: string, body: string) =>
          ({
            ...{ kind: 'unreadable', id, scope: '', sourceUpdatedAt: 1, createdAt: 1, readAt: 1 },
            ...{ defect: 'odd', body },
          }) as Change;
        await store.mirror.commit(shop, 'orders', [
          unreadable('71', '{"customer":"gid://shopify/Customer/7"'),
          unreadable('81', '{"nobody":true'),
        ]);

        const { counts } = await erase(store);

        expect(counts.others).toBe(1);
        expect(await store.mirror.quarantineCount(shop)).toBe(2);
      }));

    test('[Y8] a shop that is erased leaves nothing, and nothing of it is stored any more; other shops stay', () =>
      withStore(async store => {
        await fill(store);
        await store.register.saveTill(shop, { id: 'till-aaaa', name: 'Till', locationId: '1' }, 5);
        const other = 'b.myshopify.com';
        await store.mirror.commit(other, 'customers', [present(jan)]);

        await store.privacy.eraseShop(shop, at);
        await store.privacy.eraseShop(shop, at);

        expect(await store.mirror.count(shop, 'customers')).toBe(0);
        expect((await store.records.counts(shop)).sales).toMatchObject({ waiting: 0, accepted: 0 });
        expect(await store.register.shops()).toEqual([other]);
        expect(await store.mirror.count(other, 'customers')).toBe(1);
        const gone = { code: 'not-found', message: expect.stringContaining('were erased') as string };
        await expect(push(store, 'sales', aSale())).rejects.toMatchObject(gone);
        await expect(store.mirror.commit(shop, 'customers', [present(jan)])).rejects.toMatchObject(gone);
        await expect(store.register.addShop(shop)).rejects.toMatchObject(gone);
        await expect(
          store.mirror.setWatermark(shop, { resource: 'readAt', value: '1' }),
        ).rejects.toMatchObject(gone);
      }));

    test('[Y13] a store that erased nothing, or little, has nothing left to rewrite', () =>
      withStore(async store => {
        await fill(store);
        expect(await store.privacy.rewrite(at)).toBe(false);

        await store.privacy.erase(shop, { customerId: '7', orderIds: [], at }, eraseSimply);

        expect(await store.privacy.rewrite(at)).toBe(false);
      }));

    test('[Y6] what is known of a customer is told whole, and nothing of others', () =>
      withStore(async store => {
        await fill(store);

        const data = await store.privacy.dataOf(shop, '7', ['90']);

        expect(data.customer).toMatchObject({ email: 'jan@example.com' });
        expect(data.orders.map(each => each.id)).toEqual(['70']);
        expect(data.sales.map(each => each.id).toSorted()).toEqual(
          ['aaaaaaaaaa-1', 'aaaaaaaaaa-2', 'sale-0001', 'sale-0003'].toSorted(),
        );
        expect(data.carts.map(each => each.id)).toEqual(['cart-0007']);
        expect(data.customerEdits.map(each => each.id).toSorted()).toEqual(['edit-0007', 'edit-new1']);
      }));
  });
}
