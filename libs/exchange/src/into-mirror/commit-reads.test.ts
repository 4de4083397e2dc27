import { openMemoryMirror } from '@tidemark/mirror/testing';
import { inventoryLevelId } from '@tidemark/schema';
import { aLocation, anInventoryLevel, aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { commitReads } from './commit-reads.ts';
import type { Source } from '../source.ts';

const shop = 'a.myshopify.com';

test('[E4] where no variant went, nobody asks where its levels were', async () => {
  await using store = await openMemoryMirror();
  const asked: string[] = [];
  const { idsAfter } = store.mirror;
  store.mirror.idsAfter = (...args) => {
    asked.push(args[1]);
    return idsAfter.apply(store.mirror, args);
  };
  const source = { ...store, shopify: { shop }, log: () => undefined } as unknown as Source;
  const read = (variantIds: string[], time: number) => {
    const variants = variantIds.map(id => aVariant({ id, inventoryItemId: `9${id}` }));
    const document = { ...aProduct({ id: '1', variants }), updatedAt: new Date(time).toISOString() };
    const options = { readNewLevels: false, lane: 'cashier' } as const;
    return commitReads(source, 'products', [{ document, updatedAt: time }], [], time, options);
  };

  await read(['1', '2'], 1000);
  await read(['1', '2', '3'], 2000);
  expect(asked).toEqual([]);

  await read(['1', '3'], 3000);
  expect(asked).toEqual(['locations']);
});

test('[E4] a product that is missed first and known to be deleted later leaves no level behind', async () => {
  await using store = await openMemoryMirror();
  const { mirror } = store;
  const source = { mirror, shopify: { shop }, log: () => undefined } as unknown as Source;
  const commit = (collection: 'locations' | 'inventoryLevels', document: { id: string }, scope: string) =>
    mirror.commit(shop, collection, [
      { kind: 'present', document, scope, sourceUpdatedAt: 1, readAt: 1 } as never,
    ]);
  await commit('locations', aLocation({ id: '5' }), '');
  const level = { inventoryItemId: '91', locationId: '5', id: inventoryLevelId('91', '5') };
  await commit('inventoryLevels', anInventoryLevel(level), '5');
  const product = aProduct({ id: '1', variants: [aVariant({ id: '1', inventoryItemId: '91' })] });
  const options = { readNewLevels: false, lane: 'cashier' } as const;
  await commitReads(source, 'products', [{ document: product, updatedAt: 1000 }], [], 1000, options);
  expect(await mirror.count(shop, 'inventoryLevels')).toBe(1);

  const missed = (isConfirmed: boolean) => ({ id: '1', goneAt: 2000, isConfirmed });
  await commitReads(source, 'products', [], [missed(false)], 2000, options);
  await commitReads(source, 'products', [], [missed(true)], 3000, options);

  expect(await mirror.count(shop, 'products')).toBe(0);
  expect(await mirror.count(shop, 'inventoryLevels')).toBe(0);
});

test('[E4] a level stored before its location, or left by one, goes with its product', async () => {
  await using store = await openMemoryMirror();
  const { mirror } = store;
  const source = { mirror, shopify: { shop }, log: () => undefined } as unknown as Source;
  const level = { inventoryItemId: '91', locationId: '5', id: inventoryLevelId('91', '5') };
  await mirror.commit(shop, 'inventoryLevels', [
    { kind: 'present', document: anInventoryLevel(level), scope: '5', sourceUpdatedAt: 1, readAt: 1 },
  ]);
  const product = aProduct({ id: '1', variants: [aVariant({ id: '1', inventoryItemId: '91' })] });
  const options = { readNewLevels: false, lane: 'cashier' } as const;
  await commitReads(source, 'products', [{ document: product, updatedAt: 1000 }], [], 1000, options);

  const deleted = { id: '1', goneAt: 2000, isConfirmed: true };
  await commitReads(source, 'products', [], [deleted], 2000, options);

  expect(await mirror.count(shop, 'inventoryLevels')).toBe(0);
});
