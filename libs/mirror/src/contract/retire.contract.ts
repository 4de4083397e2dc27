import { bucketDigests, emptyDigest, joinDigests } from '@tidemark/protocol';
import type { Cart, CustomerEdit, RecordName, Sale } from '@tidemark/schema';
import { aCart, aCustomerEdit, anOrder, aSale, aStockMove } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';
import type { JudgeRow, PushedState, Records, RowVerdict, SubmittedName } from './records.ts';

const shop = 'a.myshopify.com';
const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'no' } as const;
const day = 86_400_000;
const now = 200 * day;
const before = now - 90 * day;

/** Stores a new row as waiting; a known one stays, except that a cart has the later status, and a sale loses its note. */
const judge: JudgeRow = (pushed, current) => {
  const { _deleted, ...document } = pushed as PushedState & Sale & Cart;
  if (!current) {
    const submission = 'submission' in document ? { submission: waiting } : {};
    return { kind: 'conflict', document: { ...document, ...submission }, changed: true } as RowVerdict;
  }
  if ('status' in current) {
    const changed = document.status.stamp > current.status.stamp;
    return { kind: 'conflict', document: changed ? document : current, changed };
  }
  const isErased = 'lines' in current && document.note === null && current.note !== null;
  const erased = { ...current, note: null } as Sale;
  return { kind: 'conflict', document: isErased ? erased : current, changed: isErased };
};

function row(document: object): PushedState {
  return { ...document, _deleted: false } as PushedState;
}

const cart = (id: string, value: Cart['status']['value'], stamp = '1') =>
  ({ ...aCart({ id }), status: { value, stamp } }) as Cart;

const accepted = (head: { epoch: string; seq: number }) =>
  ({
    state: 'accepted',
    after: `${head.epoch}:${head.seq}`,
    orderId: '7',
    orderName: '#7',
    differences: [],
  }) as const;

async function store(
  records: Records,
  collection: RecordName,
  documents: readonly object[],
  at: number,
): Promise<void> {
  await records.store(shop, collection, documents.map(row), judge, at);
}

async function settle(records: Records, collection: SubmittedName, id: string): Promise<void> {
  const key = { collection, id };
  await records.move(shop, key, (_, head) => ({ submission: accepted(head) as never }), 0);
  await records.haveRead(shop, [key]);
}

/** Sales that were stored on the first day, and read back. */
async function storeSettled(records: Records, ids: readonly string[], at = day): Promise<void> {
  await store(
    records,
    'sales',
    ids.map((id, n) => aSale({ id, receiptNumber: `A-${String(n + 1).padStart(6, '0')}` })),
    at,
  );
  for (const id of ids) await settle(records, 'sales', id);
}

async function living(records: Records, collection: RecordName): Promise<readonly string[]> {
  const page = await records.changesAfter(shop, collection, '', undefined, 1_000);
  const documents = page.documents.map(
    each => JSON.parse(each) as { id: string; rev: string; _deleted: boolean },
  );
  const alive = documents.filter(each => !each._deleted);
  expect(page.digest).toEqual(bucketDigests(alive).reduce(joinDigests, emptyDigest));
  return alive.map(({ id }) => id).sort();
}

const retire = (records: Records, limit = 100) => records.retire(shop, before, now, limit);

/** Every store must pass this suite. Rule ids refer to SPEC.md. */
export function describeRetirement(name: string, open: () => Promise<MirrorStore>): void {
  async function withStore(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }

  describe(`${name} retires records`, () => {
    test('[O20] what is settled and old leaves a tombstone, in batches, oldest first, and is found whole', () =>
      withStore(async ({ records }) => {
        await storeSettled(records, ['sale-0002', 'sale-0003'], 2 * day);
        await storeSettled(records, ['sale-0001'], day);
        await storeSettled(records, ['sale-0009'], before);
        const head = (await records.heads(shop)).sales;
        const told: unknown[] = [];
        records.onCommit(each => told.push(each));

        expect([await retire(records, 2), await retire(records, 2), await retire(records, 2)]).toEqual([
          2, 1, 0,
        ]);

        expect(told).toEqual([
          { shop, collection: 'sales' },
          { shop, collection: 'sales' },
        ]);
        expect(await living(records, 'sales')).toEqual(['sale-0009']);
        const page = await records.changesAfter(shop, 'sales', '', head, 10);
        const tombstones = page.documents.map(each => JSON.parse(each) as { id: string });
        expect(tombstones.map(({ id }) => id)).toEqual(['sale-0001', 'sale-0002', 'sale-0003']);
        expect(tombstones[0]).toEqual({ id: 'sale-0001', rev: expect.any(String) as string, _deleted: true });
        expect(page.head.seq).toBe(head.seq + 3);
        expect(await records.find(shop, 'sales', 'sale-0001')).toMatchObject({
          submission: { state: 'accepted' },
        });
        expect(await records.counts(shop)).toMatchObject({ sales: { accepted: 4, waiting: 0 } });
        expect(await records.lastReceipt(shop, 'till-aaaa', 'A')).toBe('A-000002');
      }));

    test('[O20] what waits, is refused, or was not read back stays, and so does what is young', () =>
      withStore(async ({ records }) => {
        const ids = ['sale-0001', 'sale-0002', 'sale-0003', 'sale-0004'];
        await store(
          records,
          'sales',
          ids.map(id => aSale({ id })),
          day,
        );
        await records.move(
          shop,
          { collection: 'sales', id: 'sale-0002' },
          () => ({ submission: refused }),
          0,
        );
        await records.haveRead(shop, [{ collection: 'sales', id: 'sale-0002' }]);
        await records.move(
          shop,
          { collection: 'sales', id: 'sale-0003' },
          (_, head) => ({ submission: accepted(head) }),
          0,
        );
        await storeSettled(records, ['sale-0005'], before);

        expect(await retire(records)).toBe(0);

        expect(await living(records, 'sales')).toEqual([...ids, 'sale-0005']);
        await records.haveRead(shop, [{ collection: 'sales', id: 'sale-0003' }]);
        const resolved = { state: 'resolved', note: '' } as never;
        await records.move(
          shop,
          { collection: 'sales', id: 'sale-0002' },
          () => ({ submission: resolved }),
          0,
        );
        expect(await retire(records)).toBe(2);
        expect(await living(records, 'sales')).toEqual(['sale-0001', 'sale-0004', 'sale-0005']);
      }));

    test('[O20] a flawed sale leaves after a person decided about it', () =>
      withStore(async ({ records }) => {
        const flaws: Sale['flaws'] = [{ code: 'staff-unknown', about: 'x' }];
        const decided = { staffId: 'boss', at: '2026-01-01T00:00:00Z', do: 'resolve' } as const;
        await store(
          records,
          'sales',
          [aSale({ id: 'sale-0001', flaws }), aSale({ id: 'sale-0002', flaws })],
          day,
        );
        await settle(records, 'sales', 'sale-0001');
        const key = { collection: 'sales', id: 'sale-0002' } as const;
        await records.move(shop, key, (_, head) => ({ submission: accepted(head) }), 0, decided);
        await records.haveRead(shop, [key]);

        expect(await retire(records)).toBe(1);
        expect(await living(records, 'sales')).toEqual(['sale-0001']);
      }));

    test('[O20] moves and customers’ edits leave too, and a cart once it has ended and is not touched', () =>
      withStore(async ({ records }) => {
        await store(records, 'stockMoves', [aStockMove({ id: 'move-0001' })], day);
        await settle(records, 'stockMoves', 'move-0001');
        await store(records, 'customerEdits', [aCustomerEdit({ id: 'edit-0001' })], day);
        await settle(records, 'customerEdits', 'edit-0001');
        const carts = [
          cart('cart-0001', 'sold'),
          cart('cart-0002', 'discarded'),
          cart('cart-0003', 'parked'),
        ];
        await store(records, 'carts', [...carts, cart('cart-0004', 'sold')], day);
        await store(records, 'carts', [cart('cart-0003', 'sold', '2')], before);
        await store(records, 'carts', [cart('cart-0004', 'parked', '2')], 2 * day);

        expect(await retire(records)).toBe(4);

        expect(await living(records, 'carts')).toEqual(['cart-0003', 'cart-0004']);
        expect(await living(records, 'stockMoves')).toEqual([]);
        expect(await living(records, 'customerEdits')).toEqual([]);
        expect(await records.retire(shop, before + 1, now, 10)).toBe(1);
        expect(await living(records, 'carts')).toEqual(['cart-0004']);
      }));

    test('[O20] what needs a look is counted while tills have it', () =>
      withStore(async ({ records }) => {
        await store(records, 'sales', [aSale({ id: 'sale-0001' })], day);
        const key = { collection: 'sales', id: 'sale-0001' } as const;
        const differences = [{ field: 'total', ours: 1, theirs: 2 }] as never;
        await records.move(shop, key, (_, head) => ({ submission: { ...accepted(head), differences } }), 0);
        await records.haveRead(shop, [key]);
        expect(await records.counts(shop)).toMatchObject({ sales: { accepted: 1, differing: 1 } });

        await retire(records);

        expect(await records.counts(shop)).toMatchObject({ sales: { accepted: 1, differing: 0 } });
      }));

    test('[O21] a retired record that a till pushes is known, and nothing waits for Shopify again', () =>
      withStore(async ({ records, mirror }) => {
        await storeSettled(records, ['sale-0001']);
        await retire(records);
        const again = () => records.store(shop, 'sales', [row(aSale({ id: 'sale-0001' }))], judge, now);

        const [known] = await again();
        // Its tombstone is forgotten after 90 days; what is kept of it is not.
        await mirror.purgeTombstones(shop, now + 1);
        const [later] = await again();

        const kept = { id: 'sale-0001', submission: { state: 'accepted', orderId: '7' } };
        expect(known).toMatchObject({ outcome: 'retired', id: 'sale-0001', document: kept });
        expect(later).toEqual(known);
        expect(await living(records, 'sales')).toEqual([]);
        expect(await records.take(shop, 'sales', now, now + 1, 10)).toEqual([]);
        expect(await records.counts(shop)).toMatchObject({ sales: { accepted: 1, waiting: 0 } });
      }));

    test('[O21] personal data that a push erases are erased of a retired record', () =>
      withStore(async ({ records }) => {
        await store(records, 'sales', [aSale({ id: 'sale-0001', note: 'for Anna' })], day);
        await settle(records, 'sales', 'sale-0001');
        await retire(records);

        const erased = row(aSale({ id: 'sale-0001', note: null }));
        const [outcome] = await records.store(shop, 'sales', [erased, erased], judge, now);

        expect(outcome).toMatchObject({ outcome: 'retired', document: { note: null } });
        expect(await records.find(shop, 'sales', 'sale-0001')).toMatchObject({ note: null });
        expect(await living(records, 'sales')).toEqual([]);
      }));

    test('[O21] a cart that a till went on with is living again, and leaves again', () =>
      withStore(async ({ records }) => {
        await store(records, 'carts', [cart('cart-0001', 'sold')], day);
        await retire(records);
        const push = (it: Cart) => records.store(shop, 'carts', [row(it)], judge, now);

        expect(await push(cart('cart-0001', 'sold'))).toMatchObject([{ outcome: 'retired' }]);
        expect(await push(cart('cart-0001', 'discarded', '2'))).toMatchObject([{ outcome: 'conflict' }]);

        expect(await living(records, 'carts')).toEqual(['cart-0001']);
        expect(await records.retire(shop, now + 1, now, 10)).toBe(1);
        expect(await living(records, 'carts')).toEqual([]);
        expect(await records.find(shop, 'carts', 'cart-0001')).toMatchObject({ status: { stamp: '2' } });
      }));

    test('[O20] a retired sale is found by its receipt, and moves on no more', () =>
      withStore(async ({ records, mirror }) => {
        await storeSettled(records, ['sale-0001']);
        await retire(records);
        const seen: unknown[] = [];

        const moved = await records.move(
          shop,
          { collection: 'sales', id: 'sale-0001' },
          document => void seen.push(document.submission?.state),
          now,
        );

        expect(moved).toBeUndefined();
        expect(seen).toEqual(['accepted']);
        expect(await records.salesWithReceipt(shop, 'A-000001')).toMatchObject([{ id: 'sale-0001' }]);
        const order = anOrder({ id: '7', sourceIdentifier: 'sale-0001' });
        const change = {
          kind: 'present',
          document: order,
          scope: '',
          sourceUpdatedAt: 1,
          readAt: 1,
        } as const;
        await mirror.commit(shop, 'orders', [change]);
        const words = [['000001']];
        expect(await mirror.search(shop, 'orders', { words, limit: 5 })).toEqual(['7']);
      }));

    test('[O13] [O20] a customer whom a retired edit made is known by both ids', () =>
      withStore(async ({ records }) => {
        const made = aCustomerEdit({ id: 'edit-0001', customerId: 'edit-0001', isNew: true });
        await store(records, 'customerEdits', [made], day);
        const key = { collection: 'customerEdits', id: 'edit-0001' } as const;
        const submission = (head: { epoch: string; seq: number }) =>
          ({
            state: 'accepted',
            after: `${head.epoch}:${head.seq}`,
            customerId: '55',
            overruled: [],
          }) as never;
        await records.move(shop, key, (_, head) => ({ submission: submission(head) }), 0);
        await records.haveRead(shop, [key]);
        await retire(records);
        const edit = (id: string, customerId: string): CustomerEdit =>
          aCustomerEdit({ id, customerId, isNew: false });

        await store(records, 'customerEdits', [edit('edit-0002', '55'), edit('edit-0003', 'edit-0001')], now);

        expect(await records.isBehind(shop, 'edit-0002')).toBe(false);
        expect(await records.isBehind(shop, 'edit-0003')).toBe(true);
      }));

    test('[M39] a reader that begins with nothing gets no deletion of before', () =>
      withStore(async ({ records }) => {
        const ids = Array.from({ length: 30 }, (_, n) => `sale-${1000 + n}`);
        await storeSettled(records, ids.slice(0, 20));
        await storeSettled(records, ids.slice(20), before);
        await retire(records);
        const read: string[] = [];
        const emptyAt = (await records.heads(shop)).sales.seq;

        const first = await records.changesAfter(shop, 'sales', '', undefined, 4, undefined, emptyAt);
        await records.retire(shop, before + 1, now, 3);
        read.push(...first.documents);
        let page = first;
        while (!page.digest) {
          page = await records.changesAfter(shop, 'sales', '', page.checkpoint, 4, undefined, emptyAt);
          read.push(...page.documents);
        }

        const documents = read.map(each => JSON.parse(each) as { id: string; _deleted: boolean });
        const deleted = documents.filter(each => each._deleted).map(({ id }) => id);
        expect(deleted).toEqual(ids.slice(20, 23));
        expect(documents.filter(each => !each._deleted)).toHaveLength(11 - 1);
        expect(page.checkpoint).toEqual(page.head);
      }));

    test('[O20] shops do not retire each other’s records', () =>
      withStore(async ({ records }) => {
        await storeSettled(records, ['sale-0001']);
        expect(await records.retire('b.myshopify.com', before, now, 10)).toBe(0);
        expect(await living(records, 'sales')).toEqual(['sale-0001']);
      }));
  });
}
