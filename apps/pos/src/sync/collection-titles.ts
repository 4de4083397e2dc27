import type { CollectionName } from '@tidemark/schema';

/** What each collection is called on screen. */
export const collectionTitles: Readonly<Record<CollectionName, string>> = {
  products: 'Products',
  inventoryLevels: 'Stock here',
  locations: 'Locations',
  productCollections: 'Collections',
  customers: 'Customers',
  orders: 'Orders',
  settings: 'Shop settings',
};
