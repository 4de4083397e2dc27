import { inventoryLevelId, type StockMove } from '@tidemark/schema';
import type { RowVerdict } from '@tidemark/mirror';
import { isRead, type CustomerFields, type Shopify, type ShopifyWrites } from '@tidemark/shopify';
import type { Books } from '../judge/books.ts';
import { customerFields } from '../steps/selling-steps.ts';
import { honest, over, type Plant } from './plant.ts';

/** How long the server answers before it stores. */
const aheadMs = 15;

/** Rules of sending records to Shopify, broken on purpose. */
export const sellingPlants: readonly Plant[] = [
  {
    ...honest,
    name: 'no-look-up',
    shopify: shopify => withWrites(shopify, () => ({ orderOfSale: async () => undefined })),
  },
  {
    ...honest,
    name: 'new-key',
    shopify: shopify => {
      let tries = 0;
      return withWrites(shopify, writes => ({
        adjustStock: (move, key, signal) => writes.adjustStock(move, `${key}-${++tries}`, signal),
      }));
    },
  },
  {
    ...honest,
    name: 'older-over-newer',
    // The last push to arrive wins, whatever it is based on.
    records: records =>
      over(records, {
        store: (shop, collection, rows, _judge, storedAt) =>
          records.store(
            shop,
            collection,
            rows,
            pushed => ({ kind: 'accept', document: pushed, changed: true }) as unknown as RowVerdict,
            storedAt,
          ),
      }),
  },
  lastWriterWins(),
  {
    ...honest,
    name: 'count-not-delta',
    shopify: shopify =>
      withWrites(shopify, writes => ({
        adjustStock: async (move, key, signal) =>
          writes.adjustStock(await withCount(shopify, move), key, signal),
      })),
  },
  {
    ...honest,
    name: 'answer-before-store',
    records: records =>
      over(records, {
        store: async (shop, collection, rows, judge, storedAt) => {
          setTimeout(
            () => void records.store(shop, collection, rows, judge, storedAt).catch(() => undefined),
            aheadMs,
          );
          return rows.map(({ id }) => ({ outcome: 'accepted', id }));
        },
      }),
  },
];

export function withWrites(
  shopify: Shopify,
  change: (writes: ShopifyWrites) => Partial<ShopifyWrites>,
): Shopify {
  return over(shopify, { writes: over(shopify.writes, change(shopify.writes)) });
}

/** A customer edit sends every field as the till showed it. */
function lastWriterWins(): Plant {
  let books: Books | undefined;
  return {
    ...honest,
    name: 'last-writer-wins',
    begin: begun => (books = begun),
    shopify: shopify =>
      withWrites(shopify, writes => ({
        updateCustomer: (id, fields, signal) => {
          const seen = books?.seen.get(id);
          const all: Record<string, string | null> = {};
          if (seen) for (const field of customerFields) all[field] = seen[field];
          return writes.updateCustomer(id, { ...all, ...fields } as CustomerFields, signal);
        },
      })),
  };
}

/** Sets a count as it was counted, whatever was sold since. */
async function withCount(shopify: Shopify, move: StockMove): Promise<StockMove> {
  if (move.counted === null) return move;
  const { found } = await shopify.levelsOfItems([move.inventoryItemId], 'background');
  const id = inventoryLevelId(move.inventoryItemId, move.locationId);
  const level = found.filter(isRead).find(each => each.document.id === id);
  return level ? { ...move, delta: move.counted - level.document.available } : move;
}
