import type { CollectionName } from '@tidemark/schema';

/**
 * Who decides what a collection's documents are.
 *
 * - `shop`: what Shopify says, brought by ingest alone. A till's copy is a cache, and the till never writes it.
 */
export type Owner = 'shop';

/** Who owns what, in one table. A new collection does not compile before somebody decided. */
export const owners: Readonly<Record<CollectionName, Owner>> = {
  settings: 'shop',
  locations: 'shop',
  products: 'shop',
  inventoryLevels: 'shop',
  productCollections: 'shop',
  customers: 'shop',
  orders: 'shop',
};
