import { displayName } from './trade-nodes.ts';
import { financialStatus, orderTotals } from './order-totals.ts';
import type {
  CollectionRecord,
  CustomerRecord,
  OrderRecord,
  ProductRecord,
  VariantRecord,
} from './records.ts';
import { fits, parseSearch, type FieldValue } from './search-syntax.ts';
import type { Store, StoreChange } from './store.ts';

/** What the index knows of a product: its state at some time in the past. */
export interface ProductEntry {
  readonly product: ProductRecord;
  readonly variants: readonly VariantRecord[];
}

/** How one kind of thing is searched. */
interface Searched<E> {
  readonly kind: StoreChange['kind'];
  readonly ids: () => Iterable<string>;
  readonly entry: (id: string) => E | undefined;
  readonly field: (entry: E, field: string) => FieldValue | undefined;
  readonly words: (entry: E) => string;
}

/** One kind's part of the index: takes a change `lagMs` after it happened. */
class LaggingIndex<E> {
  readonly #of: Searched<E>;
  readonly #entries = new Map<string, E>();
  readonly #due: { at: number; id: string; entry: E | undefined }[] = [];
  readonly #owner: SearchIndex;

  constructor(owner: SearchIndex, store: Store, of: Searched<E>) {
    this.#owner = owner;
    this.#of = of;
    this.rebuild();
    store.onChange(change => {
      if (change.kind !== of.kind) return;
      this.#due.push({ at: owner.now(), id: change.id, entry: of.entry(change.id) });
      if (change.mergedId) this.#due.push({ at: owner.now(), id: change.mergedId, entry: undefined });
    });
  }

  /** Takes everything as it is now. */
  rebuild(): void {
    this.#due.length = 0;
    this.#entries.clear();
    for (const id of this.#of.ids()) this.#set(id, this.#of.entry(id));
  }

  /** Entries that fit, as the index sees them; `unknown` collects the fields that filter nothing. */
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
 * Shopify answers `query:` from an index that lags behind its database, while reads by id do not. The index takes a
 * change `lagMs` after it happened, and can be told to miss an id for good.
 */
export class SearchIndex {
  readonly now: () => number;
  readonly missing = new Set<string>();
  lagMs: number;
  readonly products: LaggingIndex<ProductEntry>;
  readonly customers: LaggingIndex<CustomerRecord>;
  readonly orders: LaggingIndex<OrderRecord>;
  readonly collections: LaggingIndex<CollectionRecord>;

  constructor(store: Store, now: () => number, lagMs: number) {
    this.now = now;
    this.lagMs = lagMs;
    this.products = new LaggingIndex<ProductEntry>(this, store, {
      kind: 'product',
      ids: () => store.products.keys(),
      entry: id => {
        const product = store.products.get(id);
        return product && { product, variants: store.variantsOf(product) };
      },
      field: readProduct,
      words: productWords,
    });
    this.customers = new LaggingIndex(this, store, {
      kind: 'customer',
      ids: () => store.customers.keys(),
      entry: id => store.customers.get(id),
      field: readCustomer,
      words: each => `${displayName(each)} ${each.email ?? ''} ${each.phone ?? ''}`,
    });
    this.orders = new LaggingIndex(this, store, {
      kind: 'order',
      ids: () => store.orders.keys(),
      entry: id => store.orders.get(id),
      field: (each, field) => readOrder(each, field, store),
      words: each => `${each.name} ${each.email ?? ''}`,
    });
    this.collections = new LaggingIndex(this, store, {
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

  variants(query: string, unknown: Set<string>): VariantRecord[] {
    const search = parseSearch(query);
    return this.products
      .all()
      .flatMap(entry => entry.variants)
      .filter(variant =>
        fits(
          search,
          variant,
          readVariant,
          row => `${row.title} ${row.sku ?? ''} ${row.barcode ?? ''}`,
          unknown,
        ),
      );
  }
}

function readCustomer(customer: CustomerRecord, field: string): FieldValue | undefined {
  switch (field) {
    case 'updated_at':
      return { time: customer.updatedAt };
    case 'customer_date':
      return { time: customer.createdAt };
    case 'id':
      return { id: customer.id };
    case 'email':
      return { texts: customer.email === undefined ? [] : [customer.email] };
    case 'phone':
      return { texts: customer.phone === undefined ? [] : [customer.phone] };
    case 'tag':
      return { texts: customer.tags };
    default:
      return undefined;
  }
}

function readOrder(order: OrderRecord, field: string, store: Store): FieldValue | undefined {
  switch (field) {
    case 'updated_at':
      return { time: order.updatedAt };
    case 'created_at':
      return { time: order.createdAt };
    case 'processed_at':
      return { time: order.processedAt };
    case 'id':
      return { id: order.id };
    case 'name':
      return { texts: [order.name] };
    case 'tag':
      return { texts: order.tags };
    case 'customer_id':
      return order.customerId === undefined ? { texts: [] } : { id: order.customerId };
    case 'location_id':
      return order.locationId === undefined ? { texts: [] } : { id: order.locationId };
    case 'source_identifier':
      return { texts: order.sourceIdentifier === undefined ? [] : [order.sourceIdentifier] };
    case 'financial_status':
      return { texts: [financialStatus(orderTotals(order, store.shop.taxesIncluded))] };
    default:
      return undefined;
  }
}

function readCollection(collection: CollectionRecord, field: string): FieldValue | undefined {
  if (field === 'updated_at') return { time: collection.updatedAt };
  if (field === 'id') return { id: collection.id };
  if (field === 'title') return { texts: [collection.title] };
  return undefined;
}

function readProduct({ product, variants }: ProductEntry, field: string): FieldValue | undefined {
  switch (field) {
    case 'updated_at':
      return { time: product.updatedAt };
    case 'created_at':
      return { time: product.createdAt };
    case 'id':
      return { id: product.id };
    case 'status':
      return { texts: [product.status] };
    case 'vendor':
      return { texts: [product.vendor] };
    case 'product_type':
      return { texts: [product.productType] };
    case 'tag':
      return { texts: product.tags };
    case 'title':
      return { texts: [product.title, ...product.title.split(/\s+/)] };
    case 'handle':
      return { texts: [product.handle] };
    case 'sku':
      return { texts: variants.flatMap(each => each.sku ?? []) };
    case 'barcode':
      return { texts: variants.flatMap(each => each.barcode ?? []) };
    default:
      return undefined;
  }
}

function productWords({ product, variants }: ProductEntry): string {
  return [
    product.title,
    product.vendor,
    product.productType,
    ...product.tags,
    ...variants.flatMap(each => [each.sku ?? '', each.barcode ?? '']),
  ].join(' ');
}

function readVariant(variant: VariantRecord, field: string): FieldValue | undefined {
  switch (field) {
    case 'updated_at':
      return { time: variant.updatedAt };
    case 'id':
      return { id: variant.id };
    case 'product_id':
    case 'product_ids':
      return { id: variant.productId };
    case 'sku':
      return { texts: variant.sku === undefined ? [] : [variant.sku] };
    case 'barcode':
      return { texts: variant.barcode === undefined ? [] : [variant.barcode] };
    default:
      return undefined;
  }
}
