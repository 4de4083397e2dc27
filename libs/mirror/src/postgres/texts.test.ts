import { anOrder, aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { eraseSimply } from '../contract/privacy.contract.ts';
import type { JudgeRow, PushedState } from '../contract/records.ts';
import { mirrorDatabase, onPostgres, openIn } from './testing-mirror.ts';
import { connectTo } from './testing-postgres.ts';

const shop = 'a.myshopify.com';
/** A character that no text of PostgreSQL has, half of one that takes two, and what only looks like them. */
const odd = 'a\u0000b \u{1f600} \ud83d \\u0000 \\\\ud83d';
const accept: JudgeRow = row => ({ kind: 'accept', document: { ...row } as never, changed: true });
const push = (document: object): PushedState => ({ ...document, _deleted: false }) as PushedState;

onPostgres(() => {
  test('[M46] a document with any character is stored, found by its indexes, and read as it was', async () => {
    await using database = await mirrorDatabase();
    await using store = await openIn(database);
    const order = anOrder({ id: '1', customerId: '7', note: odd, createdAt: '2026-01-01T00:00:00Z' });
    const change = { kind: 'present', document: order, scope: '', sourceUpdatedAt: 1, readAt: 1 } as const;
    const sale = aSale({ id: 'sale-0001', customerId: '7', note: odd, receiptNumber: 'A-000001' });

    await store.mirror.commit(shop, 'orders', [change]);
    await store.records.store(shop, 'sales', [push(sale)], accept, 1);

    const [read] = (await store.mirror.changesAfter(shop, 'orders', '', undefined, 1)).documents;
    expect(JSON.parse(read ?? '')).toMatchObject({ note: odd });
    expect(await store.mirror.createdBefore(shop, 'orders', '2027', 9)).toEqual(['1']);
    expect(await store.records.salesWithReceipt(shop, 'A-000001')).toMatchObject([{ note: odd }]);
    const erased = await store.privacy.erase(shop, { customerId: '7', orderIds: [], at: 9 }, eraseSimply);
    expect(erased.counts).toMatchObject({ orders: 1, sales: 1 });
  });

  test('[M46] what asks with any character is answered', async () => {
    await using database = await mirrorDatabase();
    await using store = await openIn(database);
    const { mirror, records, inbox } = store;
    const unreadable = {
      kind: 'unreadable',
      scope: '',
      sourceUpdatedAt: 1,
      createdAt: 1,
      readAt: 1,
    } as const;

    expect((await mirror.documents(shop, 'products', '', [odd])).documents).toEqual([]);
    expect(await mirror.search(shop, 'products', { words: [[odd]], limit: 9 })).toEqual([]);
    expect(await mirror.productsWithCode(shop, odd)).toEqual([]);
    expect(await records.find(shop, 'sales', odd)).toBeUndefined();
    await mirror.commit(shop, 'orders', [{ ...unreadable, id: '1', defect: odd, body: odd }]);
    expect(await mirror.quarantined(shop, { limit: 9 })).toMatchObject([{ id: '1' }]);
    await records.store(
      shop,
      'sales',
      [push(aSale({ tillId: odd, staffId: odd, id: 'sale-0001' }))],
      accept,
      1,
    );
    await inbox.settle(shop, [odd]);
  });

  test('[M46] texts are ordered by their bytes, whatever the language of the database', async () => {
    await using database = await mirrorDatabase();
    await using store = await openIn(database);
    await using client = await connectTo(database);
    const { rows } = await client.query<{ column: string }>(
      `select c.table_name || '.' || c.column_name as column from information_schema.columns c
         where c.table_schema = 'public' and c.data_type = 'text' and c.collation_name is distinct from 'C'`,
    );

    for (const shop of ['b', 'A', 'a', 'é', 'Z']) await store.register.addShop(shop);

    expect(await store.register.shops()).toEqual(['A', 'Z', 'a', 'b', 'é']);
    expect(rows).toEqual([]);
  });
});
