import type { CollectionName } from '../collections.ts';
import { customerJsonSchema, type Customer } from './customer.ts';
import { inventoryLevelJsonSchema, type InventoryLevel } from './inventory-level.ts';
import { locationJsonSchema, type Location } from './location.ts';
import { orderJsonSchema, type Order } from './order.ts';
import { productCollectionJsonSchema, type ProductCollection } from './product-collection.ts';
import { productJsonSchema, type Product } from './product.ts';
import { settingsJsonSchema, type Settings } from './settings.ts';

/**
 * The single source of every collection's shape: the validators on both sides and the TypeScript types come from here.
 */
export const documentJsonSchemas = {
  settings: settingsJsonSchema,
  locations: locationJsonSchema,
  products: productJsonSchema,
  inventoryLevels: inventoryLevelJsonSchema,
  productCollections: productCollectionJsonSchema,
  customers: customerJsonSchema,
  orders: orderJsonSchema,
} as const satisfies Record<CollectionName, object>;

/** The living document of each collection. */
export type DocumentOf = {
  settings: Settings;
  locations: Location;
  products: Product;
  inventoryLevels: InventoryLevel;
  productCollections: ProductCollection;
  customers: Customer;
  orders: Order;
};

/** What remains of a deleted document. Its `rev` only says that it is gone. */
export type Tombstone = { readonly id: string; readonly rev: string; readonly _deleted: true };

/** A document as it is sent: living, or a tombstone. */
export type WireDocument<C extends CollectionName = CollectionName> =
  (DocumentOf[C] & { readonly _deleted: false }) | Tombstone;

/** A living document before the mirror gave it its `rev`. */
export type Draft<C extends CollectionName = CollectionName> = { [K in C]: Omit<DocumentOf[K], 'rev'> }[C];
