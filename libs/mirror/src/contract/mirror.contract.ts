import { bucketDigests, emptyDigest, isLaterEpoch, joinDigests, type FindKind } from '@tidemark/protocol';
import { wantedOfPeople, type Draft } from '@tidemark/schema';
import { aCustomer, anOrder, aProduct, anInventoryLevel, aSale, aVariant } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import type { Change, Committed, Mirror, Notice, SearchAsk } from './mirror.ts';
import type { StaffRecord } from './register.ts';
import type { MirrorStore } from './mirror-store.ts';

const shop = 'a.myshopify.com';

function present(id: string, at: number, change: Parameters<typeof aProduct>[0] = {}, readAt = at): Change {
  return { kind: 'present', document: aProduct({ id, ...change }), scope: '', sourceUpdatedAt: at, readAt };
}

function gone(id: string, at: number): Change {
  return { kind: 'gone', id, scope: '', sourceUpdatedAt: at, readAt: at };
}

async function all(mirror: Mirror, scope = '', collection: 'products' | 'inventoryLevels' = 'products') {
  const { documents } = await mirror.changesAfter(shop, collection, scope, undefined, 1000);
  return documents.map(
    text => JSON.parse(text) as { id: string; rev: string; title?: string; _deleted: boolean },
  );
}

function commit(
  mirror: Mirror,
  collection: 'products' | 'customers' | 'orders',
  documents: readonly Draft[],
  at = 10,
) {
  const changes = documents.map((document): Change => ({
    kind: 'present',
    document,
    scope: '',
    sourceUpdatedAt: at,
    readAt: at,
  }));
  return mirror.commit(shop, collection, changes);
}

function search(mirror: Mirror, kind: FindKind, query: string, ask: Partial<SearchAsk> = {}) {
  return mirror.search(shop, kind, { words: wantedOfPeople(query), limit: 50, ...ask });
}

/** Every mirror must pass this suite. Rule ids refer to SPEC.md. */
export function describeMirror(name: string, open: () => Promise<MirrorStore>): void {
  async function withMirror(act: (store: MirrorStore) => Promise<void>): Promise<void> {
    await using store = await open();
    await act(store);
  }

  describe(`${name} is a Mirror`, () => {
    test('[M1] each changed document gets the shop’s next seq', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 10), present('2', 10)]);
        await mirror.commit(shop, 'products', [present('1', 20, { title: 'New' })]);

        const page = await mirror.changesAfter(shop, 'products', '', undefined, 10);

        expect(page.checkpoint.seq).toBe(3);
        expect((await all(mirror)).map(each => each.id)).toEqual(['2', '1']);
      }));

    test('[M2] an unchanged document is no change', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 10)]);
        const heard: Committed[] = [];
        mirror.onCommit(committed => heard.push(committed));

        const result = await mirror.commit(shop, 'products', [present('1', 20)]);

        expect(result).toMatchObject({ changed: 0, unchanged: 1 });
        expect(heard).toEqual([]);
        expect((await mirror.heads(shop, '1')).products.seq).toBe(1);
      }));

    test('[M3] an older state never overwrites a newer one', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 20, { title: 'New' })]);

        const result = await mirror.commit(shop, 'products', [present('1', 10, { title: 'Old' })]);

        expect(result.stale).toBe(1);
        expect((await all(mirror))[0]?.title).toBe('New');
      }));

    test('[M3] within one second the later read wins', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 20, { title: 'Second' }, 5)]);
        await mirror.commit(shop, 'products', [present('1', 20, { title: 'First' }, 4)]);
        expect((await all(mirror))[0]?.title).toBe('Second');

        await mirror.commit(shop, 'products', [present('1', 20, { title: 'Third' }, 6)]);
        expect((await all(mirror))[0]?.title).toBe('Third');
      }));

    test('[M4] a late stale read does not bring a deleted document back, seen before or not', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 10), gone('1', 20), gone('never-seen', 20)]);

        await mirror.commit(shop, 'products', [present('1', 15), present('never-seen', 20)]);

        expect((await all(mirror)).map(each => each._deleted)).toEqual([true, true]);
        expect(await mirror.count(shop, 'products')).toBe(0);
      }));

    test('[M4] what was changed after the deletion lives again', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [gone('1', 20), present('1', 30)]);

        expect((await all(mirror)).map(each => each._deleted)).toEqual([false]);
      }));

    test('[M5] a document that does not fit is quarantined, the rest goes on, and it leaves when it fits', () =>
      withMirror(async ({ mirror }) => {
        const broken = present('1', 10, { title: 5 as unknown as string });

        const result = await mirror.commit(shop, 'products', [broken, present('2', 10)]);

        expect(result.quarantined).toEqual([
          { id: '1', defect: '/title: Instance type "number" is invalid. Expected "string".' },
        ]);
        expect((await all(mirror)).map(each => each.id)).toEqual(['2']);
        expect(await mirror.quarantineCount(shop)).toBe(1);
        await mirror.commit(shop, 'products', [present('1', 20)]);
        expect(await mirror.quarantineCount(shop)).toBe(0);
      }));

    test('[M5] an old misfit does not enter quarantine beside a newer good document', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 20)]);

        const result = await mirror.commit(shop, 'products', [
          present('1', 10, { title: 5 as unknown as string }),
        ]);

        expect(result).toMatchObject({ stale: 1, quarantined: [] });
      }));

    test('[M5] what cannot be read is named, page by page, and cut to what a person looks at; what was stored stays', () =>
      withMirror(async ({ mirror }) => {
        const unreadable = (id: string, change: object = {}): Change => ({
          ...{ kind: 'unreadable', id, scope: '', sourceUpdatedAt: 20, createdAt: 5, readAt: 20 },
          ...{ defect: 'odd'.repeat(200), body: '☕'.repeat(100_000), ...change },
        });
        await mirror.commit(shop, 'products', [present('1', 10)]);

        const { quarantined } = await mirror.commit(
          shop,
          'products',
          ['1', '2', '3'].map(id => unreadable(id)),
        );
        const again = await mirror.commit(shop, 'products', [unreadable('1', { readAt: 30 })]);
        const stale = await mirror.commit(shop, 'products', [
          unreadable('1', { sourceUpdatedAt: 9, readAt: 9 }),
        ]);

        expect(quarantined.map(each => each.id)).toEqual(['1', '2', '3']);
        // Reported once.
        expect(again.quarantined).toEqual([]);
        expect(stale).toMatchObject({ stale: 1, quarantined: [] });
        expect(await mirror.count(shop, 'products')).toBe(1);
        const ask = { collection: 'products', limit: 2 } as const;
        const [first, last] = await mirror.quarantined(shop, ask);
        expect([first, last].map(each => each?.id)).toEqual(['1', '2']);
        expect(first?.defect.length).toBeLessThanOrEqual(400);
        expect(await mirror.quarantined(shop, { ...ask, after: '2' })).toMatchObject([{ id: '3' }]);
        expect(await mirror.quarantined(shop, { limit: 9 })).toHaveLength(3);

        // An older readable read says nothing about what came after it.
        await mirror.commit(shop, 'products', [present('1', 15), present('2', 25), gone('3', 25)]);
        expect(await mirror.quarantined(shop, { limit: 9 })).toMatchObject([{ id: '1' }]);
        expect(await mirror.forgetQuarantined(shop, 'products', 5)).toBe(0);
        expect(await mirror.forgetQuarantined(shop, 'products', 6)).toBe(1);
        expect(await mirror.quarantineCount(shop)).toBe(0);
      }));

    test('[M6] pages are full until the last, and the last carries the digest', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(
          shop,
          'products',
          Array.from({ length: 5 }, (_, n) => present(`${n}`, 10)),
        );

        const first = await mirror.changesAfter(shop, 'products', '', undefined, 3);
        const last = await mirror.changesAfter(shop, 'products', '', first.checkpoint, 3);
        const empty = await mirror.changesAfter(shop, 'products', '', last.checkpoint, 3);

        expect(first.documents).toHaveLength(3);
        expect(first.digest).toBeUndefined();
        expect(first.head).toEqual(last.checkpoint);
        expect(last.documents).toHaveLength(2);
        expect(last.digest?.count).toBe(5);
        expect(empty).toMatchObject({ documents: [], checkpoint: last.checkpoint });
      }));

    test('[M6] a checkpoint of another history is refused', () =>
      withMirror(async ({ mirror }) => {
        const foreign = { epoch: 'other', seq: 0 };
        const beyond = { epoch: 'e1', seq: 99 };

        for (const from of [foreign, beyond]) {
          await expect(mirror.changesAfter(shop, 'products', '', from, 3)).rejects.toMatchObject({
            code: 'checkpoint-lost',
          });
        }
      }));

    test('[M7] digests are those of the living documents', () =>
      withMirror(async ({ mirror }) => {
        const many = Array.from({ length: 50 }, (_, n) => present(`${n}`, 10));
        await mirror.commit(shop, 'products', many);
        await mirror.commit(shop, 'products', [
          present('3', 20, { title: 'New' }),
          gone('4', 20),
          gone('x', 20),
        ]);

        const living = (await all(mirror)).filter(each => !each._deleted);
        const { buckets } = await mirror.digest(shop, 'products', '');

        expect(buckets).toEqual(bucketDigests(living));
        expect(buckets.reduce(joinDigests, emptyDigest).count).toBe(49);
        expect(await mirror.count(shop, 'products')).toBe(49);
        const fullest = buckets.findIndex(bucket => bucket.count > 0);
        const { entries } = await mirror.bucket(shop, 'products', '', fullest);
        expect(entries).toHaveLength(buckets[fullest]!.count);
      }));

    test('[M8] scopes and shops do not see each other', () =>
      withMirror(async ({ mirror }) => {
        const level = (locationId: string): Change => ({
          kind: 'present',
          document: anInventoryLevel({ locationId }),
          scope: locationId,
          sourceUpdatedAt: 10,
          readAt: 10,
        });
        await mirror.commit(shop, 'inventoryLevels', [level('1'), level('2')]);
        await mirror.commit('b.myshopify.com', 'products', [present('1', 10)]);

        expect(await all(mirror, '1', 'inventoryLevels')).toHaveLength(1);
        expect(await all(mirror)).toEqual([]);
        expect((await mirror.heads(shop, '1')).inventoryLevels.seq).toBe(1);
        expect((await mirror.heads(shop, '2')).inventoryLevels.seq).toBe(2);
        expect(await mirror.documents(shop, 'products', '', ['1'])).toMatchObject({ documents: [] });
      }));

    test('[M9] codes find living and deleted products', () =>
      withMirror(async ({ mirror }) => {
        const variants = [aVariant({ id: '11', barcode: '400', sku: 'Mug-1' })];
        await mirror.commit(shop, 'products', [
          present('1', 10, { variants }),
          present('2', 10, { variants }),
        ]);
        await mirror.commit(shop, 'products', [gone('2', 20)]);

        expect(await mirror.productsWithCode(shop, ' MUG-1 ')).toEqual([
          { productId: '1', variantId: '11', deletedAt: undefined },
          { productId: '2', variantId: '11', deletedAt: 20 },
        ]);
        await mirror.commit(shop, 'products', [present('1', 30, { variants: [aVariant({ id: '11' })] })]);
        expect(await mirror.productsWithCode(shop, '400')).toHaveLength(1);
      }));

    test('[M10] a watermark moves with its documents or not at all', () =>
      withMirror(async ({ mirror }) => {
        const bad = [present('1', 10), present('2', Number.NaN)];
        await expect(
          mirror.commit(shop, 'products', bad, { resource: 'products', value: '10' }),
        ).rejects.toThrow();

        expect(await mirror.watermark(shop, 'products')).toBeUndefined();
        expect(await all(mirror)).toEqual([]);
        await mirror.commit(shop, 'products', [present('1', 10)], { resource: 'products', value: '10' });
        expect(await mirror.watermark(shop, 'products')).toBe('10');
      }));

    test('[M1] commits at the same time take turns', () =>
      withMirror(async ({ mirror }) => {
        await Promise.all(
          Array.from({ length: 20 }, (_, n) => mirror.commit(shop, 'products', [present(`${n}`, 10)])),
        );

        expect((await mirror.heads(shop, '1')).products.seq).toBe(20);
        expect(await all(mirror)).toHaveLength(20);
      }));

    test('[M13] old tombstones are forgotten; digests and living documents stay', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 10), gone('2', 20), gone('3', 90)]);
        const before = await mirror.digest(shop, 'products', '');

        expect(await mirror.purgeTombstones(shop, 50)).toBe(1);

        expect((await all(mirror)).map(each => each.id)).toEqual(['1', '3']);
        expect(await mirror.digest(shop, 'products', '')).toEqual(before);
      }));

    test('[M13] whoever reads on ends at the head, though its tombstone was forgotten', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 10), present('2', 10)]);
        const before = await mirror.changesAfter(shop, 'products', '', undefined, 10);
        await mirror.commit(shop, 'products', [gone('2', 20)]);
        const { products: head } = await mirror.heads(shop, 'here');
        await mirror.purgeTombstones(shop, 50);

        for (const from of [undefined, before.checkpoint]) {
          const page = await mirror.changesAfter(shop, 'products', '', from, 10);
          expect(page.checkpoint).toEqual(head);
          expect(page.digest?.count).toBe(1);
        }
      }));

    test('[M4] a stock level that was deleted before it was seen is gone where its till looks', () =>
      withMirror(async ({ mirror }) => {
        const level = anInventoryLevel({ id: '7@2', inventoryItemId: '7', locationId: '2' });
        await mirror.commit(shop, 'inventoryLevels', [gone('7@2', 50)]);

        const late = {
          kind: 'present',
          document: level,
          scope: '2',
          sourceUpdatedAt: 40,
          readAt: 40,
        } as const;
        expect(await mirror.commit(shop, 'inventoryLevels', [late])).toMatchObject({ stale: 1 });

        expect(await all(mirror, '2', 'inventoryLevels')).toMatchObject([{ id: '7@2', _deleted: true }]);
        expect(await mirror.scopes(shop, 'inventoryLevels')).toEqual(['2']);
      }));

    test('[M14] a new history has lost every checkpoint of the old one, and kept all documents', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 10)]);
        const { checkpoint } = await mirror.changesAfter(shop, 'products', '', undefined, 10);

        const epoch = await mirror.beginHistory(shop);

        expect(isLaterEpoch(epoch, checkpoint.epoch)).toBe(true);
        expect(isLaterEpoch(await mirror.beginHistory(shop), epoch)).toBe(true);
        const again = mirror.changesAfter(shop, 'products', '', { ...checkpoint, epoch: 'before' }, 10);
        await expect(again).rejects.toMatchObject({ code: 'checkpoint-lost' });
        expect(await all(mirror)).toHaveLength(1);
      }));

    test('[M15] a retired document is gone until it is read again; one that is not there stays away quietly', () =>
      withMirror(async ({ mirror }) => {
        const retired = (id: string): Change => ({ kind: 'retired', id, scope: '', readAt: 50 });
        await mirror.commit(shop, 'products', [present('1', 10)]);

        expect(await mirror.commit(shop, 'products', [retired('1'), retired('2')])).toMatchObject({
          changed: 1,
        });
        expect(await mirror.count(shop, 'products')).toBe(0);
        // A late read that began before the document was missed.
        expect(await mirror.commit(shop, 'products', [present('1', 10, {}, 49)])).toMatchObject({ stale: 1 });
        expect(await mirror.commit(shop, 'products', [present('1', 10, {}, 50)])).toMatchObject({
          changed: 1,
        });
        expect(await mirror.count(shop, 'products', '')).toBe(1);
      }));

    test('what changed and changed back within one commit is no change', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 10)]);

        const result = await mirror.commit(shop, 'products', [
          present('1', 20, { title: 'Other' }),
          present('1', 30),
        ]);

        expect(result).toMatchObject({ changed: 0, changedIds: [] });
        expect((await mirror.changesAfter(shop, 'products', '', undefined, 10)).head.seq).toBe(1);
      }));

    test('orders are found by their age', () =>
      withMirror(async ({ mirror }) => {
        const order = (id: string, createdAt: string): Change => ({
          kind: 'present',
          document: anOrder({ id, createdAt }),
          scope: '',
          sourceUpdatedAt: 1,
          readAt: 1,
        });
        await mirror.commit(shop, 'orders', [
          order('1', '2026-03-01T00:00:00Z'),
          order('2', '2026-01-01T00:00:00Z'),
          order('3', '2026-02-01T00:00:00Z'),
        ]);

        expect(await mirror.createdBefore(shop, 'orders', '2026-02-15T00:00:00Z', 10)).toEqual(['2', '3']);
      }));

    test('[M23] products are found by the beginnings of all words, those for sale first, by title', () =>
      withMirror(async ({ mirror }) => {
        await commit(mirror, 'products', [
          aProduct({ id: '1', title: 'Wool coat', status: 'draft' }),
          aProduct({ id: '2', title: 'Wool coat', tags: ['Été'] }),
          aProduct({ id: '3', title: 'Wöol blanket', vendor: 'Coats & Co' }),
          aProduct({ id: '4', title: 'Coat hanger', published: false }),
          aProduct({
            id: '5',
            title: 'Mug',
            variants: [aVariant({ sku: 'WOOL-7', barcode: '8712345678906' })],
          }),
        ]);

        expect(await search(mirror, 'products', 'coat WOO')).toEqual(['3', '2', '1']);
        expect(await search(mirror, 'products', 'ete')).toEqual(['2']);
        expect(await search(mirror, 'products', 'oat')).toEqual([]);
        expect(await search(mirror, 'products', '87123456')).toEqual(['5']);
        expect(await search(mirror, 'products', 'wool-7')).toEqual(['5']);
        expect(await search(mirror, 'products', 'coat', { limit: 2 })).toEqual(['3', '2']);
        expect(await mirror.search('b.myshopify.com', 'products', { words: [['coat']], limit: 9 })).toEqual(
          [],
        );
      }));

    test('[M26] products are found by their codes, a GTIN however it is written', () =>
      withMirror(async ({ mirror }) => {
        const variants = [aVariant({ id: '11', barcode: '036000291452', sku: '007' })];
        await commit(mirror, 'products', [aProduct({ id: '1', variants })]);
        const withCode = (code: string) => mirror.productsWithCode(shop, code);

        for (const code of ['036000291452', '0036000291452', ']E00036000291452', '0100036000291452', '007'])
          expect(await withCode(code), code).toMatchObject([{ productId: '1', variantId: '11' }]);
        expect(await withCode('7')).toEqual([]);
        expect(await withCode('036000291453')).toEqual([]);
        await mirror.commit(shop, 'products', [gone('1', 40)]);
        expect(await withCode('0036000291452')).toMatchObject([{ productId: '1', deletedAt: 40 }]);
      }));

    test('[M23] words are found as people type them, codes and phone numbers by their end', () =>
      withMirror(async ({ mirror }) => {
        const variants = [aVariant({ barcode: '8712345678906' })];
        await commit(mirror, 'products', [
          aProduct({ id: '1', title: "L'Oréal T-Shirt 抹茶ラテ 🍕", variants }),
          aProduct({ id: '2', title: 'Other' }),
        ]);
        await commit(mirror, 'customers', [aCustomer({ id: '3', phone: '+16135550101' })]);

        for (const query of ['tshirt', 't shirt', 'loreal', '抹茶', '🍕', '8906'])
          expect(await search(mirror, 'products', query), query).toEqual(['1']);
        expect(await search(mirror, 'products', '5678')).toEqual([]);
        for (const query of ['(613) 555-0101', '0101', '613 555'])
          expect(await search(mirror, 'customers', query), query).toEqual(['3']);
        expect(await search(mirror, 'customers', '0102')).toEqual([]);
      }));

    test('[M23] what is renamed, deleted or back is found as it is now', () =>
      withMirror(async ({ mirror }) => {
        await mirror.commit(shop, 'products', [present('1', 10, { title: 'Mug' })]);
        await mirror.commit(shop, 'products', [present('1', 20, { title: 'Bowl' })]);

        expect(await search(mirror, 'products', 'mug')).toEqual([]);
        expect(await search(mirror, 'products', 'bowl')).toEqual(['1']);
        await mirror.commit(shop, 'products', [{ kind: 'retired', id: '1', scope: '', readAt: 25 }]);
        expect(await search(mirror, 'products', 'bowl')).toEqual([]);
        await mirror.commit(shop, 'products', [present('1', 30, { title: 'Bowl' })]);
        expect(await search(mirror, 'products', 'bowl')).toEqual(['1']);
        await mirror.commit(shop, 'products', [gone('1', 40)]);
        expect(await search(mirror, 'products', 'bowl')).toEqual([]);
      }));

    test('[M23] customers are found by name, e-mail address and phone number, listed by name', () =>
      withMirror(async ({ mirror }) => {
        await commit(mirror, 'customers', [
          aCustomer({ id: '1', displayName: 'Zoë Vos', email: 'z@vos.example', phone: '+31 6 1234 5678' }),
          aCustomer({ id: '2', displayName: 'Ann Vos' }),
        ]);

        expect(await search(mirror, 'customers', 'vos')).toEqual(['2', '1']);
        expect(await search(mirror, 'customers', 'zoe')).toEqual(['1']);
        expect(await search(mirror, 'customers', '+31612345678')).toEqual(['1']);
      }));

    test('[M23] orders are found by number, line, customer, receipt and time, newest first', () =>
      withMirror(async ({ mirror, records }) => {
        const sale = aSale({ id: 'sale-0001', receiptNumber: 'A7-000042' });
        const line = {
          ...{ id: '1', productId: null, variantId: null, title: 'Mug', variantTitle: null, sku: null },
          ...{ quantity: 1, currentQuantity: 1, unitPrice: 1, discount: 0, tax: 0 },
        };
        const placed = (day: string) => ({ processedAt: `2026-01-${day}T12:00:00Z` });
        const orders = [
          anOrder({ id: '1', customerId: '7', lines: [line], ...placed('01') }),
          anOrder({ id: '2', customerId: '7', ...placed('03') }),
          anOrder({ id: '3', sourceIdentifier: sale.id, ...placed('02') }),
        ];
        await commit(mirror, 'orders', orders);
        await commit(mirror, 'customers', [aCustomer({ id: '7', displayName: 'Noor de Wit' })]);

        expect(await search(mirror, 'orders', '#1002')).toEqual(['2']);
        expect(await search(mirror, 'orders', 'noor')).toEqual(['2', '1']);
        expect(await search(mirror, 'orders', 'noor mug')).toEqual(['1']);
        const range = { from: Date.parse('2026-01-02T12:00:00Z'), to: Date.parse('2026-01-03T12:00:00Z') };
        expect(await search(mirror, 'orders', '', range)).toEqual(['2', '3']);
        expect(await search(mirror, 'orders', '', { to: range.from - 1 })).toEqual(['1']);

        // The sale is stored after its order was read: a restore lost it, and its till pushes it again.
        await records.store(
          shop,
          'sales',
          [{ ...sale, _deleted: false }],
          () => ({ kind: 'conflict', document: sale, changed: true }),
          100,
        );
        await commit(mirror, 'orders', orders, 20);
        expect(await search(mirror, 'orders', 'a7-000042')).toEqual(['3']);
      }));

    test('[M23] [M21] a search of many rows lets the event loop go round, and ends with every page', () =>
      withMirror(async ({ mirror }) => {
        const documents = Array.from({ length: 2500 }, (_, n) =>
          aCustomer({
            id: String(n),
            displayName: `Person ${n}`,
            firstName: null,
            lastName: null,
            email: null,
          }),
        );
        await commit(mirror, 'customers', documents);
        let rounds = 0;
        const count = () => void (rounds++, (timer = setImmediate(count)));
        let timer = setImmediate(count);

        expect(await search(mirror, 'customers', 'person', { limit: 5000 })).toHaveLength(2500);
        expect(await search(mirror, 'customers', '2499')).toEqual(['2499']);
        for (let n = 0; n < 100; n++) await search(mirror, 'customers', 'nobody');

        clearImmediate(timer);
        expect(rounds).toBeGreaterThan(5);
      }));

    test('[F1] [F2] [F3] findings: scores, what nobody told of, reports', () =>
      withMirror(async ({ findings, inbox }) => {
        const notice = (eventId: string, id: string): Notice => ({
          eventId,
          topic: 'products/update',
          subject: { kind: 'documents', collection: 'products', ids: [id] },
          triggeredAt: 0,
        });
        const found = (id: string) =>
          ({ collection: 'products', id, foundAt: 10, foundBy: 'catch-up' }) as const;
        await findings.untold(shop, [found('1'), found('2'), found('3')]);
        await inbox.note(shop, notice('a', '1'), 5);
        await inbox.note(shop, notice('a', '1'), 6);
        await inbox.note(shop, notice('b', '9'), 600_000);
        await findings.told(shop, 'products', ['3']);
        await findings.saveReport(shop, 'audit', '1');
        await findings.saveReport(shop, 'audit', '2');

        expect(await findings.scores(shop)).toEqual([
          { topic: 'products/update', received: 2, repeated: 1, late: 1 },
        ]);
        expect(await findings.neverTold(shop, 9)).toEqual({});
        expect(await findings.neverTold(shop, 10)).toEqual({ products: 1 });
        expect(await findings.report(shop, 'audit')).toBe('2');
        expect(await findings.report('b.myshopify.com', 'audit')).toBeUndefined();
      }));

    test('[I1] [I2] [I3] [I4] the inbox keeps a notice until it is settled, and once', () =>
      withMirror(async ({ inbox }) => {
        const notice = (eventId: string): Notice => ({
          eventId,
          topic: 'products/update',
          subject: { kind: 'documents', collection: 'products', ids: ['1'] },
          triggeredAt: 5,
        });

        expect(await inbox.note(shop, notice('a'), 1)).toBe(true);
        expect(await inbox.note(shop, notice('a'), 2)).toBe(false);
        expect(await inbox.note(shop, notice('b'), 3)).toBe(true);
        expect(await inbox.note(shop, notice('c'), 3)).toBe(true);
        expect((await inbox.waiting(shop, 10)).map(each => each.eventId)).toEqual(['a', 'b', 'c']);
        await inbox.settle(shop, ['a']);
        await inbox.park(shop, 'b', 'no such product');
        expect(await inbox.waiting(shop, 10)).toEqual([notice('c')]);
        expect(await inbox.note(shop, notice('a'), 9)).toBe(false);
      }));

    test('[I6] the time of the newest notice stays, also when it is settled and older ones are forgotten', () =>
      withMirror(async ({ inbox }) => {
        const notice = (eventId: string): Notice => ({
          eventId,
          topic: 'shop/update',
          subject: { kind: 'shop' },
          triggeredAt: 5,
        });
        expect(await inbox.lastAt(shop)).toBeUndefined();
        await inbox.forget(shop, 99);
        await inbox.note(shop, notice('a'), 10);
        await inbox.note(shop, notice('b'), 20);
        await inbox.settle(shop, ['a', 'b']);

        await inbox.forget(shop, 99);

        expect(await inbox.lastAt(shop)).toBe(20);
        expect(await inbox.lastAt('b.myshopify.com')).toBeUndefined();
        expect(await inbox.note(shop, notice('a'), 30)).toBe(true);
        expect(await inbox.note(shop, notice('b'), 30)).toBe(false);
      }));

    test('[R1] staff and tills belong to one shop', () =>
      withMirror(async ({ register }) => {
        await register.saveStaff(shop, { id: 's1', name: 'demo', pinHash: 'x' });
        await register.saveTill(shop, { id: 't1', name: 'Till', locationId: '1' }, 0);

        expect(await register.staffByName(shop, 'demo')).toEqual({ id: 's1', name: 'demo', pinHash: 'x' });
        expect(await register.till(shop, 't1')).toEqual({ id: 't1', name: 'Till', locationId: '1' });
        expect(await register.staffByName('b.myshopify.com', 'demo')).toBeUndefined();
        expect(await register.till('b.myshopify.com', 't1')).toBeUndefined();
      }));

    test('[R1] who is dismissed has no PIN any more, in their shop alone', () =>
      withMirror(async ({ register }) => {
        const [demo, anna] = ['demo', 'anna'].map(name => ({ id: name, name, pinHash: 'x' })) as [
          StaffRecord,
          StaffRecord,
        ];
        for (const each of [demo, anna]) await register.saveStaff(shop, each);
        await register.saveStaff('b.myshopify.com', demo);

        expect(await register.staff(shop, 'demo')).toEqual(demo);
        const [asked] = await Promise.all([register.staff(shop, 'anna'), register.dismiss(shop, 'demo', 5)]);
        expect(asked).toEqual(anna);

        expect(await register.staff(shop, 'demo')).toEqual({ ...demo, pinHash: '' });
        expect(await register.staffByName(shop, 'demo')).toEqual({ ...demo, pinHash: '' });
        expect(await register.staff(shop, 'nobody')).toBeUndefined();
        expect(await register.staffOf(shop)).toEqual([anna]);
        expect(await register.staff('b.myshopify.com', 'demo')).toEqual(demo);
        await register.saveStaff(shop, { ...demo, pinHash: 'y' });
        expect(await register.staff(shop, 'demo')).toEqual({ ...demo, pinHash: 'y' });
      }));
  });
}
