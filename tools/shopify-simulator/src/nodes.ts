import { badRequest } from './bad-request.ts';
import { compareListed, connectionOf, type ConnectionArguments } from './connection.ts';
import { collectionNode } from './collection-node.ts';
import { countryName, customerNode } from './customer-node.ts';
import { gid, idOf, sortableId, typeOf } from './ids.ts';
import { quantityOf } from './inventory-rules.ts';
import { orderNode } from './order-node.ts';
import { refundNode } from './refund-node.ts';
import { publicationNode, publications, publishableFields } from './publications.ts';
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
} from './records.ts';
import { fits, parseSearch } from './search-syntax.ts';
import { shopNode } from './shop-node.ts';
import { levelKey, type Rows } from './rows.ts';
import { dateTime } from './times.ts';

/** Rows as GraphQL objects. What is not here is not simulated, and asking for it is an error. */
export class Nodes {
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

  order(order: OrderRecord) {
    return orderNode(order, this.#store, this);
  }

  refund(refund: RefundRecord, order: OrderRecord) {
    return refundNode(refund, order, this.#store, this);
  }

  collection(collection: CollectionRecord) {
    return collectionNode(collection, this.#store, row => this.product(row));
  }

  location(location: LocationRecord) {
    return {
      __typename: 'Location',
      id: gid('Location', location.id),
      legacyResourceId: location.id,
      name: location.name,
      isActive: location.isActive,
      createdAt: dateTime(location.createdAt),
      updatedAt: dateTime(location.updatedAt),
      address: {
        __typename: 'LocationAddress',
        address1: location.address1,
        address2: location.address2 ?? null,
        city: location.city,
        zip: location.zip,
        province: location.province ?? null,
        country: countryName(location.countryCode),
        countryCode: location.countryCode,
        phone: location.phone ?? null,
        formatted: [location.address1, `${location.zip} ${location.city}`, location.countryCode],
      },
      fulfillsOnlineOrders: location.fulfillsOnlineOrders ?? true,
      shipsInventory: location.fulfillsOnlineOrders ?? true,
      isFulfillmentService: false,
      activatable: !location.isActive,
      deactivatable: location.isActive,
      deletable: !location.isActive,
      deactivatedAt: location.deactivatedAt === undefined ? null : dateTime(location.deactivatedAt),
      hasActiveInventory: () =>
        [...this.#store.levels.values()].some(
          each => each.locationId === location.id && each.isActive && each.available !== 0,
        ),
      inventoryLevel: ({ inventoryItemId }: { inventoryItemId: string }) => {
        const level = this.#store.levels.get(levelKey(idOf(inventoryItemId), location.id));
        return level ? this.level(level) : null;
      },
      inventoryLevels: (args: LevelArguments) =>
        this.#levels(
          [...this.#store.levels.values()].filter(each => each.locationId === location.id),
          args,
        ),
    };
  }

  product(product: ProductRecord) {
    const imageUrl = product.imageUrl?.startsWith('/') ? this.#origin() + product.imageUrl : product.imageUrl;
    const image =
      imageUrl === undefined ? null : { __typename: 'Image', url: imageUrl, altText: product.title };
    const node = {
      __typename: 'Product',
      id: gid('Product', product.id),
      legacyResourceId: product.id,
      title: product.title,
      handle: product.handle,
      vendor: product.vendor,
      productType: product.productType,
      status: product.status,
      tags: [...product.tags].sort(),
      publishedAt: product.publishedAt === undefined ? null : dateTime(product.publishedAt),
      createdAt: dateTime(product.createdAt),
      updatedAt: dateTime(product.updatedAt),
      featuredMedia: image && {
        __typename: 'MediaImage',
        alt: product.title,
        preview: { __typename: 'MediaPreviewImage', image },
      },
      options: () =>
        product.options.map((option, n) => ({
          __typename: 'ProductOption',
          name: option.name,
          position: n + 1,
          values: option.values,
        })),
      variantsCount: { __typename: 'Count', count: product.variantIds.length, precision: 'EXACT' },
      totalInventory: () =>
        this.#store.variantsOf(product).reduce((sum, each) => sum + this.#quantity(each), 0),
      variants: (args: ConnectionArguments) =>
        connectionOf(
          'ProductVariant',
          this.#store.variantsOf(product).map(row => ({ id: row.id, value: row.position, row })),
          args,
          row => this.variant(row),
          2048,
        ),
      collections: (args: ConnectionArguments) =>
        connectionOf(
          'Collection',
          [...this.#store.collections.values()]
            .filter(each => each.productIds.includes(product.id))
            .map(row => ({ id: row.id, value: sortableId(row.id), row }))
            .sort(compareListed),
          args,
          row => this.collection(row),
        ),
      tracksInventory: () =>
        this.#store.variantsOf(product).some(each => this.#store.items.get(each.inventoryItemId)?.tracked),
      hasOnlyDefaultVariant: product.variantIds.length === 1 && product.options[0]?.name === 'Title',
    };
    return Object.assign(
      node,
      publishableFields(product.publishedAt, product.unpublishedOn, () => node),
    );
  }

  variant(variant: VariantRecord) {
    return {
      __typename: 'ProductVariant',
      id: gid('ProductVariant', variant.id),
      legacyResourceId: variant.id,
      title: variant.title,
      sku: variant.sku ?? null,
      barcode: variant.barcode ?? null,
      price: variant.price,
      compareAtPrice: variant.compareAtPrice ?? null,
      position: variant.position,
      taxable: variant.taxable,
      inventoryPolicy: variant.inventoryPolicy,
      createdAt: dateTime(variant.createdAt),
      updatedAt: dateTime(variant.updatedAt),
      inventoryQuantity: () => this.#quantity(variant),
      selectedOptions: variant.selectedOptions.map(each => ({ __typename: 'SelectedOption', ...each })),
      product: () => this.product(this.#store.products.get(variant.productId) as ProductRecord),
      inventoryItem: () => this.item(this.#store.items.get(variant.inventoryItemId) as InventoryItemRecord),
    };
  }

  item(item: InventoryItemRecord) {
    return {
      __typename: 'InventoryItem',
      id: gid('InventoryItem', item.id),
      legacyResourceId: item.id,
      tracked: item.tracked,
      sku: () => this.#store.variants.get(item.variantId)?.sku ?? null,
      createdAt: dateTime(item.createdAt),
      updatedAt: dateTime(item.updatedAt),
      variant: () => this.variant(this.#store.variants.get(item.variantId) as VariantRecord),
      inventoryLevels: (args: LevelArguments) =>
        this.#levels(this.#store.levelsOfItem.get(item.id) ?? [], args),
      inventoryLevel: ({ locationId }: { locationId: string }) => {
        const level = this.#store.levels.get(levelKey(item.id, idOf(locationId)));
        return level ? this.level(level) : null;
      },
    };
  }

  level(level: InventoryLevelRecord) {
    return {
      __typename: 'InventoryLevel',
      id: `${gid('InventoryLevel', level.id)}?inventory_item_id=${level.inventoryItemId}`,
      isActive: level.isActive,
      createdAt: dateTime(level.createdAt),
      updatedAt: dateTime(level.updatedAt),
      item: () => this.item(this.#store.items.get(level.inventoryItemId) as InventoryItemRecord),
      location: () => this.location(this.#store.locations.get(level.locationId) as LocationRecord),
      quantities: ({ names }: { names: readonly string[] }) =>
        names.map(name => ({
          __typename: 'InventoryQuantity',
          id: `${gid('InventoryQuantity', level.id)}?name=${name}`,
          name,
          quantity: quantityOf(level, name),
          updatedAt: name === 'available' ? dateTime(level.updatedAt) : null,
        })),
    };
  }

  /**
   * The object behind a gid; null when it is gone, as Shopify's `node` answers.
   * @throws RESOURCE_NOT_FOUND when it should be of another type.
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

  #levels(
    levels: readonly InventoryLevelRecord[],
    { query, includeInactive, ...page }: LevelArguments,
  ): object {
    const search = query ? parseSearch(query) : undefined;
    const chosen = levels.filter(each => {
      if (!each.isActive && !includeInactive) return false;
      return !search || fits(search, each, readLevel, () => '', new Set());
    });
    const listed = chosen.map(row => ({ id: row.id, value: sortableId(row.id), row })).sort(compareListed);
    return connectionOf('InventoryLevel', listed, page, row => this.level(row));
  }

  #quantity(variant: VariantRecord): number {
    return (this.#store.levelsOfItem.get(variant.inventoryItemId) ?? []).reduce(
      (sum, each) => sum + (each.isActive ? each.available : 0),
      0,
    );
  }
}

interface LevelArguments extends ConnectionArguments {
  readonly query?: string | null;
  readonly includeInactive?: boolean | null;
}

function readLevel(level: InventoryLevelRecord, field: string) {
  if (field === 'updated_at') return { time: level.updatedAt };
  if (field === 'created_at') return { time: level.createdAt };
  if (field === 'inventory_item_id') return { id: level.inventoryItemId };
  if (field === 'id') return { id: level.id };
  return undefined;
}

function orNull<T, R extends { __typename: string }>(row: T | undefined, toNode: (row: T) => R): R | null {
  return row === undefined ? null : toNode(row);
}
