import { History } from './history.ts';
import { orderTotals } from '../orders/order-totals.ts';
import type {
  CollectionRecord,
  CustomerRecord,
  DestroyRecord,
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
  MetafieldDefinitionRecord,
  OrderRecord,
  ProductRecord,
  ShopRecord,
  ShopRecords,
  VariantRecord,
} from './records.ts';
import { Table, type RowWrite } from './table.ts';

/** The shop's rows by table, with indexes derived from them and a history of the last minutes. */
export class Rows {
  readonly shop: ShopRecord;
  protected readonly write = (write: RowWrite): void => {
    this.#history.add(write);
    for (const listener of this.#writeListeners) listener(write);
  };
  readonly locations = new Table<LocationRecord>('locations', this.write);
  readonly products = new Table<ProductRecord>('products', this.write);
  readonly variants = new Table<VariantRecord>('variants', this.write);
  readonly items = new Table<InventoryItemRecord>('inventoryItems', this.write);
  /** By `itemId@locationId`. */
  readonly levels = new Table<InventoryLevelRecord>('inventoryLevels', this.write);
  readonly customers = new Table<CustomerRecord>('customers', this.write);
  readonly orders = new Table<OrderRecord>('orders', this.write);
  readonly collections = new Table<CollectionRecord>('collections', this.write);
  readonly destroyed = new Table<DestroyRecord>('destroyed', this.write);
  readonly metafieldDefinitions = new Table<MetafieldDefinitionRecord>('metafieldDefinitions', this.write);
  readonly levelsOfItem = new Map<string, InventoryLevelRecord[]>();
  /** By customer: the number of orders and their total in cents. */
  readonly boughtBy = new Map<string, { orders: number; cents: number }>();
  readonly #now: () => number;
  readonly #history: History;
  readonly #writeListeners = new Set<(write: RowWrite) => void>();
  readonly #loadListeners = new Set<() => void>();
  #lastId: bigint;
  #lastOrderNumber = 1000;

  constructor(records: ShopRecords, now: () => number, firstId = 90_000_000_000_000n) {
    this.#now = now;
    this.#history = new History(now);
    this.shop = { ...records.shop };
    this.#lastId = firstId;
    this.load(records);
  }

  /** Replaces all rows with another shop's. `onLoad` listeners are told, `onChange` listeners are not. */
  load(records: ShopRecords, firstId?: bigint): void {
    if (firstId !== undefined) this.#lastId = firstId;
    Object.assign(this.shop, records.shop);
    const byId = (row: { id: string }) => row.id;
    this.locations.load(records.locations, byId);
    this.products.load(records.products, byId);
    this.variants.load(records.variants, byId);
    this.items.load(records.inventoryItems, byId);
    this.levels.load(records.inventoryLevels, each => levelKey(each.inventoryItemId, each.locationId));
    this.customers.load(records.customers ?? [], byId);
    this.orders.load(records.orders ?? [], byId);
    this.collections.load(records.collections ?? [], byId);
    this.destroyed.load(records.destroyed ?? [], byId);
    this.metafieldDefinitions.load(records.metafieldDefinitions ?? [], byId);
    this.levelsOfItem.clear();
    for (const level of this.levels.values()) {
      const others = this.levelsOfItem.get(level.inventoryItemId);
      if (others) others.push(level);
      else this.levelsOfItem.set(level.inventoryItemId, [level]);
    }
    this.boughtBy.clear();
    this.#lastOrderNumber = 1000;
    for (const each of this.orders.values()) {
      this.countBought(each, 1);
      this.countName(each);
    }
    this.#lastId = [...this.#tables(), this.levelsOfItem]
      .flatMap(each => [...each.values()].flat() as { id: string }[])
      .reduce((last, { id }) => (BigInt(id) > last ? BigInt(id) : last), this.#lastId);
    this.#history.clear();
    for (const listener of this.#loadListeners) listener();
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
      destroyed: [...this.destroyed.values()],
      metafieldDefinitions: [...this.metafieldDefinitions.values()],
    };
  }

  /** A place in the order of the shop's changes, for `stateAt`: the present one, or that of `beforeMs` ago. */
  mark(beforeMs = 0): number {
    return beforeMs === 0 ? this.#history.mark() : this.#history.markBefore(beforeMs);
  }

  /** The shop as it was at a mark; `this` when nothing changed since. Read-only. */
  stateAt(mark: number): Rows {
    return this.#history.mark() === mark ? this : this.copyAt(mark);
  }

  /** A copy of the shop as it was at a mark; later changes do not reach it. Read-only. */
  copyAt(mark: number): Rows {
    const copy = new Rows(emptyShop(this.shop), this.#now);
    const tables = new Map(copy.#allTables().map(each => [each.name, each]));
    for (const table of this.#allTables()) tables.get(table.name)?.copy(table);
    for (const [itemId, levels] of this.levelsOfItem) copy.levelsOfItem.set(itemId, levels);
    for (const [customerId, bought] of this.boughtBy) copy.boughtBy.set(customerId, bought);
    copy.#lastId = this.#lastId;
    copy.#lastOrderNumber = this.#lastOrderNumber;
    for (const write of this.#history.since(mark)) copy.#undo(write, tables.get(write.table));
    return copy;
  }

  /** Undoes a write, and its effect on the derived indexes. */
  #undo({ key, before, after }: RowWrite, table: Table<object> | undefined): void {
    if (!table) {
      Object.assign(this.shop, before);
      return;
    }
    table.undo(key, before);
    if (table.name === 'inventoryLevels') this.#relist((before ?? after) as InventoryLevelRecord, before);
    if (table.name !== 'orders') return;
    if (after) this.countBought(after as OrderRecord, -1);
    if (before) this.countBought(before as OrderRecord, 1);
  }

  #relist({ inventoryItemId, locationId }: InventoryLevelRecord, level: object | undefined): void {
    const all = this.levelsOfItem.get(inventoryItemId) ?? [];
    const isListed = all.some(each => each.locationId === locationId);
    const next = (isListed ? all : [...all, undefined]).flatMap(each =>
      each === undefined || each.locationId === locationId ? ((level as InventoryLevelRecord) ?? []) : each,
    );
    if (next.length > 0) this.levelsOfItem.set(inventoryItemId, next);
    else this.levelsOfItem.delete(inventoryItemId);
  }

  /** Calls `listener` for every row written; derived indexes are not reported. */
  onWrite(listener: (write: RowWrite) => void): void {
    this.#writeListeners.add(listener);
  }

  /** Calls `listener` when all rows were replaced. */
  onLoad(listener: () => void): void {
    this.#loadListeners.add(listener);
  }

  /** The simulator's time in milliseconds, cut to whole seconds as Shopify does. */
  now(): number {
    return Math.floor(this.#now() / 1000) * 1000;
  }

  newId(): string {
    this.#lastId += 17n;
    return String(this.#lastId);
  }

  /** The next order name. Numbers are never reused, even after their orders were deleted. */
  newOrderName(): string {
    return `#${this.#lastOrderNumber + 1}`;
  }

  variantsOf(product: ProductRecord): VariantRecord[] {
    return product.variantIds.flatMap(id => this.variants.get(id) ?? []);
  }

  protected countName({ name }: OrderRecord): void {
    this.#lastOrderNumber = Math.max(this.#lastOrderNumber, Number(/^#(\d+)$/.exec(name)?.[1] ?? 0));
  }

  protected countBought(order: OrderRecord, sign: 1 | -1): void {
    if (order.customerId === undefined) return;
    const before = this.boughtBy.get(order.customerId) ?? { orders: 0, cents: 0 };
    this.boughtBy.set(order.customerId, {
      orders: before.orders + sign,
      cents: before.cents + sign * orderTotals(order, this.shop.taxesIncluded).current.total,
    });
  }

  #allTables(): Table<object>[] {
    return [...this.#tables(), this.levels] as Table<object>[];
  }

  #tables() {
    const { locations, products, variants, items, customers, orders, collections } = this;
    const { destroyed, metafieldDefinitions } = this;
    return [
      ...[locations, products, variants, items, customers],
      ...[orders, collections, destroyed, metafieldDefinitions],
    ];
  }
}

function emptyShop(shop: ShopRecord): ShopRecords {
  return { shop, locations: [], products: [], variants: [], inventoryItems: [], inventoryLevels: [] };
}

export function levelKey(itemId: string, locationId: string): string {
  return `${itemId}@${locationId}`;
}
