import type { CollectionName, RecordName } from '@tidemark/schema';

/**
 * Who decides the content of a collection's documents.
 *
 * - `shop`: Shopify; only ingest brings it. A till's copy is a cache, which the till never writes: a change about a
 *   customer is a separate `customerEdits` record.
 * - `its-till`: the till that wrote it, once and for ever; the server adds only `submission`, which only moves forward.
 *   The two never write the same field.
 * - `every-till`: all tills together: copies merge, in any order.
 */
export type Owner = 'shop' | 'its-till' | 'every-till';

/** The owner of each collection, in one table. A new collection does not compile without one. */
export const owners = {
  settings: 'shop',
  locations: 'shop',
  products: 'shop',
  inventoryLevels: 'shop',
  productCollections: 'shop',
  customers: 'shop',
  orders: 'shop',
  customerEdits: 'its-till',
  sales: 'its-till',
  stockMoves: 'its-till',
  carts: 'every-till',
} as const satisfies Readonly<Record<CollectionName | RecordName, Owner>>;
