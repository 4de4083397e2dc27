import type {
  CollectionRecord,
  CustomerRecord,
  DestroyRecord,
  InventoryLevelRecord,
  LocationRecord,
  OrderRecord,
  ProductRecord,
  ShopRecord,
  VariantRecord,
} from './records.ts';
import type { StockChange } from '../orders/order-stock.ts';
import { levelKey, Rows } from './rows.ts';

/** A change of the shop, as listeners get it. */
export interface StoreChange {
  readonly topic: string;
  readonly kind:
    'product' | 'item' | 'level' | 'location' | 'shop' | 'customer' | 'order' | 'refund' | 'collection';
  readonly id: string;
  /** Of two merged customers, the one that was deleted. */
  readonly mergedId?: string;
}

/** The only place where the shop's rows change. Times are the simulator's clock, whole seconds. */
export class Store extends Rows {
  readonly #listeners = new Set<(change: StoreChange) => void>();

  onChange(listener: (change: StoreChange) => void): void {
    this.#listeners.add(listener);
  }

  saveProduct(product: ProductRecord): void {
    const topic = this.products.has(product.id) ? 'products/update' : 'products/create';
    this.products.set(product.id, { ...product, updatedAt: this.now() });
    this.#tell({ topic, kind: 'product', id: product.id });
  }

  /** Stores a variant with its inventory item; a new one is stocked at the first active location, with a count of 0. */
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
    const topic = item ? 'inventory_items/update' : 'inventory_items/create';
    this.#tell({ topic, kind: 'item', id: variant.inventoryItemId });
    if (!isNew) return;
    const primary = [...this.locations.values()].find(each => each.isActive);
    if (primary) this.setLevel(variant.inventoryItemId, primary.id, { available: 0, isActive: true });
  }

  deleteVariant(id: string): void {
    const variant = this.variants.get(id);
    if (!variant) return;
    const itemId = variant.inventoryItemId;
    this.variants.delete(id);
    this.items.delete(itemId);
    for (const { locationId } of this.levelsOfItem.get(itemId) ?? [])
      this.levels.delete(levelKey(itemId, locationId));
    this.levelsOfItem.delete(itemId);
    this.#tell({ topic: 'inventory_items/delete', kind: 'item', id: itemId });
  }

  /** Deletes a product, its variants and its places in collections. */
  deleteProduct(id: string): boolean {
    const product = this.products.get(id);
    if (!product) return false;
    for (const variantId of product.variantIds) this.deleteVariant(variantId);
    this.products.delete(id);
    this.#destroy('PRODUCT', id);
    this.#tell({ topic: 'products/delete', kind: 'product', id });
    for (const each of [...this.collections.values()].filter(({ productIds }) => productIds.includes(id)))
      this.saveCollection({ ...each, productIds: each.productIds.filter(other => other !== id) });
    return true;
  }

  /** Changes the given values of a level. On hand is `available` plus every state but `incoming`. */
  setLevel(
    itemId: string,
    locationId: string,
    change: { available?: number; isActive?: boolean; states?: InventoryLevelRecord['states'] },
  ): void {
    const key = levelKey(itemId, locationId);
    const now = this.now();
    const known = this.levels.get(key);
    const available = change.available ?? known?.available ?? 0;
    const isActive = change.isActive ?? known?.isActive ?? true;
    const states = Object.fromEntries(
      Object.entries({ ...known?.states, ...change.states }).filter(([, count]) => count !== 0),
    );
    const level: InventoryLevelRecord = {
      id: known?.id ?? this.newId(),
      inventoryItemId: itemId,
      locationId,
      available,
      onHand:
        (known?.onHand ?? 0) +
        available -
        (known?.available ?? 0) +
        heldIn(states) -
        heldIn(known?.states ?? {}),
      ...(Object.keys(states).length > 0 ? { states } : {}),
      isActive,
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
    };
    this.levels.set(key, level);
    const all = this.levelsOfItem.get(itemId) ?? [];
    const isListed = all.some(each => each.locationId === locationId);
    const next = isListed
      ? all.map(each => (each.locationId === locationId ? level : each))
      : [...all, level];
    this.levelsOfItem.set(itemId, next);
    const topic = !known || (isActive && !known.isActive) ? 'connect' : isActive ? 'update' : 'disconnect';
    this.#tell({ topic: `inventory_levels/${topic}`, kind: 'level', id: key });
  }

  /** Applies the stock that an order takes or returns. */
  applyStock(changes: readonly StockChange[]): void {
    for (const { itemId, locationId, available, committed } of changes)
      this.setLevel(itemId, locationId, { available, states: { committed } });
  }

  saveLocation(location: LocationRecord): void {
    const known = this.locations.get(location.id);
    this.locations.set(location.id, { ...location, updatedAt: this.now() });
    const change = !known ? 'create' : known.isActive === location.isActive ? 'update' : undefined;
    const topic = change ?? (location.isActive ? 'activate' : 'deactivate');
    this.#tell({ topic: `locations/${topic}`, kind: 'location', id: location.id });
  }

  deleteLocation(id: string): boolean {
    if (!this.locations.delete(id)) return false;
    for (const [key, level] of [...this.levels].filter(([, each]) => each.locationId === id)) {
      this.levels.delete(key);
      const others = (this.levelsOfItem.get(level.inventoryItemId) ?? []).filter(
        each => each.locationId !== id,
      );
      this.levelsOfItem.set(level.inventoryItemId, others);
    }
    this.#tell({ topic: 'locations/delete', kind: 'location', id });
    return true;
  }

  saveShop(change: Partial<ShopRecord>): void {
    const before = { ...this.shop };
    Object.assign(this.shop, change, { updatedAt: this.now() });
    this.write({ table: 'shop', key: this.shop.id, before, after: { ...this.shop } });
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

  /** Merges two customers: orders and addresses move to `kept`. */
  mergeCustomers(kept: CustomerRecord, goneId: string): boolean {
    const gone = this.customers.get(goneId);
    if (!gone || !this.customers.has(kept.id) || kept.id === goneId) return false;
    this.customers.delete(goneId);
    this.saveCustomer({ ...kept, addresses: [...kept.addresses, ...gone.addresses] });
    for (const order of [...this.orders.values()].filter(each => each.customerId === goneId))
      this.saveOrder({ ...order, customerId: kept.id });
    this.#destroy('CUSTOMER', goneId);
    this.#tell({ topic: 'customers/merge', kind: 'customer', id: kept.id, mergedId: goneId });
    return true;
  }

  /** Stores an order; also updates its customer, if the number or the total of the customer's orders changes. */
  saveOrder(order: OrderRecord, topic?: 'orders/cancelled' | 'refunds/create'): void {
    const known = this.orders.get(order.id);
    const next = { ...order, updatedAt: this.now() };
    const before = JSON.stringify(this.boughtBy.get(order.customerId ?? ''));
    if (known) this.countBought(known, -1);
    this.orders.set(order.id, next);
    this.countName(next);
    this.countBought(next, 1);
    this.#tell({ topic: known ? 'orders/updated' : 'orders/create', kind: 'order', id: order.id });
    if (topic) this.#tell({ topic, kind: topic === 'refunds/create' ? 'refund' : 'order', id: order.id });
    if (JSON.stringify(this.boughtBy.get(order.customerId ?? '')) !== before)
      this.#touchCustomer(order.customerId);
  }

  deleteOrder(id: string): boolean {
    const order = this.orders.get(id);
    if (!order) return false;
    this.orders.delete(id);
    this.countBought(order, -1);
    this.#destroy('ORDER', id);
    this.#tell({ topic: 'orders/delete', kind: 'order', id });
    this.#touchCustomer(order.customerId);
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

  #touchCustomer(id: string | undefined): void {
    const customer = this.customers.get(id ?? '');
    if (customer) this.saveCustomer(customer);
  }

  #destroy(subjectType: DestroyRecord['subjectType'], subjectId: string): void {
    const id = this.newId();
    this.destroyed.set(id, { id, subjectType, subjectId, createdAt: this.now() });
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function heldIn({ incoming: _incoming, ...held }: NonNullable<InventoryLevelRecord['states']>): number {
  return Object.values(held).reduce((sum, each) => sum + each, 0);
}
