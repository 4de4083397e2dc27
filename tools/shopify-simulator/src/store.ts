import type {
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
  ProductRecord,
  ShopRecord,
  ShopRecords,
  VariantRecord,
} from './records.ts';

/** What a change means to those who are told of it. */
export interface StoreChange {
  readonly topic: string;
  readonly kind: 'product' | 'level' | 'location' | 'shop';
  readonly id: string;
}

export interface DestroyEvent {
  readonly id: string;
  readonly subjectId: string;
  readonly createdAt: number;
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
  readonly destroyed: DestroyEvent[] = [];
  readonly #now: () => number;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #lastId = 0;

  constructor(records: ShopRecords, now: () => number) {
    this.#now = now;
    this.shop = records.shop;
    for (const each of records.locations) this.locations.set(each.id, each);
    for (const each of records.products) this.products.set(each.id, each);
    for (const each of records.variants) this.variants.set(each.id, each);
    for (const each of records.inventoryItems) this.items.set(each.id, each);
    for (const each of records.inventoryLevels) this.#indexLevel(each);
    this.#lastId = [
      ...this.products.keys(),
      ...this.variants.keys(),
      ...this.items.keys(),
      ...records.inventoryLevels.map(each => each.id),
    ]
      .map(Number)
      .reduce((a, b) => Math.max(a, b), 90_000_000_000_000);
  }

  records(): ShopRecords {
    return {
      shop: this.shop,
      locations: [...this.locations.values()],
      products: [...this.products.values()],
      variants: [...this.variants.values()],
      inventoryItems: [...this.items.values()],
      inventoryLevels: [...this.levels.values()],
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
    this.#lastId += 17;
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
    this.destroyed.push({ id: this.newId(), subjectId: id, createdAt: this.now() });
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
