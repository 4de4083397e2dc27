import { recordId } from '@tidemark/journal';
import { aJournal, aSealedSale, aTillKey } from '@tidemark/journal/testing';
import type { Flaw, Sale, Settings } from '@tidemark/schema';
import { anUnpricedLine, aProduct, aSale, aVariant } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import type { MirrorStore } from './mirror-store.ts';
import { gapAlarmMs, type JournalState, type RowFacts } from './journal.ts';
import type { Change } from './mirror.ts';
import type { JudgeRow, PushedState } from './records.ts';

const shop = 'a.myshopify.com';
const other = 'b.myshopify.com';
const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
const nothing: JournalState = { gaps: [], gapCount: 0, forks: 0, flawed: 0 };

/** Stores what is new, and keeps a second record under a stored number beside it. */
const judge: JudgeRow = (row, current) => {
  const { _deleted, ...document } = row as PushedState & Sale;
  if (!current) return { kind: 'conflict', document: { ...document, submission: waiting }, changed: true };
  return document.journal?.hash === (current as Sale).journal?.hash
    ? { kind: 'accept', document: current, changed: false }
    : { kind: 'refuse', code: 'written-once', message: 'both are kept', keep: true };
};

function rowsOf(sales: readonly object[]): PushedState[] {
  return sales.map(each => ({ ...each, _deleted: false }) as PushedState);
}

function push({ records }: MirrorStore, sales: readonly Sale[], at = 100, of = shop) {
  return records.store(of, 'sales', rowsOf(sales), judge, at);
}

/** The facts that the store gives about new sales; nothing is stored. */
async function factsOf({ records }: MirrorStore, ...sales: readonly object[]): Promise<RowFacts[]> {
  const given: RowFacts[] = [];
  const ask: JudgeRow = (_row, _current, facts) => {
    if (facts) given.push(facts);
    return { kind: 'refuse', code: 'does-not-fit', message: 'only asked' };
  };
  await records.store(shop, 'sales', rowsOf(sales), ask, 100);
  return given;
}

/** The prices of a variant for a sale that was priced under this place. */
async function pricesUnder(store: MirrorStore, pricedUnder: string | null, variantId = '101') {
  const [facts] = await factsOf(
    store,
    aSale({ id: 'sale-9999', pricedUnder }, [anUnpricedLine({ variantId })]),
  );
  const prices = facts?.prices(variantId);
  return prices === 'any' ? prices : prices && [...prices].toSorted((a, b) => a - b);
}

let time = 0;

function priced(
  prices: Readonly<Record<string, number>>,
  change: Parameters<typeof aProduct>[0] = {},
): Change {
  const variants = Object.entries(prices).map(([id, price]) => aVariant({ id, price }));
  const times = { sourceUpdatedAt: ++time, readAt: time };
  return { kind: 'present', document: aProduct({ id: '1', variants, ...change }), scope: '', ...times };
}

function gone(): Change {
  return { kind: 'gone', id: '1', scope: '', sourceUpdatedAt: ++time, readAt: time };
}

/** Every store of records must pass this suite. Rule ids refer to SPEC.md. */
export function describeJournals(name: string, open: () => Promise<MirrorStore>): void {
  async function withStore(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }

  describe(`${name} keeps Journals`, () => {
    test('[O17] a series with records missing is a gap, ten minutes after that was seen, until they come', () =>
      withStore(async store => {
        const records = await aJournal(5, await aTillKey());
        const state = (now: number) => store.records.journalState(shop, now);
        await push(store, [records[0]!, records[1]!]);
        expect(await state(100 + gapAlarmMs)).toEqual(nothing);

        await push(store, [records[4]!], 200);
        await push(store, [records[3]!], 300);

        expect(await state(199 + gapAlarmMs)).toEqual(nothing);
        const { series } = records[0]!.journal;
        const gap = { series, tillId: 'till-aaaa', missing: 1, since: 200 };
        expect(await state(200 + gapAlarmMs)).toEqual({ ...nothing, gaps: [gap], gapCount: 1 });
        expect(await store.records.journalState(other, 200 + gapAlarmMs)).toEqual(nothing);

        await push(store, records, 400);
        expect(await state(400 + gapAlarmMs)).toEqual(nothing);
        await push(store, [records[4]!], 500);
        expect(await state(500 + gapAlarmMs)).toEqual(nothing);
      }));

    test('[O17] a gap begins where a first record is missing, and a hundred are named', () =>
      withStore(async store => {
        const key = await aTillKey();
        const series = Array.from({ length: 101 }, (_, n) => `aaaaaaaa${lettersOf(n)}`);
        const sales = await Promise.all(
          series.map(each => aSealedSale({}, key, { series: each, number: 2 })),
        );
        await push(store, sales);

        const state = await store.records.journalState(shop, 100 + gapAlarmMs);

        expect(state.gapCount).toBe(101);
        expect(state.gaps).toHaveLength(100);
        expect(state.gaps[0]).toMatchObject({ missing: 1, since: 100 });
      }));

    test('[O18] a second signed record under a stored number is kept whole, and counted once', () =>
      withStore(async store => {
        const key = await aTillKey();
        const [first] = await aJournal(1, key);
        const clone = await aSealedSale({ receiptNumber: 'A-000099' }, key);
        await push(store, [first!]);

        const outcomes = [await push(store, [clone]), await push(store, [clone])].flat();

        expect(outcomes).toMatchObject([{ outcome: 'refused' }, { outcome: 'refused' }]);
        expect(await store.records.find(shop, 'sales', first!.id)).toMatchObject({
          receiptNumber: 'A-000001',
        });
        expect(await store.records.journalState(shop, 0)).toEqual({ ...nothing, forks: 1 });
        expect(await store.records.journalState(other, 0)).toEqual(nothing);
        expect((await store.records.heads(shop)).sales.seq).toBe(1);
      }));

    test('[O18] ten thousand are kept; those beyond are refused as before, and counted', () =>
      withStore(async store => {
        const clones = Array.from({ length: 10_002 }, (_, n) => ({
          ...{ id: 'aaaaaaaaaa-1', tillId: 'till-aaaa' },
          journal: { series: 'aaaaaaaaaa', number: 1, hash: `hash-${n}` },
        }));
        const keep: JudgeRow = () => ({
          ...{ kind: 'refuse', code: 'written-once', message: 'both are kept', keep: true },
        });

        const outcomes = await store.records.store(shop, 'sales', rowsOf(clones), keep, 100);

        const told = Map.groupBy(outcomes, each => (each.outcome === 'refused' ? each.message : ''));
        expect([...told].map(([message, own]) => [message, own.length])).toEqual([
          ['both are kept', 10_000],
          [expect.stringMatching(/no room/), 2],
        ]);
        expect((await store.records.journalState(shop, 0)).forks).toBe(10_002);
      }));

    test('[O1] [O17] a record is judged with its neighbours, stored or earlier in its batch', () =>
      withStore(async store => {
        const records = await aJournal(5, await aTillKey());
        const [one, two, three, four, five] = records as [Sale, Sale, Sale, Sale, Sale];
        const hashOf = (sale: Sale) => sale.journal?.hash;
        const seen: Record<string, Pick<RowFacts, 'before' | 'after' | 'series'>> = {};
        const ask: JudgeRow = (row, current, facts) => {
          if (facts) seen[row.id] = { before: facts.before, after: facts.after, series: facts.series };
          return judge(row, current, facts);
        };
        await store.records.store(shop, 'sales', rowsOf([one]), ask, 100);
        await store.records.store(shop, 'sales', rowsOf([five, three, four]), ask, 100);
        await store.records.store(shop, 'sales', rowsOf([one, two]), ask, 100);

        const series = { tillId: 'till-aaaa', keyId: one.journal!.keyId };
        expect(seen).toEqual({
          [one.id]: { before: undefined, after: undefined, series: undefined },
          [five.id]: { before: undefined, after: undefined, series },
          [three.id]: { before: undefined, after: undefined, series },
          [four.id]: { before: hashOf(three), after: hashOf(four), series },
          [two.id]: { before: hashOf(one), after: hashOf(two), series },
        });
        expect(four.id).toBe(recordId(four.journal!.series, 4));
      }));

    test('[R4] [R5] a sale is judged by where its till was, who worked here, and the shop’s currency', () =>
      withStore(async store => {
        const { register, mirror } = store;
        const [unknown] = await factsOf(store, aSale());
        expect(unknown).toMatchObject({ staff: 'unknown', places: new Set(), currency: undefined });
        for (const id of ['demo', 'anna']) await register.saveStaff(shop, { id, name: id, pinHash: 'x' });
        await register.dismiss(shop, 'anna', 50);
        await register.dismiss(shop, 'anna', 60);
        for (const locationId of ['1', '2', '1'])
          await register.saveTill(shop, { id: 'till-aaaa', name: '', locationId }, 5);
        await mirror.commit(shop, 'settings', [
          { kind: 'present', document: settings, scope: '', sourceUpdatedAt: 1, readAt: 1 },
        ]);

        const [works, left, elsewhere] = await factsOf(
          store,
          aSale(),
          aSale({ id: 'sale-0002', staffId: 'anna' }),
          aSale({ id: 'sale-0003', tillId: 'till-bbbb', staffId: 'nobody' }),
        );

        const places = new Set(['1', '2']);
        expect(works).toMatchObject({ staff: { dismissedAt: undefined }, places, currency: 'EUR' });
        expect(left?.staff).toEqual({ dismissedAt: 50 });
        expect(elsewhere).toMatchObject({ staff: 'unknown', places: new Set() });
        await register.saveStaff(shop, { id: 'anna', name: 'anna', pinHash: 'y' });
        const [back] = await factsOf(store, aSale({ staffId: 'anna' }));
        expect(back?.staff).toEqual({ dismissedAt: undefined });
      }));

    test('[R19] a sale is judged by the roles of its writer and of those who approved, while they worked here', () =>
      withStore(async store => {
        const { register } = store;
        await register.addShop(shop);
        await register.saveStaff(shop, { id: 'demo', name: 'demo', pinHash: 'x', role: 'cashier' });
        for (const id of ['anna', 'ben']) await register.saveStaff(shop, { id, name: id, pinHash: 'x' });
        await register.dismiss(shop, 'ben', 50);
        const by = (staffId: string) => ({ permission: 'refund', staffId, at: '2026-01-01T00:00:00Z' });

        const [facts, alone] = await factsOf(
          store,
          aSale({ approvals: ['anna', 'ben', 'nobody'].map(by) }),
          aSale({ id: 'sale-0002', staffId: 'nobody' }),
        );

        const roles = ['demo', 'anna', 'ben', 'nobody'].map(id => facts?.roleAt(id, 50));
        expect(roles).toEqual(['cashier', 'manager', 'manager', undefined]);
        expect(facts?.roleAt('ben', 51)).toBeUndefined();
        expect(alone?.roleAt('nobody', 50)).toBeUndefined();
      }));

    test('[O1] what a row claims is taken as it is, whatever it is', () =>
      withStore(async store => {
        const odd = [
          { id: 'sale-0009', approvals: [null, 7, { staffId: {} }] },
          { id: 'sale-0001', lines: 7, journal: null, pricedUnder: 'e1:' },
          {
            id: 'sale-0002',
            lines: [null, 'x', { variantId: {}, productId: 5 }],
            journal: { series: 1, number: 'x' },
          },
          {
            id: 'sale-0003',
            staffId: 'x'.repeat(1_000),
            tillId: null,
            journal: { series: 'a', number: 1e300 },
          },
        ];

        const facts = await factsOf(store, ...odd);

        expect(facts).toHaveLength(4);
        expect(facts.map(each => [each.staff, each.prices('101'), each.before])).toEqual(
          odd.map(() => ['unknown', undefined, undefined]),
        );
      }));

    test('[M38] a sale may have any price that was asked up to the place that it names', () =>
      withStore(async store => {
        const { mirror } = store;
        const commit = (...changes: Change[]) => mirror.commit(shop, 'products', changes);
        expect(await pricesUnder(store, 'e1:0')).toBeUndefined();
        await commit(priced({ 101: 1000, 102: 5 }));
        expect(await pricesUnder(store, 'e1:0')).toEqual([1000]);

        await commit(priced({ 101: 1000, 102: 5 }, { title: 'Another' }));
        await commit(priced({ 101: 1200, 102: 5 }));
        await commit(priced({ 101: 1300, 102: 5 }));

        expect(await pricesUnder(store, 'e1:1')).toEqual([1000]);
        expect(await pricesUnder(store, 'e1:2')).toEqual([1000]);
        expect(await pricesUnder(store, 'e1:3')).toEqual([1000, 1200]);
        expect(await pricesUnder(store, 'e1:4')).toEqual([1000, 1200, 1300]);
        for (const unknown of [null, 'e0:1', 'e2:1'])
          expect(await pricesUnder(store, unknown)).toEqual([1000, 1200, 1300]);
        expect(await pricesUnder(store, 'e1:1', '102')).toEqual([5]);
        expect(await pricesUnder(store, 'e1:9', '999')).toBeUndefined();
      }));

    test('[M38] an item that left keeps its prices, and one that comes back has its new one', () =>
      withStore(async store => {
        const commit = (...changes: Change[]) => store.mirror.commit(shop, 'products', changes);
        await commit(priced({ 101: 1000, 102: 5 }));
        await commit(priced({ 101: 1000 }));
        expect(await pricesUnder(store, 'e1:1', '102')).toEqual([5]);
        await commit(gone());
        expect(await pricesUnder(store, 'e1:3')).toEqual([1000]);

        await commit(priced({ 101: 900, 102: 5 }));

        expect(await pricesUnder(store, 'e1:3')).toEqual([1000]);
        expect(await pricesUnder(store, 'e1:4')).toEqual([900, 1000]);
        expect(await pricesUnder(store, 'e1:4', '102')).toEqual([5]);
      }));

    test('[M38] prices that were replaced long ago are forgotten, and the present one stays', () =>
      withStore(async store => {
        const { mirror } = store;
        const commit = (...changes: Change[]) => mirror.commit(shop, 'products', changes);
        await commit(priced({ 101: 1000 }));
        await commit(priced({ 101: 1200 }));
        const replaced = time;
        await commit(priced({ 101: 1300 }));

        expect(await mirror.retirePrices(shop, replaced)).toBe(0);
        expect(await mirror.retirePrices(other, replaced + 1)).toBe(0);
        expect(await mirror.retirePrices(shop, replaced + 1)).toBe(1);
        expect(await pricesUnder(store, null)).toEqual([1200, 1300]);
        expect(await mirror.retirePrices(shop, time + 1)).toBe(2);
        expect(await pricesUnder(store, null)).toEqual([1300]);
        expect(await pricesUnder(store, 'e1:1')).toEqual([1300]);
      }));

    test('[O19] a flawed sale counts until a person decides about it, and keeps the decision', () =>
      withStore(async store => {
        const { records } = store;
        const flaws: [Flaw] = [{ code: 'staff-unknown', about: 'x' }];
        const refused = { state: 'refused', sending: 1, attempts: 0, reason: 'odd' } as const;
        const flawed: JudgeRow = row => ({
          ...{ kind: 'conflict', changed: true },
          document: { ...(row as PushedState & Sale), flaws, submission: refused },
        });
        const sales = [aSale({ id: 'sale-0001' }), aSale({ id: 'sale-0002' })];
        await records.store(shop, 'sales', rowsOf(sales), flawed, 100);
        await push(store, [aSale({ id: 'sale-0003' })]);
        expect(await records.take(shop, 'sales', 200, 300, 10)).toHaveLength(1);
        await records.move(
          shop,
          { collection: 'sales', id: 'sale-0003' },
          () => ({ submission: refused }),
          0,
        );
        expect((await records.journalState(shop, 0)).flawed).toBe(2);
        expect((await records.counts(shop)).sales).toMatchObject({ refused: 3, differing: 0 });

        const key = { collection: 'sales', id: 'sale-0001' } as const;
        const decided = { staffId: 'demo', at: '2026-01-01T00:00:00.000Z', do: 'send-again' } as const;
        await records.move(shop, key, () => ({ submission: { ...waiting, sending: 2 } }), 0, decided);

        expect((await records.journalState(shop, 0)).flawed).toBe(1);
        expect(await records.find(shop, 'sales', 'sale-0001')).toMatchObject({ flaws, decided });
        // Shopify's refusal is no flaw.
        await records.move(shop, key, () => ({ submission: { ...refused, sending: 2 } }), 0);
        expect((await records.journalState(shop, 0)).flawed).toBe(1);
        expect(await records.find(shop, 'sales', 'sale-0001')).toMatchObject({ decided });
        expect((await records.journalState(other, 0)).flawed).toBe(0);
      }));
  });
}

/** Two letters for a number. */
function lettersOf(n: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  return `${letters[Math.floor(n / 26)]}${letters[n % 26]}`;
}

const settings: Omit<Settings, 'rev'> = {
  ...{ id: 'shop', name: 'A', domain: 'a.myshopify.com', email: '', address: [] },
  ...{ currency: 'EUR', taxesIncluded: true, taxShipping: false, taxRates: [], timeZone: 'Europe/Amsterdam' },
  updatedAt: '2026-01-01T00:00:00Z',
};
