import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { SmallShop, shop as shopName } from './small-shop.ts';
import { storages } from './storages.ts';
import { TillDatabase } from './till-database.ts';

const tillId = 'till-aaaa';

test('[X6] what RxDB passes over because of its time is found by the digest, and sent', async () => {
  await using shop = await SmallShop.open(2);
  const parts = {
    name: 'unsent',
    storage: storages.memory(),
    fetch: shop.fetch,
    session: await shop.session(tillId),
  };
  const sale = aSale({ id: 'sale-0001', tillId, shop: shopName });
  {
    await using till = await TillDatabase.open(parts);
    await till.collection('sales').insert(sale);
    await till.connection.sync();
    // While the till was closed, its clock was behind: RxDB finds local writes after its checkpoint by their time.
    await till.connection[Symbol.asyncDispose]();
    const late = { ...aSale({ id: 'sale-0002', tillId, shop: shopName, receiptNumber: 'A-000002' }) };
    const { originalStorageInstance } = till.collection('sales').storageInstance as unknown as {
      originalStorageInstance: { bulkWrite(rows: object[], context: string): Promise<unknown> };
    };
    const raw = { ...late, _deleted: false, _attachments: {}, _meta: { lwt: 5 }, _rev: '1-x' };
    await originalStorageInstance.bulkWrite([{ document: raw }], 'test');
  }
  await using till = await TillDatabase.open(parts);
  await till.connection.sync();

  expect(await till.of('sales').verify()).toMatchObject({ documents: 2, unsent: 0 });
});

test('[X8] a refused record is told and stays, and what is behind it goes on', async () => {
  await using shop = await SmallShop.open(2);
  await using till = await TillDatabase.open({
    name: 'refused',
    storage: storages.memory(),
    fetch: shop.fetch,
    session: await shop.session(tillId),
  });
  const { totals } = aSale();
  await till
    .collection('sales')
    .bulkInsert([
      aSale({ id: 'sale-0001', tillId, shop: shopName, totals: { ...totals, total: 1 } }),
      aSale({ id: 'sale-0002', tillId, shop: shopName, receiptNumber: 'A-000002' }),
    ]);
  await till.connection.sync();

  expect(till.refused.map(each => [each.id, each.code])).toEqual([['sale-0001', 'does-not-fit']]);
  expect(await till.of('sales').verify()).toMatchObject({ documents: 2, unsent: 1 });
  expect(till.refused).toHaveLength(1);
  await till.of('sales').exchangeAnew();
  await till.connection.sync();
  expect(till.refused.map(each => each.id)).toEqual(['sale-0001', 'sale-0001']);
});

test('[X4] [X10] who is not signed in is told, and replication goes on after the next sign-in', async () => {
  await using shop = await SmallShop.open(4);
  await using till = await TillDatabase.open({
    name: 'signed-out',
    storage: storages.memory(),
    fetch: shop.fetch,
    session: { ...(await shop.session(tillId)), token: 'forged' },
  });
  await expect(till.connection.sync()).rejects.toMatchObject({ code: 'not-signed-in' });

  till.connection.resume(await shop.session(tillId));
  await till.connection.sync();

  expect(await till.of('products').verify()).toMatchObject({ documents: 4 });
});

test('[X12] stock of another location replaces that of the first', async () => {
  await using shop = await SmallShop.open(4);
  const storage = storages.memory();
  const parts = { name: 'moved', storage, fetch: shop.fetch };
  {
    await using till = await TillDatabase.open({ ...parts, session: await shop.session(tillId) });
    await till.connection.sync();
    expect(await till.of('inventoryLevels').verify()).toMatchObject({ documents: 4 });
  }
  await using till = await TillDatabase.open({ ...parts, session: await shop.session(tillId, '2') });
  await till.connection.sync();

  expect(await till.of('inventoryLevels').verify()).toMatchObject({ documents: 0, repaired: 0 });
  expect(await till.of('products').verify()).toMatchObject({ documents: 4 });
});

test('[X12] somebody signs in at another location while the page is open', async () => {
  await using shop = await SmallShop.open(4);
  await using till = await TillDatabase.open({
    name: 'moves',
    storage: storages.memory(),
    fetch: shop.fetch,
    session: await shop.session(tillId),
  });
  await till.connection.sync();

  till.connection.resume(await shop.session(tillId, '2'));
  const { inventoryLevels } = till.database.collections;
  await new Promise<void>(resolve => inventoryLevels?.count().$.subscribe(count => count === 0 && resolve()));

  await till.connection.sync();
  expect(await till.of('inventoryLevels').verify()).toMatchObject({ documents: 0, repaired: 0 });
});

test('[X8] a till with another id sends what was written under the old one', async () => {
  await using shop = await SmallShop.open(2);
  const storage = storages.memory();
  const sale = aSale({ id: 'sale-0001', tillId, shop: shopName });
  {
    await using offline = await TillDatabase.open({
      name: 'renamed',
      storage,
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      session: await shop.session(tillId),
    });
    await offline.collection('sales').insert(sale);
  }
  await using till = await TillDatabase.open({
    name: 'renamed',
    storage,
    fetch: shop.fetch,
    session: await shop.session('till-cccc'),
  });
  await till.connection.sync();

  expect(await till.of('sales').verify()).toMatchObject({ documents: 1, unsent: 0 });
});
