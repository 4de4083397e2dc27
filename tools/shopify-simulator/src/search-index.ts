import type { ProductRecord, VariantRecord } from './records.ts';
import { fits, parseSearch } from './search-syntax.ts';
import type { Store } from './store.ts';

/** What the index knows of a product: its state at some time in the past. */
interface Entry {
  readonly product: ProductRecord;
  readonly variants: readonly VariantRecord[];
}

/**
 * Shopify answers `query:` from an index that lags behind its database, while reads by id do not. The index takes a
 * change `lagMs` after it happened, and can be told to miss an id for good.
 */
export class SearchIndex {
  readonly #store: Store;
  readonly #entries = new Map<string, Entry>();
  readonly #due: { at: number; id: string; entry: Entry | undefined }[] = [];
  readonly #now: () => number;
  readonly missing = new Set<string>();
  lagMs: number;

  constructor(store: Store, now: () => number, lagMs: number) {
    this.#store = store;
    this.#now = now;
    this.lagMs = lagMs;
    for (const product of store.products.values()) this.#entries.set(product.id, this.#entryOf(product));
    store.onChange(change => {
      if (change.kind !== 'product') return;
      const product = store.products.get(change.id);
      this.#due.push({ at: now(), id: change.id, entry: product && this.#entryOf(product) });
    });
  }

  /** Products that fit, as the index sees them; `unknown` collects the fields that filter nothing. */
  products(query: string, unknown: Set<string>): Entry[] {
    this.#catchUp();
    const search = parseSearch(query);
    return [...this.#entries.values()].filter(
      entry => !this.missing.has(entry.product.id) && fits(search, entry, readProduct, productWords, unknown),
    );
  }

  variants(query: string, unknown: Set<string>): VariantRecord[] {
    this.#catchUp();
    const search = parseSearch(query);
    return [...this.#entries.values()]
      .filter(entry => !this.missing.has(entry.product.id))
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

  #catchUp(): void {
    const until = this.#now() - this.lagMs;
    for (let next = this.#due[0]; next && next.at <= until; next = this.#due[0]) {
      this.#due.shift();
      const { id, entry } = next;
      if (entry) this.#entries.set(id, entry);
      else this.#entries.delete(id);
    }
  }

  #entryOf(product: ProductRecord): Entry {
    return { product, variants: this.#store.variantsOf(product) };
  }
}

function readProduct({ product, variants }: Entry, field: string) {
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

function productWords({ product, variants }: Entry): string {
  return [
    product.title,
    product.vendor,
    product.productType,
    ...product.tags,
    ...variants.flatMap(each => [each.sku ?? '', each.barcode ?? '']),
  ].join(' ');
}

function readVariant(variant: VariantRecord, field: string) {
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
