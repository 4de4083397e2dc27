import { bucketDigests, emptyDigest, joinDigests } from '@tidemark/protocol';
import type { Sale } from '@tidemark/schema';
import { aCart, aCustomerEdit, anInventoryLevel, aSale, aStockMove } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';
import {
  longestWaitMs,
  type JudgeRow,
  type RecordCommitted,
  type Records,
  type PushedState,
  type RowVerdict,
} from './records.ts';

const shop = 'a.myshopify.com';
const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;

/** Stores a new row as waiting, keeps a known one, and refuses one that says "no". */
const judge: JudgeRow = (pushed, current) => {
  const { _deleted, ...document } = pushed as PushedState & Sale;
  if (document.note === 'no') return { kind: 'refuse', code: 'does-not-fit', message: 'says no' };
  if (current) return { kind: 'accept', document: current, changed: false };
  const submission = 'submission' in document ? { submission: waiting } : {};
  return { kind: 'conflict', document: { ...document, ...submission }, changed: true } as RowVerdict;
};

function row(document: object): PushedState {
  return { ...document, _deleted: false } as PushedState;
}

const saleRow = (id: string, change: Partial<Sale> = {}) => row(aSale({ id, ...change }));

function push(records: Records, ...rows: PushedState[]) {
  return records.store(shop, 'sales', rows, judge, 100);
}

const accepted = (head: { epoch: string; seq: number }) =>
  ({
    state: 'accepted',
    after: `${head.epoch}:${head.seq}`,
    orderId: '7',
    orderName: '#7',
    differences: [],
  }) as const;

/** Every store of records must pass this suite. Rule ids refer to SPEC.md. */
export function describeRecords(name: string, open: () => Promise<MirrorStore>): void {
  async function withStore(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }

  describe(`${name} keeps Promises`, () => {
    test('[O14] a sale is found by its receipt number, of its shop', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001', { receiptNumber: 'A7-000041' }));
        await push(records, saleRow('sale-0002', { receiptNumber: 'A7-000042' }));

        const found = await records.salesWithReceipt(shop, 'A7-000042');

        expect(found.map(each => each.id)).toEqual(['sale-0002']);
        expect(await records.salesWithReceipt(shop, 'A7-00004')).toEqual([]);
        expect(await records.salesWithReceipt('b.myshopify.com', 'A7-000042')).toEqual([]);
      }));

    test('[O1] [O4] rows are judged in order, against the batch’s own earlier ones too, and answered in order', () =>
      withStore(async ({ records }) => {
        const outcomes = await push(
          records,
          saleRow('sale-0001'),
          saleRow('sale-0002'),
          saleRow('sale-0001'),
        );

        expect(outcomes.map(each => [each.id, each.outcome])).toEqual([
          ['sale-0001', 'conflict'],
          ['sale-0002', 'conflict'],
          ['sale-0001', 'accepted'],
        ]);
        expect(outcomes[0]).toMatchObject({ document: { submission: waiting, _deleted: false } });
      }));

    test('[O1] [O4] pushes that come at once are judged one after the other, and answered each with its own', () =>
      withStore(async ({ records }) => {
        const store = (at: number, ...rows: PushedState[]) => records.store(shop, 'sales', rows, judge, at);
        const all = [
          store(100, saleRow('sale-0001')),
          store(101, saleRow('sale-0002'), saleRow('sale-0003', { note: 'no' })),
          records.store(shop, 'stockMoves', [row(aStockMove())], judge, 102),
          store(103, saleRow('sale-0002')),
          records.store('b.myshopify.com', 'sales', [saleRow('sale-0002')], judge, 104),
          store(105, saleRow('sale-0004')),
        ];

        const outcomes = (await Promise.all(all)).map(each => each.map(({ outcome }) => outcome));

        expect(outcomes).toEqual([
          ['conflict'],
          ['conflict', 'refused'],
          ['conflict'],
          ['accepted'],
          ['conflict'],
          ['conflict'],
        ]);
        const taken = await records.take(shop, 'sales', 200, 300, 10);
        expect(taken.map(each => [each.id, each.storedAt])).toEqual([
          ['sale-0001', 100],
          ['sale-0002', 101],
          ['sale-0004', 105],
        ]);
        const page = await records.changesAfter(shop, 'sales', '', undefined, 10);
        const documents = page.documents.map(text => JSON.parse(text) as { id: string; rev: string });
        expect(documents.map(each => each.id)).toEqual(['sale-0001', 'sale-0002', 'sale-0004']);
        expect(page.digest).toEqual(bucketDigests(documents).reduce(joinDigests, emptyDigest));
        expect((await records.heads('b.myshopify.com')).sales.seq).toBe(1);
      }));

    test('[O3] a push that cannot be judged takes no other of the same moment with it', () =>
      withStore(async ({ records }) => {
        const throwing = () => {
          throw new Error('bad');
        };
        const all = await Promise.allSettled([
          push(records, saleRow('sale-0001')),
          push(records, saleRow('sale-0002')),
          records.store(shop, 'sales', [saleRow('sale-0003')], throwing, 100),
          push(records, saleRow('sale-0004')),
        ]);

        expect(all.map(each => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
        const taken = await records.take(shop, 'sales', 200, 300, 10);
        expect(taken.map(each => each.id)).toEqual(['sale-0001', 'sale-0002', 'sale-0004']);
      }));

    test('[O2] what is new is in the order of change, the digest and the outbox, once', () =>
      withStore(async ({ records }) => {
        const heard: RecordCommitted[] = [];
        records.onCommit(committed => heard.push(committed));
        await push(records, saleRow('sale-0001'), saleRow('sale-0002'));
        await push(records, saleRow('sale-0001'));

        const page = await records.changesAfter(shop, 'sales', '', undefined, 10);

        const documents = page.documents.map(text => JSON.parse(text) as { id: string; rev: string });
        expect(documents.map(each => each.id)).toEqual(['sale-0001', 'sale-0002']);
        expect(page.checkpoint.seq).toBe(2);
        expect(page.digest).toEqual(bucketDigests(documents).reduce(joinDigests, emptyDigest));
        expect((await records.heads(shop)).sales).toEqual(page.head);
        expect(heard).toEqual([{ shop, collection: 'sales' }]);
        const taken = await records.take(shop, 'sales', 100, 200, 10);
        expect(taken.map(each => each.id)).toEqual(['sale-0001', 'sale-0002']);
        expect(taken[0]).toMatchObject({ storedAt: 100, document: { submission: waiting } });
      }));

    test('[O2] a parked cart is stored, and told to nobody', () =>
      withStore(async ({ records }) => {
        await records.store(shop, 'carts', [row(aCart())], judge, 100);

        expect(await records.find(shop, 'carts', 'cart-0001')).toMatchObject({ currency: 'EUR' });
        expect(await records.toRead(shop, 10)).toEqual([]);
      }));

    test('[O3] a refused row stores nothing, and takes no other with it', () =>
      withStore(async ({ records }) => {
        const outcomes = await push(records, saleRow('sale-0001', { note: 'no' }), saleRow('sale-0002'));

        expect(outcomes.map(each => each.outcome)).toEqual(['refused', 'conflict']);
        expect(await records.find(shop, 'sales', 'sale-0001')).toBeUndefined();
        expect((await records.heads(shop)).sales.seq).toBe(1);
      }));

    test('[O5] what is taken is nobody else’s until its lease ends', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'));
        const [taken] = await records.take(shop, 'sales', 0, 50, 10);

        expect(await records.take(shop, 'sales', 49, 99, 10)).toEqual([]);
        expect(await records.nextDue(shop, 'sales', 49)).toBe(50);
        expect(await records.take(shop, 'sales', 50, 99, 10)).toHaveLength(1);

        await records.postpone(shop, taken!, 0);
        expect(await records.take(shop, 'sales', 60, 99, 10)).toEqual([]);
      }));

    test('[O6] an attempt begins only under the lease, and renews it', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'));
        const [taken] = await records.take(shop, 'sales', 0, 50, 10);
        const begun = { ...waiting, attempts: 1, unanswered: 1 };

        const renewed = await records.begin(shop, taken!, 55, () => ({ submission: begun }));
        expect(renewed).toMatchObject({ ...taken, leasedUntil: 55, document: { submission: begun } });
        expect(await records.take(shop, 'sales', 54, 99, 10)).toEqual([]);
        expect(await records.begin(shop, renewed!, 55, () => undefined)).toBeUndefined();

        await records.take(shop, 'sales', 60, 99, 10);
        const another = { ...begun, attempts: 2, unanswered: 2 };
        expect(await records.begin(shop, taken!, 99, () => ({ submission: another }))).toBeUndefined();
        expect(await records.find(shop, 'sales', 'sale-0001')).toMatchObject({ submission: begun });
      }));

    test('[O6] two leases that end at the same moment are two: the earlier taker begins and puts off nothing', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'));
        const [before] = await records.take(shop, 'sales', 0, 50, 10);
        const [after] = await records.take(shop, 'sales', 50, 50, 10);
        const begun = { ...waiting, attempts: 1, unanswered: 1 };

        await records.postpone(shop, before!, 1_000);
        expect(await records.begin(shop, before!, 99, () => ({ submission: begun }))).toBeUndefined();

        expect(await records.begin(shop, after!, 99, () => ({ submission: begun }))).toBeDefined();
      }));

    test('[O6] who began an attempt can let go of it', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'));
        const [taken] = await records.take(shop, 'sales', 0, 50, 10);
        const begun = { ...waiting, attempts: 1, unanswered: 1 };
        const renewed = await records.begin(shop, taken!, 55, () => ({ submission: begun }));

        await records.postpone(shop, renewed!, 20);

        expect(await records.nextDue(shop, 'sales', 0)).toBe(20);
        expect(await records.take(shop, 'sales', 20, 99, 10)).toHaveLength(1);
      }));

    test('[O7] a move stores submission, seq and outbox together, and tells the place before it', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'), saleRow('sale-0002'));
        const key = { collection: 'sales', id: 'sale-0001' } as const;
        await records.take(shop, 'sales', 0, 50, 10);

        const later = { ...waiting, attempts: 1, unanswered: 1, notBefore: 70 };
        await records.move(shop, key, () => ({ submission: later }), 0);
        expect(await records.take(shop, 'sales', 69, 99, 10)).toHaveLength(1);
        expect((await records.take(shop, 'sales', 70, 99, 10)).map(each => each.id)).toEqual(['sale-0001']);

        const moved = await records.move(shop, key, (_, head) => ({ submission: accepted(head) }), 0);
        expect(moved?.submission).toMatchObject({ state: 'accepted', after: 'e1:3' });
        expect((await records.heads(shop)).sales.seq).toBe(4);
        expect(await records.move(shop, key, () => undefined, 0)).toBeUndefined();
        expect(
          await records.move(
            shop,
            { collection: 'sales', id: 'sale-0009' },
            () => ({ submission: later }),
            0,
          ),
        ).toBeUndefined();
      }));

    test('[O7] what was refused is in nobody’s way, and comes back when it is sent again', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'));
        const key = { collection: 'sales', id: 'sale-0001' } as const;
        const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'no' } as const;
        const read = await records.move(shop, key, () => ({ submission: refused }), 0);
        await records.haveRead(shop, [key]);
        expect(read).toMatchObject({ submission: refused });
        expect(await records.take(shop, 'sales', 1000, 2000, 10)).toEqual([]);

        await records.move(shop, key, () => ({ submission: { ...waiting, sending: 2 } }), 500);
        expect(await records.take(shop, 'sales', 1000, 2000, 10)).toHaveLength(1);
      }));

    test('[O8] what Shopify was told is to be read until it was', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'));
        const key = { collection: 'sales', id: 'sale-0001' } as const;
        await records.haveRead(shop, [key]);
        expect(await records.take(shop, 'sales', 0, 1, 10)).toHaveLength(1);

        await records.move(shop, key, (_, head) => ({ submission: accepted(head) }), 0);
        expect(await records.toRead(shop, 10)).toMatchObject([{ ...key, document: { id: 'sale-0001' } }]);
        await records.haveRead(shop, [key]);
        expect(await records.toRead(shop, 10)).toEqual([]);
      }));

    test('[O8] what is to be read comes in pages, so that what cannot be read is passed', () =>
      withStore(async ({ records }) => {
        const ids = ['sale-0001', 'sale-0002', 'sale-0003'];
        await push(records, ...ids.map(id => saleRow(id)));
        for (const id of ids)
          await records.move(
            shop,
            { collection: 'sales', id },
            (_, head) => ({ submission: accepted(head) }),
            0,
          );

        const first = await records.toRead(shop, 2);
        const rest = await records.toRead(shop, 2, first.at(-1)?.place);

        expect([...first, ...rest].map(each => each.id)).toEqual(ids);
        expect(await records.toRead(shop, 2, rest.at(-1)?.place)).toEqual([]);
      }));

    test('[O9] it is counted how many stand where', () =>
      withStore(async ({ records }) => {
        await push(
          records,
          saleRow('sale-0001'),
          saleRow('sale-0002', { createdAt: '2026-01-03T00:00:00Z' }),
          saleRow('sale-0003', { createdAt: '2026-01-02T00:00:00Z' }),
        );
        const differences = [{ field: 'tax', sale: 1, order: 2 }];
        await records.move(
          shop,
          { collection: 'sales', id: 'sale-0001' },
          (_, head) => ({ submission: { ...accepted(head), differences } }),
          0,
        );
        await records.store(shop, 'stockMoves', [row(aStockMove())], judge, 0);
        await records.store(shop, 'customerEdits', [row(aCustomerEdit())], judge, 0);

        const counts = await records.counts(shop);

        expect(counts.sales).toEqual({
          waiting: 2,
          accepted: 1,
          refused: 0,
          resolved: 0,
          oldestWaiting: '2026-01-02T00:00:00Z',
          differing: 1,
        });
        expect(counts.stockMoves.waiting).toBe(1);
        expect(counts.customerEdits).toMatchObject({ waiting: 1, overruled: 0 });
      }));

    test('[O10] a till’s highest receipt number is known, by prefix', () =>
      withStore(async ({ records }) => {
        await push(
          records,
          saleRow('sale-0001', { receiptNumber: 'A-000010' }),
          saleRow('sale-0002', { receiptNumber: 'A-000009' }),
          saleRow('sale-0003', { receiptNumber: 'B-000099' }),
        );
        await push(
          records,
          saleRow('sale-0004', { receiptNumber: 'A-000002' }),
          saleRow('sale-0005', { receiptNumber: 'B-000100' }),
          saleRow('sale-0006', { receiptNumber: 'A-000003', tillId: 'till-cccc' }),
        );

        expect(await records.lastReceipt(shop, 'till-aaaa', 'A')).toBe('A-000010');
        expect(await records.lastReceipt(shop, 'till-aaaa', 'B')).toBe('B-000100');
        expect(await records.lastReceipt(shop, 'till-cccc', 'A')).toBe('A-000003');
        expect(await records.lastReceipt(shop, 'till-bbbb', 'A')).toBeUndefined();
      }));

    test('[O11] what was put off by a clock that ran ahead is due', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'));
        const [taken] = await records.take(shop, 'sales', 0, 50, 10);

        await records.postpone(shop, taken!, 10 + longestWaitMs);
        expect(await records.take(shop, 'sales', 10, 60, 10)).toEqual([]);
        expect(await records.nextDue(shop, 'sales', 10)).toBe(10 + longestWaitMs);
        expect(await records.nextDue(shop, 'sales', 9)).toBeLessThanOrEqual(9);
        expect(await records.take(shop, 'sales', 9, 60, 10)).toHaveLength(1);
      }));

    test('[O5] [O11] what was put off comes back in the order in which it was stored, however much of it', () =>
      withStore(async ({ records }) => {
        const ids = Array.from({ length: 1_100 }, (_, n) => `sale-${String(n).padStart(4, '0')}`);
        await push(records, ...ids.map(id => saleRow(id)));
        const taken = await records.take(shop, 'sales', 0, 50, 2_000);
        // The last of them first; some stay leased, and a few are put off by a clock that ran ahead.
        for (const [n, each] of [...taken.slice(0, 1_000)].reverse().entries())
          await records.postpone(shop, each, n < 5 ? 10 * longestWaitMs : 100 + n);

        expect(await records.nextDue(shop, 'sales', 60)).toBe(0);
        expect(await records.nextDue(shop, 'sales', 9.5 * longestWaitMs)).toBe(50);
        const atOnce = await records.take(shop, 'sales', 40, 55, 2_000);
        expect(atOnce.map(each => each.id)).toEqual(ids.slice(995, 1_000));
        const later = await records.take(shop, 'sales', 600, 700, 2_000);
        expect(later.map(each => each.id)).toEqual(ids.slice(499));
        expect(await records.nextDue(shop, 'sales', 600)).toBe(601);
        await records.haveRead(shop, later);
        expect(await records.take(shop, 'sales', 2_000, 2_100, 2_000)).toHaveLength(1_100);
      }));

    test('[O12] what a till knows of, and this store does not, may have been sent', () =>
      withStore(async ({ records }) => {
        const known = saleRow('sale-0001', { submission: { ...waiting, attempts: 3 } });
        const outcomes = await push(records, known, saleRow('sale-0002'), known);
        await push(records, known);

        const unanswered = { ...waiting, attempts: 1, unanswered: 1 };
        expect(outcomes[0]).toMatchObject({ outcome: 'conflict', document: { submission: unanswered } });
        expect(await records.find(shop, 'sales', 'sale-0001')).toMatchObject({ submission: unanswered });
        expect(await records.find(shop, 'sales', 'sale-0002')).toMatchObject({ submission: waiting });
      }));

    test('[O13] an edit is behind those of the same customer that were placed earlier and wait still', () =>
      withStore(async ({ records }) => {
        const edit = (id: string, customerId: string) => row(aCustomerEdit({ id, customerId, isNew: false }));
        const maker = row(aCustomerEdit({ id: 'edit-0004', customerId: 'edit-0004', isNew: true }));
        const edits = [edit('edit-0001', '7'), edit('edit-0002', '8'), edit('edit-0003', '7'), maker];
        const later = [
          edit('edit-0005', 'edit-0004'),
          edit('edit-0006', '9'),
          edit('edit-0007', 'edit-0004'),
        ];
        await records.store(shop, 'customerEdits', [...edits, ...later], judge, 0);
        await records.store('b.myshopify.com', 'customerEdits', [edit('edit-0008', '7')], judge, 0);
        const behind = async () => {
          const all = [...edits, ...later].map(each => each.id);
          const asked = await Promise.all(all.map(id => records.isBehind(shop, id)));
          return all.filter((_, n) => asked[n]);
        };
        const key = (id: string) => ({ collection: 'customerEdits', id }) as const;
        const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'no', takenBy: null } as const;
        const accepted = {
          state: 'accepted',
          sending: 1,
          attempts: 1,
          customerId: '9',
          overruled: [],
        } as const;
        await records.take(shop, 'customerEdits', 0, 50, 10);

        expect(await behind()).toEqual(['edit-0003', 'edit-0005', 'edit-0007']);
        await records.move(shop, key('edit-0001'), () => ({ submission: refused }), 0);
        expect(await behind()).toEqual(['edit-0005', 'edit-0007']);
        // Shopify named the customer that the fourth makes; the sixth is about the same customer.
        await records.move(shop, key('edit-0004'), () => ({ submission: accepted as never }), 0);
        expect(await behind()).toEqual(['edit-0006', 'edit-0007']);
        await records.store(shop, 'customerEdits', [edit('edit-0009', 'edit-0004')], judge, 0);
        expect(await records.isBehind(shop, 'edit-0009')).toBe(true);
        expect(await records.isBehind(shop, 'nobody')).toBe(false);
      }));

    test('[R2] each till begins its receipts otherwise, always alike, and never as stored sales of another', () =>
      withStore(async ({ records, register }) => {
        const tills = Array.from({ length: 40 }, (_, n) => `till-${1000 + n}`);
        const prefixes: string[] = [];
        for (const id of tills) {
          await register.saveTill(shop, { id, name: id, locationId: '1' }, 0);
          prefixes.push(await register.receiptPrefix(shop, id));
        }
        expect(new Set(prefixes).size).toBe(tills.length);
        expect(prefixes.every(each => /^[A-Z0-9]{4,8}$/.test(each))).toBe(true);
        expect(await register.receiptPrefix(shop, 'till-1000')).toBe(prefixes[0]);

        const other = 'b.myshopify.com';
        const sale = saleRow('sale-0001', { shop: other, receiptNumber: `${prefixes[0]}-000001` });
        await records.store(other, 'sales', [sale], judge, 0);
        await register.saveTill(other, { id: 'till-1000', name: '', locationId: '1' }, 0);
        expect(await register.receiptPrefix(other, 'till-1000')).not.toBe(prefixes[0]);
      }));

    test('[M22] a level is stored by what is on its way to Shopify', () =>
      withStore(async ({ mirror, records }) => {
        const asOf = async () => {
          const { sales, stockMoves } = await records.heads(shop);
          return {
            sales: `${sales.epoch}:${sales.seq}`,
            stockMoves: `${stockMoves.epoch}:${stockMoves.seq}`,
          };
        };
        let time = 0;
        const commit = (available: number, seen: Awaited<ReturnType<typeof asOf>>, itemId = '9101') => {
          const document = anInventoryLevel({
            id: `${itemId}@1`,
            inventoryItemId: itemId,
            locationId: '1',
            available,
          });
          const times = { sourceUpdatedAt: ++time, readAt: time };
          return mirror.commit(shop, 'inventoryLevels', [
            { kind: 'present', document, scope: '1', ...times, asOf: seen },
          ]);
        };
        const stored = async (id = '9101@1') =>
          JSON.parse((await mirror.documents(shop, 'inventoryLevels', '1', [id])).documents[0]!) as {
            available: number;
            asOf?: unknown;
          };
        const key = { collection: 'sales', id: 'sale-0001' } as const;
        await commit(10, await asOf());
        expect((await stored()).asOf).toBeUndefined();

        await push(records, saleRow('sale-0001'));
        const [taken] = await records.take(shop, 'sales', 0, 50, 1);
        await records.begin(shop, taken!, 60, () => ({
          submission: { ...waiting, attempts: 1, unanswered: 1 },
        }));
        const during = await asOf();
        expect((await commit(9, during)).uncertain).toEqual(['9101@1']);
        expect((await stored()).available).toBe(10);

        await records.move(shop, key, (_, head) => ({ submission: accepted(head) }), 0);
        expect((await commit(9, during)).uncertain).toEqual(['9101@1']);
        const after = await asOf();
        expect(await commit(9, after)).toMatchObject({ uncertain: [], changed: 1 });
        expect(await stored()).toMatchObject({ available: 9, asOf: after });
        await records.haveRead(shop, [key]);

        expect(await commit(9, await asOf())).toMatchObject({ changed: 0 });
        await commit(5, await asOf(), '9102');
        expect((await stored('9102@1')).asOf).toEqual(await asOf());
      }));

    test('[O2] shops do not see each other’s', () =>
      withStore(async ({ records }) => {
        await push(records, saleRow('sale-0001'));

        expect(await records.find('b.myshopify.com', 'sales', 'sale-0001')).toBeUndefined();
        expect(await records.take('b.myshopify.com', 'sales', 0, 1, 10)).toEqual([]);
        expect((await records.counts('b.myshopify.com')).sales.waiting).toBe(0);
      }));
  });
}
