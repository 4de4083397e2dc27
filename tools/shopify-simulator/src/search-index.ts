import { displayName } from './customer-node.ts';
import { financialStatus, orderTotals } from './order-totals.ts';
import { namespaceOf } from './metafields.ts';
import type {
  CollectionRecord,
  CustomerRecord,
  OrderRecord,
  ProductRecord,
  VariantRecord,
} from './records.ts';
import { publications } from './publications.ts';
import { fits, parseSearch, type FieldValue } from './search-syntax.ts';
import type { Rows } from './rows.ts';
import type { StoreChange } from './store.ts';

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

/** Tells of changes as they happen. */
export type Changes = (listener: (change: StoreChange) => void) => void;

/** One kind's part of the index: takes a change `lagMs` after it happened. */
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

  variants(query: string, unknown: Set<string>): VariantRecord[] {
    const search = parseSearch(query);
    return this.products
      .all()
      .flatMap(entry => entry.variants)
      .filter(
        variant =>
          !this.missing.has(variant.id) &&
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
    case 'first_name':
      return { texts: customer.firstName === undefined ? [] : [customer.firstName] };
    case 'last_name':
      return { texts: customer.lastName === undefined ? [] : [customer.lastName] };
    case 'state':
      return { texts: [customer.state ?? 'DISABLED'] };
    default:
      return undefined;
  }
}

function readOrder(order: OrderRecord, field: string, store: Rows): FieldValue | undefined {
  const [, namespace, key] = /^metafields\.([^.]+)\.([^.]+)$/.exec(field) ?? [];
  if (namespace !== undefined) {
    const found = order.metafields?.filter(
      each => each.namespace === namespaceOf(namespace) && each.key === key,
    );
    return { texts: (found ?? []).map(each => each.value) };
  }
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
      return { texts: [order.name, order.name.replace('#', '')] };
    case 'tag':
      return { texts: order.tags };
    case 'customer_id':
      return order.customerId === undefined ? { texts: [] } : { id: order.customerId };
    case 'location_id':
      return order.locationId === undefined ? { texts: [] } : { id: order.locationId };
    case 'source_identifier':
      return { texts: order.sourceIdentifier === undefined ? [] : [order.sourceIdentifier] };
    case 'financial_status':
      return { texts: [financialStatus(order, orderTotals(order, store.shop.taxesIncluded))] };
    case 'fulfillment_status':
      return {
        texts: [order.fulfillmentStatus, order.fulfillmentStatus === 'FULFILLED' ? 'shipped' : 'unshipped'],
      };
    case 'status':
      return {
        texts: [
          order.cancelledAt !== undefined ? 'cancelled' : order.closedAt !== undefined ? 'closed' : 'open',
          'any',
        ],
      };
    case 'source_name':
      return { texts: [order.sourceName] };
    case 'email':
      return { texts: order.email === undefined ? [] : [order.email] };
    case 'sku':
      return { texts: order.lines.flatMap(each => each.sku ?? []) };
    case 'test':
      return { texts: [String(order.test ?? false)] };
    default:
      return undefined;
  }
}

function readCollection(collection: CollectionRecord, field: string): FieldValue | undefined {
  if (field === 'updated_at') return { time: collection.updatedAt };
  if (field === 'id') return { id: collection.id };
  if (field === 'title') return { texts: [collection.title, ...collection.title.split(/\s+/)] };
  if (field === 'handle') return { texts: [collection.handle] };
  if (field === 'product_id') return { texts: collection.productIds };
  if (field === 'collection_type') return { texts: ['custom'] };
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
    case 'published_at':
      return product.publishedAt === undefined ? { texts: [] } : { time: product.publishedAt };
    case 'publication_ids':
      return { texts: publications.map(each => each.id).filter(each => isPublished(product, each)) };
    case 'variant_id':
      return { texts: product.variantIds };
    case 'sku':
      return { texts: variants.flatMap(each => each.sku ?? []) };
    case 'barcode':
      return { texts: variants.flatMap(each => each.barcode ?? []) };
    default:
      return undefined;
  }
}

function isPublished({ publishedAt, unpublishedOn }: ProductRecord, publicationId: string): boolean {
  return publishedAt !== undefined && !(unpublishedOn ?? []).includes(publicationId);
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
