import { badRequest, compareListed, connectionOf, type ConnectionArguments } from './connection.ts';
import { TradeNodes } from './trade-nodes.ts';
import type {
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
  ProductRecord,
  ShopRecord,
  VariantRecord,
} from './records.ts';
import { fits, parseSearch } from './search-syntax.ts';
import { levelKey, type Store } from './store.ts';

/** Rows as GraphQL objects. What is not here is not simulated, and asking for it is an error. */
export class Nodes {
  readonly #store: Store;
  readonly #origin: () => string;
  readonly trade: TradeNodes;

  constructor(store: Store, origin: () => string) {
    this.#store = store;
    this.#origin = origin;
    this.trade = new TradeNodes(store, () => this);
  }

  shop(shop: ShopRecord = this.#store.shop) {
    return {
      __typename: 'Shop',
      id: gid('Shop', shop.id),
      name: shop.name,
      email: shop.email,
      myshopifyDomain: shop.domain,
      url: `https://${shop.domain}`,
      currencyCode: shop.currencyCode,
      taxesIncluded: shop.taxesIncluded,
      taxShipping: false,
      shopAddress: {
        __typename: 'ShopAddress',
        formatted: ['Harbour Street 12', '3011 AB Rotterdam', 'Netherlands'],
        countryCodeV2: shop.countryCode,
      },
      ianaTimezone: shop.ianaTimezone,
      updatedAt: dateTime(shop.updatedAt),
    };
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
        address2: null,
        city: location.city,
        zip: location.zip,
        countryCode: location.countryCode,
        formatted: [location.address1, `${location.zip} ${location.city}`, location.countryCode],
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
    return {
      __typename: 'Product',
      id: gid('Product', product.id),
      legacyResourceId: product.id,
      title: product.title,
      handle: product.handle,
      vendor: product.vendor,
      productType: product.productType,
      status: product.status,
      tags: [...product.tags].sort(),
      publishedOnPublication: ({ publicationId }: { publicationId: string }) =>
        product.publishedAt !== undefined && !(product.unpublishedOn ?? []).includes(idOf(publicationId)),
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
    };
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
        names.map(name => {
          if (name !== 'available' && name !== 'on_hand')
            throw badRequest(`not simulated: inventory quantity ${name}`);
          return {
            __typename: 'InventoryQuantity',
            name,
            quantity: name === 'available' ? level.available : level.onHand,
          };
        }),
    };
  }

  /** The object behind a gid; null when it is gone, as Shopify's `node` answers. */
  byGid(id: string): { __typename: string } | null {
    const [type, key] = [typeOf(id), idOf(id)];
    const { store } = { store: this.#store };
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
        return orNull(store.customers.get(key), row => this.trade.customer(row));
      case 'Order':
        return orNull(store.orders.get(key), row => this.trade.order(row));
      case 'Collection':
        return orNull(store.collections.get(key), row => this.trade.collection(row));
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
    const listed = chosen
      .map(row => ({ id: row.id, value: row.id.padStart(20, '0'), row }))
      .sort(compareListed);
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

export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}

export function idOf(gidText: string): string {
  const match = /^gid:\/\/shopify\/\w+\/(\d+)(?:\?.*)?$/.exec(gidText);
  if (!match?.[1]) throw badRequest(`Invalid global id '${gidText}'`);
  return match[1];
}

export function typeOf(gidText: string): string {
  const match = /^gid:\/\/shopify\/(\w+)\/\d+/.exec(gidText);
  if (!match?.[1]) throw badRequest(`Invalid global id '${gidText}'`);
  return match[1];
}

/** Shopify's output format: UTC, whole seconds. */
export function dateTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
