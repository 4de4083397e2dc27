import { openMemoryMirror } from '@tidemark/mirror/testing';
import { aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { commitReads } from './commit-reads.ts';
import type { Source } from './source.ts';

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
