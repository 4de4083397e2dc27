import type { Product, SaleStop, Variant } from '@tidemark/schema';
import type { Observable } from 'rxjs';

/** One thing to sell: a variant with what a cashier must see of it. */
export interface Sellable {
  readonly product: Product;
  readonly variant: Variant;
  /**
   * Mirrored count at this till's location, and what tills sold and moved that is not in it; undefined when Shopify does
   * not count it, or nothing is known.
   */
  readonly available: number | undefined;
  /** What stops a plain sale of it, as far as this till knows; undefined where nothing does. */
  readonly stop?: SaleStop | undefined;
}

/** What a search found, sorted by title. */
export interface SearchResult {
  readonly query: string;
  /** How many products match in all. */
  readonly total: number;
  readonly products: readonly Product[];
  /** No product has these words; these products have words that are nearly the same. */
  readonly isSimilar: boolean;
}

/** Finds what is for sale among the products really stored on this till, and tells why the others are not for sale. */
export interface Catalogue {
  /**
   * Matches words of title, vendor and tags, SKU and barcode by prefix, and the last digits of codes; all words must
   * match. A blank query lists everything by title; a query of other signs without words finds nothing.
   * If nothing matches, one typo is forgiven in a word of five letters or more, and two from eight letters on; none in
   * a code.
   */
  search(query: string, limit: number): SearchResult;
  /**
   * All variants that a scanned code means and that may be sold plainly, by the likeliest of its readings
   * (`readingsOf`): exactly this code before the same GTIN. They come from a map, at once.
   */
  find(code: string): readonly Sellable[];
  /**
   * All variants that the code means and that may not be sold plainly, each with its `stop`; complete once everything
   * is loaded.
   */
  withheld(code: string): readonly Sellable[];
  /** The variants whose label this code is, if a scale printed it. The code does not tell what the label costs. */
  findLabelled(code: string): readonly Sellable[];
  product(id: string): Product | undefined;
  /** All variants of a product, also of one that is not for sale, each with its `stop`. */
  sellablesOf(productId: string): readonly Sellable[];
  /** Sum over the counted variants of a product at this location; undefined when none is counted. */
  availableOf(product: Product): number | undefined;
  /**
   * Emits after the catalogue changed (at most about ten times a second, and once a second while it is filled), so that
   * a page can ask its search again.
   */
  readonly changed$: Observable<void>;
  /** How many products there are for sale; while a till opens, more than are here. */
  readonly size: number;
  /** How many of them are here. */
  readonly held: number;
  /** The keys under which codes are filed: at once, and as more come. */
  readonly codeKeys$: Observable<CodeKeys>;
}

/** Keys that a code may have (`keysOfReading`): in place of all that were told before, or besides them. */
export interface CodeKeys {
  readonly areAll: boolean;
  readonly keys: readonly string[];
}

/** Brings products from the disk into a catalogue that is not loaded yet; afterwards everything is there. */
export interface DiskCatalogue {
  /**
   * Resolves when all products stored here with this code are found, or cannot be read: then the till's `opened`
   * rejects.
   */
  findable(code: string): Promise<void>;
  /** Resolves when a product is there if it is stored here, or when everything is read. */
  readable(productId: string): Promise<void>;
  /** Resolves when the first products with these words are found, or another search has begun. */
  searchable(query: string): Promise<void>;
}
