import { orderTotals } from './order-totals.ts';
import type {
  CollectionRecord,
  CustomerRecord,
  DestroyRecord,
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
  OrderRecord,
  ProductRecord,
  ShopRecord,
  ShopRecords,
  VariantRecord,
} from './records.ts';

/** What a change means to those who are told of it. */
export interface StoreChange {
  readonly topic: string;
  readonly kind: 'product' | 'level' | 'location' | 'shop' | 'customer' | 'order' | 'refund' | 'collection';
  readonly id: string;
  /** Of two customers that became one, the one that went. */
  readonly mergedId?: string;
}

/** The rows of the shop, and the one place where they change. Times are the simulator's clock, whole seconds. */
export class Store {
  readonly shop: ShopRecord;
  readonly locations = new Map<string, LocationRecord>();
  readonly products = new Map<string, ProductRecord>();
  readonly variants = new Map<string, VariantRecord>();
  readonly items = new Map<string, InventoryItemRecord>();
  /** By `itemId@locationId`. */
  readonly levels = new Map<string, InventoryLevelRecord>();
  readonly levelsOfItem = new Map<string, InventoryLevelRecord[]>();
  readonly customers = new Map<string, CustomerRecord>();
  readonly orders = new Map<string, OrderRecord>();
  readonly collections = new Map<string, CollectionRecord>();
  /** By customer: how many orders, and what they came to in cents. */
  readonly boughtBy = new Map<string, { orders: number; cents: number }>();
  readonly destroyed: DestroyRecord[] = [];
  readonly #now: () => number;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #lastId: bigint;

  constructor(records: ShopRecords, now: () => number, firstId = 90_000_000_000_000n) {
    this.#now = now;
    this.shop = { ...records.shop };
    this.#lastId = firstId;
    this.load(records);
  }

  /** Another shop's rows in place of all that are here. Nobody is told. */
  load(records: ShopRecords): void {
    Object.assign(this.shop, records.shop);
    const maps = [this.locations, this.products, this.variants, this.items, this.customers];
    for (const map of [...maps, this.orders, this.collections, this.levels, this.levelsOfItem, this.boughtBy])
      map.clear();
    this.destroyed.length = 0;
    for (const each of records.locations) this.locations.set(each.id, each);
    for (const each of records.products) this.products.set(each.id, each);
    for (const each of records.variants) this.variants.set(each.id, each);
    for (const each of records.customers ?? []) this.customers.set(each.id, each);
    for (const each of records.collections ?? []) this.collections.set(each.id, each);
    for (const each of records.orders ?? []) {
      this.orders.set(each.id, each);
      this.#bought(each, 1);
    }
    for (const each of records.inventoryItems) this.items.set(each.id, each);
    for (const each of records.inventoryLevels) this.#indexLevel(each);
    this.destroyed.push(...(records.destroyed ?? []));
    const used = [
      this.products,
      this.variants,
      this.items,
      this.customers,
      this.orders,
      this.collections,
    ].flatMap(each => [...each.keys()]);
    for (const id of [...used, ...records.inventoryLevels.map(each => each.id)])
      if (BigInt(id) > this.#lastId) this.#lastId = BigInt(id);
  }

  records(): ShopRecords {
    return {
      shop: this.shop,
      locations: [...this.locations.values()],
      products: [...this.products.values()],
      variants: [...this.variants.values()],
      inventoryItems: [...this.items.values()],
      inventoryLevels: [...this.levels.values()],
      customers: [...this.customers.values()],
      orders: [...this.orders.values()],
      collections: [...this.collections.values()],
      destroyed: [...this.destroyed],
    };
  }

  onChange(listener: (change: StoreChange) => void): void {
    this.#listeners.add(listener);
  }

  /** The simulator's time, whole seconds as Shopify's. */
  now(): number {
    return Math.floor(this.#now() / 1000) * 1000;
  }

  newId(): string {
    this.#lastId += 17n;
    return String(this.#lastId);
  }

  variantsOf(product: ProductRecord): VariantRecord[] {
    return product.variantIds.flatMap(id => this.variants.get(id) ?? []);
  }

  saveProduct(product: ProductRecord): void {
    const topic = this.products.has(product.id) ? 'products/update' : 'products/create';
    this.products.set(product.id, { ...product, updatedAt: this.now() });
    this.#tell({ topic, kind: 'product', id: product.id });
  }

  /** Stores a variant with its inventory item; a new one is stocked at every active location with none. */
  saveVariant(variant: VariantRecord, tracked: boolean): void {
    const now = this.now();
    const isNew = !this.variants.has(variant.id);
    this.variants.set(variant.id, { ...variant, updatedAt: now });
    const item = this.items.get(variant.inventoryItemId);
    this.items.set(variant.inventoryItemId, {
      id: variant.inventoryItemId,
      variantId: variant.id,
      cost: item?.cost,
      tracked,
      createdAt: item?.createdAt ?? now,
      updatedAt: now,
    });
    if (!isNew) return;
    for (const location of this.locations.values()) {
      if (location.isActive)
        this.setLevel(variant.inventoryItemId, location.id, { available: 0, isActive: true });
    }
  }

  deleteVariant(id: string): void {
    const variant = this.variants.get(id);
    if (!variant) return;
    this.variants.delete(id);
    this.items.delete(variant.inventoryItemId);
    for (const level of this.levelsOfItem.get(variant.inventoryItemId) ?? []) {
      this.levels.delete(levelKey(level.inventoryItemId, level.locationId));
    }
    this.levelsOfItem.delete(variant.inventoryItemId);
  }

  deleteProduct(id: string): boolean {
    const product = this.products.get(id);
    if (!product) return false;
    for (const variantId of product.variantIds) this.deleteVariant(variantId);
    this.products.delete(id);
    this.#destroy('PRODUCT', id);
    this.#tell({ topic: 'products/delete', kind: 'product', id });
    return true;
  }

  setLevel(itemId: string, locationId: string, change: { available?: number; isActive?: boolean }): void {
    const key = levelKey(itemId, locationId);
    const now = this.now();
    const known = this.levels.get(key);
    const available = change.available ?? known?.available ?? 0;
    const isActive = change.isActive ?? known?.isActive ?? true;
    this.#indexLevel({
      id: known?.id ?? this.newId(),
      inventoryItemId: itemId,
      locationId,
      available,
      onHand: (known?.onHand ?? 0) + available - (known?.available ?? 0),
      isActive,
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
    });
    const topic = !known || (isActive && !known.isActive) ? 'connect' : isActive ? 'update' : 'disconnect';
    this.#tell({ topic: `inventory_levels/${topic}`, kind: 'level', id: key });
  }

  saveLocation(location: LocationRecord): void {
    const topic = this.locations.has(location.id) ? 'locations/update' : 'locations/create';
    this.locations.set(location.id, { ...location, updatedAt: this.now() });
    this.#tell({ topic, kind: 'location', id: location.id });
  }

  deleteLocation(id: string): void {
    this.locations.delete(id);
    for (const [key, level] of this.levels) {
      if (level.locationId !== id) continue;
      this.levels.delete(key);
      const others = (this.levelsOfItem.get(level.inventoryItemId) ?? []).filter(each => each !== level);
      this.levelsOfItem.set(level.inventoryItemId, others);
    }
    this.#tell({ topic: 'locations/delete', kind: 'location', id });
  }

  saveShop(change: Partial<ShopRecord>): void {
    Object.assign(this.shop, change, { updatedAt: this.now() });
    this.#tell({ topic: 'shop/update', kind: 'shop', id: this.shop.id });
  }

  saveCustomer(customer: CustomerRecord): void {
    const topic = this.customers.has(customer.id) ? 'customers/update' : 'customers/create';
    this.customers.set(customer.id, { ...customer, updatedAt: this.now() });
    this.#tell({ topic, kind: 'customer', id: customer.id });
  }

  deleteCustomer(id: string): boolean {
    if (!this.customers.delete(id)) return false;
    this.#destroy('CUSTOMER', id);
    this.#tell({ topic: 'customers/delete', kind: 'customer', id });
    return true;
  }

  /** Two become one: orders and addresses move to the one that stays. */
  mergeCustomers(keptId: string, goneId: string): boolean {
    const [kept, gone] = [this.customers.get(keptId), this.customers.get(goneId)];
    if (!kept || !gone || keptId === goneId) return false;
    for (const order of [...this.orders.values()].filter(each => each.customerId === goneId))
      this.saveOrder({ ...order, customerId: keptId });
    this.customers.delete(goneId);
    this.#destroy('CUSTOMER', goneId);
    this.saveCustomer({ ...kept, addresses: [...kept.addresses, ...gone.addresses] });
    this.#tell({ topic: 'customers/merge', kind: 'customer', id: keptId, mergedId: goneId });
    return true;
  }

  saveOrder(order: OrderRecord, topic?: 'orders/cancelled' | 'refunds/create'): void {
    const known = this.orders.get(order.id);
    const next = { ...order, updatedAt: this.now() };
    if (known) this.#bought(known, -1);
    this.orders.set(order.id, next);
    this.#bought(next, 1);
    this.#tell({ topic: known ? 'orders/updated' : 'orders/create', kind: 'order', id: order.id });
    if (topic) this.#tell({ topic, kind: topic === 'refunds/create' ? 'refund' : 'order', id: order.id });
    const customer = known ? undefined : this.customers.get(order.customerId ?? '');
    if (customer) this.saveCustomer(customer);
  }

  deleteOrder(id: string): boolean {
    const order = this.orders.get(id);
    if (!order) return false;
    this.orders.delete(id);
    this.#bought(order, -1);
    this.#destroy('ORDER', id);
    this.#tell({ topic: 'orders/delete', kind: 'order', id });
    return true;
  }

  saveCollection(collection: CollectionRecord): void {
    const topic = this.collections.has(collection.id) ? 'collections/update' : 'collections/create';
    this.collections.set(collection.id, { ...collection, updatedAt: this.now() });
    this.#tell({ topic, kind: 'collection', id: collection.id });
  }

  deleteCollection(id: string): boolean {
    if (!this.collections.delete(id)) return false;
    this.#destroy('COLLECTION', id);
    this.#tell({ topic: 'collections/delete', kind: 'collection', id });
    return true;
  }

  #bought(order: OrderRecord, sign: 1 | -1): void {
    if (order.customerId === undefined) return;
    const before = this.boughtBy.get(order.customerId) ?? { orders: 0, cents: 0 };
    this.boughtBy.set(order.customerId, {
      orders: before.orders + sign,
      cents: before.cents + sign * orderTotals(order, this.shop.taxesIncluded).total,
    });
  }

  #destroy(subjectType: DestroyRecord['subjectType'], subjectId: string): void {
    this.destroyed.push({ id: this.newId(), subjectType, subjectId, createdAt: this.now() });
  }

  #indexLevel(level: InventoryLevelRecord): void {
    const key = levelKey(level.inventoryItemId, level.locationId);
    this.levels.set(key, level);
    const others = (this.levelsOfItem.get(level.inventoryItemId) ?? []).filter(
      each => each.locationId !== level.locationId,
    );
    this.levelsOfItem.set(level.inventoryItemId, [...others, level]);
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

export function levelKey(itemId: string, locationId: string): string {
  return `${itemId}@${locationId}`;
}
