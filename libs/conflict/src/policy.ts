import type { CollectionName, RecordName } from '@tidemark/schema';

/**
 * Who decides what a collection's documents are.
 *
 * - `shop`: what Shopify says, brought by ingest alone. A till's copy is a cache, and the till never writes it: what it
 *   changes about a customer travels as a `customerEdits` of its own.
 * - `its-till`: the till that wrote it, once and for ever; the server adds `submission` alone, and its life only moves
 *   forward. The two never meet in one field.
 * - `every-till`: all tills together: copies merge, in whatever order they meet.
 */
export type Owner = 'shop' | 'its-till' | 'every-till';

/** Who owns what, in one table. A new collection does not compile before somebody decided. */
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
