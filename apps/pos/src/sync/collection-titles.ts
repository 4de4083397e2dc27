import { msg } from '@tidemark/elements/language';
import type { CollectionName } from '@tidemark/schema';

/** The name of each collection on screen. */
export const collectionTitles: Readonly<Record<CollectionName, string>> = {
  get products() {
    return msg('Products');
  },
  get inventoryLevels() {
    return msg('Stock here');
  },
  get locations() {
    return msg('Locations');
  },
  get productCollections() {
    return msg('Collections');
  },
  get customers() {
    return msg('Customers');
  },
  get orders() {
    return msg('Orders');
  },
  get settings() {
    return msg('Shop settings');
  },
};
