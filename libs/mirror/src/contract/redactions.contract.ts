import { keyIdOf, mostRedacted, RedactionWalk, type JournalRecord } from '@tidemark/journal';
import { aJournal, aSealedSale, aTillKey } from '@tidemark/journal/testing';
import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';
import { eraseSimply } from './privacy.contract.ts';
import type { JudgeRow, PushedState } from './records.ts';

const shop = 'tidemark-demo.myshopify.com';
const at = Date.parse('2026-01-03T00:00:00.000Z');
const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;

/** Stores what is new and erases what is to be erased, as the server does. */
const judge: JudgeRow = (row, current, _facts, isErased) => {
  const { _deleted, ...said } = row as PushedState & Sale;
  const document = (isErased ? eraseSimply('sales', said, at) : said) as Sale;
  const known = current as Sale | undefined;
  if (!known) return { kind: 'conflict', document: { ...document, submission: waiting }, changed: true };
  if (known.journal?.hash !== said.journal?.hash)
    return { kind: 'refuse', code: 'written-once', message: 'both are kept', keep: true };
  const changed = document.details === null && Boolean(known.details);
  return { kind: 'conflict', document: changed ? { ...known, details: null } : known, changed };
};

export function pushSales({ records }: MirrorStore, sales: readonly object[], storedAt = at) {
  const rows = sales.map(each => ({ ...each, _deleted: false }) as PushedState);
  return records.store(shop, 'sales', rows, judge, storedAt);
}

/** What the redaction records of a store say, once they were verified. */
export async function redactedIn({ privacy }: MirrorStore) {
  const keys = new Map((await privacy.serverKeys()).map(key => [keyIdOf(key), key]));
  const walk = new RedactionWalk(keys, shop);
  const records = await privacy.redactionRecords(shop, 0, 1_000);
  for (const [n, each] of records.entries()) await walk.add(each, n + 1);
  expect(walk.report().findings).toEqual([]);
  return records.map(({ reason, records: ids, at: time }) => ({ reason, ids, at: Date.parse(time) }));
}

/** Records of a till, all of customer 7. */
export async function journalOf7(count: number): Promise<JournalRecord[]> {
  return aJournal(count, await aTillKey(), {}, { customerId: '7', note: 'for Jan' });
}

/** Every store must pass this suite. Rule ids refer to SPEC.md. */
export function describeRedactions(name: string, open: () => Promise<MirrorStore>): void {
  async function withStore(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }
  const erase = (store: MirrorStore) =>
    store.privacy.erase(shop, { customerId: '7', orderIds: [], at }, eraseSimply);

  describe(`${name} keeps a journal of redactions`, () => {
    test('[Y9] an erasure is said once, by the ids of journal records alone', () =>
      withStore(async store => {
        const [one, two] = (await journalOf7(2)) as [JournalRecord, JournalRecord];
        await pushSales(store, [one, aSale({ receiptNumber: 'B-000001', customerId: '7' }), two]);
        expect(await store.privacy.serverKeys()).toEqual([]);

        await erase(store);
        await erase(store);
        await pushSales(store, [one, two]);

        expect(await redactedIn(store)).toEqual([{ reason: 'customer-request', ids: [one.id, two.id], at }]);
        expect(JSON.stringify(await store.privacy.redactionRecords(shop, 0, 1_000))).not.toContain('Jan');
        expect(await store.privacy.redactionRecords('b.myshopify.com', 0, 9)).toEqual([]);
        expect(await store.privacy.serverKeys()).toHaveLength(1);
      }));

    test('[Y9] what comes late, or comes erased, is said too, and each once', () =>
      withStore(async store => {
        const [one, two, three] = (await journalOf7(3)) as [JournalRecord, JournalRecord, JournalRecord];
        await pushSales(store, [one]);
        await erase(store);

        await pushSales(store, [two, { ...three, details: null }], at + 5);
        await pushSales(store, [one, two, three], at + 9);

        expect(await redactedIn(store)).toEqual([
          { reason: 'customer-request', ids: [one.id], at },
          { reason: 'late-copy', ids: [two.id], at: at + 5 },
          { reason: 'came-erased', ids: [three.id], at: at + 5 },
        ]);
      }));

    test('[Y9] records that have left the tills, and those beside others, are said', () =>
      withStore(async store => {
        const [one] = (await journalOf7(1)) as [JournalRecord];
        const fork = await aSealedSale({ customerId: '7', note: 'other' }, await aTillKey());
        const late = await aSealedSale({ customerId: '7', note: 'third' }, await aTillKey());
        await pushSales(store, [one, fork]);
        const key = { collection: 'sales', id: one.id } as const;
        const sold = { state: 'accepted', orderId: '7', orderName: '#7', differences: [] } as const;
        const moved = (head: { readonly epoch: string; readonly seq: number }) =>
          ({ submission: { ...sold, after: `${head.epoch}:${head.seq}` } }) as never;
        await store.records.move(shop, key, (_, head) => moved(head), at);
        await store.records.haveRead(shop, [key]);
        expect(await store.records.retire(shop, at + 1, at + 2, 10)).toBe(1);

        await erase(store);
        await pushSales(store, [late, late], at + 5);
        await pushSales(store, [late, fork], at + 6);

        expect((await store.records.journalState(shop, at)).forks).toBe(2);
        expect(await redactedIn(store)).toEqual([
          { reason: 'customer-request', ids: [one.id], at },
          { reason: 'customer-request', ids: [one.id], at },
          { reason: 'late-copy', ids: [one.id], at: at + 5 },
        ]);
      }));

    test('[Y9] a large erasure becomes several records', () =>
      withStore(async store => {
        const all = await journalOf7(mostRedacted + 1);
        await pushSales(store, all);

        await erase(store);

        const said = await redactedIn(store);
        expect(said.length).toBeGreaterThan(1);
        expect(said.flatMap(each => each.ids).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      }));

    test('[Y9] a new history begins a new series, which names the end of the one before', () =>
      withStore(async store => {
        const [one, two] = (await journalOf7(2)) as [JournalRecord, JournalRecord];
        await pushSales(store, [one]);
        await erase(store);

        await store.mirror.beginHistory(shop);
        await pushSales(store, [two]);

        const [first, second] = (await store.privacy.redactionRecords(shop, 0, 1_000)).map(
          each => each.journal,
        );
        expect(await redactedIn(store)).toHaveLength(2);
        expect(second).toMatchObject({ number: 1, opens: { last: { series: first!.series, number: 1 } } });
        expect(second!.series).not.toBe(first!.series);
      }));

    test('[Y8] [Y9] the journal of a shop goes with it', () =>
      withStore(async store => {
        await pushSales(store, await journalOf7(1));
        await erase(store);

        await store.privacy.eraseShop(shop, at);

        expect(await store.privacy.redactionRecords(shop, 0, 1_000)).toEqual([]);
      }));
  });
}
