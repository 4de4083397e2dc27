import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { SmallShop } from './small-shop.ts';
import { storages } from './storages.ts';
import { TillDatabase } from './till-database.ts';

test.each(['memory', 'dexie', 'chunklog'] as const)('[X1] first sync, live, push: %s', async storage => {
  await using shop = await SmallShop.open(10);
  await using till = await TillDatabase.open({
    name: `first-${storage}`,
    storage: storages[storage](),
    fetch: shop.fetch,
    session: await shop.session('till-aaaa'),
  });
  await till.connection.sync();
  expect(await till.of('products').verify()).toMatchObject({ documents: 10, repaired: 0 });
  await till.collection('sales').insert(aSale({ tillId: 'till-aaaa' }));
  await till.connection.sync();
  expect(await till.of('sales').verify()).toMatchObject({ documents: 1, repaired: 0, unsent: 0 });
  expect(till.errors).toEqual([]);
});
