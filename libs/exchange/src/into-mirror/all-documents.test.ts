import { openMemoryMirror } from '@tidemark/mirror/testing';
import { maxPageBytes } from '@tidemark/protocol';
import { aLocation, anInventoryLevel, aProduct, aVariant } from '@tidemark/schema/testing';
import { inventoryLevelId } from '@tidemark/schema';
import { expect, test } from 'vitest';
import { allDocuments } from './all-documents.ts';
import { commitReads } from './commit-reads.ts';
import type { Source } from '../source.ts';

const shop = 'a.myshopify.com';
const ids = Array.from({ length: 8 }, (_, n) => String(n + 1));

/** A product of more than half a megabyte. */
function heavy(id: string, items: readonly string[], time: number) {
  const others = Array.from({ length: 1_500 }, (_, n) => `${id}00${n}`);
  const variants = [...items, ...others].map(item =>
    aVariant({ id: `v${item}`, inventoryItemId: item, tracked: false, title: 'x'.repeat(200) }),
  );
  return { ...aProduct({ id, variants }), updatedAt: new Date(time).toISOString() };
}

test('[E4] all documents are answered, however many answers of the mirror they take', async () => {
  await using store = await openMemoryMirror();
  const source = { ...store, shopify: { shop }, log: () => undefined } as unknown as Source;
  const options = { readNewLevels: false, lane: 'cashier' } as const;
  const read = (items: readonly string[], time: number) =>
    commitReads(
      source,
      'products',
      ids.map(id => ({
        document: heavy(
          id,
          items.map(item => `${id}${item}`),
          time,
        ),
        updatedAt: time,
      })),
      [],
      time,
      options,
    );
  await store.mirror.commit(shop, 'locations', [
    { kind: 'present', document: aLocation({ id: '5' }), scope: '', sourceUpdatedAt: 1, readAt: 1 },
  ]);
  const levels = ids
    .flatMap(id => ['1', '2'].map(item => `${id}${item}`))
    .map(item => ({
      ...({ kind: 'present', scope: '5', sourceUpdatedAt: 1, readAt: 1 } as const),
      document: anInventoryLevel({ inventoryItemId: item, locationId: '5', id: inventoryLevelId(item, '5') }),
    }));
  await store.mirror.commit(shop, 'inventoryLevels', levels);
  await read(['1', '2'], 1_000);

  const all = await allDocuments(store.mirror, shop, 'products', '', ids);
  expect(all).toHaveLength(8);
  expect(all.join('').length).toBeGreaterThan(maxPageBytes);

  // The levels that each part of one read removed.
  await read(['1'], 2_000);

  expect(await store.mirror.count(shop, 'inventoryLevels')).toBe(8);
});
