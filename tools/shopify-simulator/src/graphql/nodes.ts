import { badRequest } from '../api/bad-request.ts';
import { collectionNode } from '../collections/collection-node.ts';
import type { GraphqlNode, NodeLookup } from './node-lookup.ts';
import { customerNode } from '../customers/customer-node.ts';
import { idOf, typeOf } from '../shop/ids.ts';
import { itemNode, levelNode } from '../stock/inventory-node.ts';
import { locationNode } from '../stock/location-node.ts';
import { orderNode } from '../orders/order-node.ts';
import { productNode, variantNode } from '../products/product-node.ts';
import { publicationNode, publications } from '../shop/publications.ts';
import type {
  CollectionRecord,
  CustomerRecord,
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
  OrderRecord,
  ProductRecord,
  RefundRecord,
  ShopRecord,
  VariantRecord,
} from '../shop/records.ts';
import { refundNode } from '../orders/refund-node.ts';
import type { Rows } from '../shop/rows.ts';
import { shopNode } from './shop-node.ts';

/** Builds GraphQL objects from rows. A field that they lack is not simulated; a query for it is an error. */
export class Nodes implements NodeLookup {
  readonly #store: Rows;
  readonly #origin: () => string;

  constructor(store: Rows, origin: () => string) {
    this.#store = store;
    this.#origin = origin;
  }

  shop(shop: ShopRecord = this.#store.shop) {
    return shopNode(shop);
  }

  customer(customer: CustomerRecord) {
    return customerNode(customer, this.#store, row => this.order(row));
  }

  order(order: OrderRecord): GraphqlNode {
    return orderNode(order, this.#store, this);
  }

  refund(refund: RefundRecord, order: OrderRecord) {
    return refundNode(refund, order, this.#store, this);
  }

  collection(collection: CollectionRecord) {
    return collectionNode(collection, this.#store, row => this.product(row));
  }

  location(location: LocationRecord) {
    return locationNode(location, this.#store, this);
  }

  product(product: ProductRecord): GraphqlNode {
    return productNode(product, this.#store, this, this.#origin);
  }

  variant(variant: VariantRecord): GraphqlNode {
    return variantNode(variant, this.#store, this);
  }

  item(item: InventoryItemRecord): GraphqlNode {
    return itemNode(item, this.#store, this);
  }

  level(level: InventoryLevelRecord): GraphqlNode {
    return levelNode(level, this.#store, this);
  }

  /**
   * The object behind a gid; null when it was deleted, like Shopify's `node`.
   * @throws RESOURCE_NOT_FOUND when the gid is not of type `wanted`.
   */
  byGid(id: string, wanted?: string): { __typename: string } | null {
    const [type, key] = [typeOf(id), idOf(id)];
    if (wanted && type !== wanted) throw badRequest(`Invalid id: ${id}`, 'RESOURCE_NOT_FOUND');
    const store = this.#store;
    switch (type) {
      case 'Product':
        return orNull(store.products.get(key), row => this.product(row));
      case 'ProductVariant':
        return orNull(store.variants.get(key), row => this.variant(row));
      case 'InventoryItem':
        return orNull(store.items.get(key), row => this.item(row));
      case 'Location':
        return orNull(store.locations.get(key), row => this.location(row));
      case 'Customer':
        return orNull(store.customers.get(key), row => this.customer(row));
      case 'Order':
        return orNull(store.orders.get(key), row => this.order(row));
      case 'Shop':
        return key === store.shop.id ? this.shop() : null;
      case 'Publication':
        return orNull(
          publications.find(each => each.id === key),
          publicationNode,
        );
      case 'Collection':
        return orNull(store.collections.get(key), row => this.collection(row));
      case 'InventoryLevel':
        return orNull(
          [...store.levels.values()].find(each => each.id === key),
          row => this.level(row),
        );
      default:
        throw badRequest(`not simulated: node of type ${type}`);
    }
  }
}

function orNull<T, R extends { __typename: string }>(row: T | undefined, toNode: (row: T) => R): R | null {
  return row === undefined ? null : toNode(row);
}
