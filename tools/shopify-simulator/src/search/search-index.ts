import { displayName } from '../customers/customer-node.ts';
import type { CollectionRecord, CustomerRecord, OrderRecord, VariantRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import {
  productWords,
  readCollection,
  readCustomer,
  readOrder,
  readProduct,
  readVariant,
  type ProductEntry,
} from './search-fields.ts';
import { fits, parseSearch, type FieldValue } from './search-syntax.ts';
import type { StoreChange } from '../shop/store.ts';

/** How one kind of row is indexed. */
interface Searched<E> {
  readonly kind: StoreChange['kind'];
  readonly ids: () => Iterable<string>;
  readonly entry: (id: string) => E | undefined;
  readonly field: (entry: E, field: string) => FieldValue | undefined;
  readonly words: (entry: E) => string;
}

/** Subscribes a listener to changes. */
export type Changes = (listener: (change: StoreChange) => void) => void;

/** One kind's part of the index: applies a change `lagMs` after it happened. */
class LaggingIndex<E> {
  readonly #of: Searched<E>;
  readonly #entries = new Map<string, E>();
  readonly #due: { at: number; id: string; entry: E | undefined }[] = [];
  readonly #owner: SearchIndex;

  constructor(owner: SearchIndex, changes: Changes, of: Searched<E>) {
    this.#owner = owner;
    this.#of = of;
    this.rebuild();
    changes(change => {
      if (change.kind !== of.kind) return;
      this.#due.push({ at: owner.now(), id: change.id, entry: of.entry(change.id) });
      if (change.mergedId) this.#due.push({ at: owner.now(), id: change.mergedId, entry: undefined });
    });
  }

  /** Indexes the present rows anew, without lag. */
  rebuild(): void {
    this.#due.length = 0;
    this.#entries.clear();
    for (const id of this.#of.ids()) this.#set(id, this.#of.entry(id));
  }

  /** Indexed entries that match; `unknown` collects the fields that filter nothing. */
  find(query: string, unknown: Set<string>): E[] {
    this.#catchUp();
    const search = parseSearch(query);
    return [...this.#entries]
      .filter(
        ([id, entry]) =>
          !this.#owner.missing.has(id) && fits(search, entry, this.#of.field, this.#of.words, unknown),
      )
      .map(([, entry]) => entry);
  }

  all(): E[] {
    this.#catchUp();
    return [...this.#entries].filter(([id]) => !this.#owner.missing.has(id)).map(([, entry]) => entry);
  }

  #catchUp(): void {
    const until = this.#owner.now() - this.#owner.lagMs;
    for (let next = this.#due[0]; next && next.at <= until; next = this.#due[0]) {
      this.#due.shift();
      this.#set(next.id, next.entry);
    }
  }

  #set(id: string, entry: E | undefined): void {
    if (entry === undefined) this.#entries.delete(id);
    else this.#entries.set(id, entry);
  }
}

/**
 * Shopify answers `query:` from an index that lags behind its database; reads by id do not. This index applies a change
 * `lagMs` after it happened, and never finds the ids in `missing`.
 */
export class SearchIndex {
  readonly now: () => number;
  readonly missing = new Set<string>();
  lagMs: number;
  readonly products: LaggingIndex<ProductEntry>;
  readonly customers: LaggingIndex<CustomerRecord>;
  readonly orders: LaggingIndex<OrderRecord>;
  readonly collections: LaggingIndex<CollectionRecord>;

  constructor(store: Rows, now: () => number, lagMs: number, changes: Changes) {
    this.now = now;
    this.lagMs = lagMs;
    this.products = new LaggingIndex<ProductEntry>(this, changes, {
      kind: 'product',
      ids: () => store.products.keys(),
      entry: id => {
        const product = store.products.get(id);
        return product && { product, variants: store.variantsOf(product) };
      },
      field: readProduct,
      words: productWords,
    });
    this.customers = new LaggingIndex(this, changes, {
      kind: 'customer',
      ids: () => store.customers.keys(),
      entry: id => store.customers.get(id),
      field: readCustomer,
      words: each => `${displayName(each)} ${each.email ?? ''} ${each.phone ?? ''}`,
    });
    this.orders = new LaggingIndex(this, changes, {
      kind: 'order',
      ids: () => store.orders.keys(),
      entry: id => store.orders.get(id),
      field: (each, field) => readOrder(each, field, store),
      words: each => `${each.name} ${each.email ?? ''}`,
    });
    this.collections = new LaggingIndex(this, changes, {
      kind: 'collection',
      ids: () => store.collections.keys(),
      entry: id => store.collections.get(id),
      field: readCollection,
      words: each => each.title,
    });
  }

  rebuild(): void {
    this.missing.clear();
    for (const each of [this.products, this.customers, this.orders, this.collections]) each.rebuild();
  }

  /** Variants that match; their words include their product's title. */
  variants(query: string, unknown: Set<string>): VariantRecord[] {
    const search = parseSearch(query);
    return this.products.all().flatMap(({ product, variants }) => {
      const words = (row: VariantRecord) =>
        `${product.title} ${row.title} ${row.sku ?? ''} ${row.barcode ?? ''}`;
      return variants.filter(
        each => !this.missing.has(each.id) && fits(search, each, readVariant, words, unknown),
      );
    });
  }
}
