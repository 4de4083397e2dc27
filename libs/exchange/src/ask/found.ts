import {
  maxFound,
  maxPageBytes,
  type FindKind,
  type FindResponse,
  type FoundState,
} from '@tidemark/protocol';
import {
  haveWords,
  nearestStop,
  saleStop,
  utf8Length,
  variantsWithCode,
  wantedOfPeople,
  wantedWords,
  wordsOf,
  wordsOfCustomer,
  wordsOfProduct,
  type Customer,
  type Order,
  type Product,
} from '@tidemark/schema';

/** A document as it is sent to a till. */
export type Wire<T> = T & { readonly _deleted: false };

/** The document type of each kind. */
export interface FoundDocuments {
  readonly products: Wire<Product>;
  readonly customers: Wire<Customer>;
  readonly orders: Wire<Order>;
}

/** All that is known about one search, after Shopify was asked and the mirror repaired. */
export interface FindEvidence<K extends FindKind> {
  readonly kind: K;
  readonly query: string;
  /** Only orders placed in this time; milliseconds since the epoch. */
  readonly from?: number;
  readonly to?: number;
  /** Documents listed by the mirror or Shopify, as the mirror has them now. */
  readonly mirrored: readonly FoundDocuments[K][];
  /** Ids that the mirror lacked before Shopify was asked. */
  readonly wasMissing: ReadonlySet<string>;
  /** Orders older than the mirror's window. */
  readonly notMirrored: readonly Wire<Order>[];
  /** Inventory items that the till's location stocks. */
  readonly stockedItems: ReadonlySet<string>;
  /** Whether the mirror or Shopify has more than what it listed. */
  readonly hasMore: boolean;
}

interface Candidate {
  readonly document: Wire<Product> | Wire<Customer> | Wire<Order>;
  readonly title: string;
  readonly state: FoundState;
  /** Sort keys, compared one after the other; the best comes first. */
  readonly rank: readonly string[];
}

/** The answer for a till ([E23]): matches, best first, limited by number and bytes; at least one. */
export function decideFound<K extends FindKind>(
  evidence: FindEvidence<K>,
): Pick<FindResponse, 'found' | 'hasMore' | 'documents'> {
  const all = candidatesOf(evidence).sort((a, b) => compareRanks(a.rank, b.rank));
  const shown = all.slice(0, roomFor(all.slice(0, maxFound)));
  return {
    found: shown.map(({ document, title, state }) => ({ id: document.id, title, state })),
    hasMore: evidence.hasMore || all.length > shown.length,
    documents: shown.map(({ document }) => document),
  };
}

/** How many candidates fit in one answer. */
function roomFor(candidates: readonly Candidate[]): number {
  let bytes = 0;
  const beyond = candidates.findIndex(({ document }, place) => {
    bytes += utf8Length(JSON.stringify(document));
    return bytes > maxPageBytes && place > 0;
  });
  return beyond === -1 ? candidates.length : beyond;
}

function candidatesOf<K extends FindKind>(evidence: FindEvidence<K>): Candidate[] {
  switch (evidence.kind) {
    case 'products':
      return products(evidence as unknown as FindEvidence<'products'>);
    case 'customers':
      return customers(evidence as unknown as FindEvidence<'customers'>);
    default:
      return orders(evidence as unknown as FindEvidence<'orders'>);
  }
}

/** Products that a till finds by the same query once it has them: Shopify's search is looser. */
function products(evidence: FindEvidence<'products'>): Candidate[] {
  const wanted = wantedWords(evidence.query);
  const fits = (product: Product) => {
    const { texts, codes } = wordsOfProduct(product);
    const hasWords = wanted.length > 0 && haveWords([...texts, ...codes], wanted);
    return hasWords || variantsWithCode(product, evidence.query).length > 0;
  };
  return evidence.mirrored.filter(fits).map(document => {
    const state = stateOfProduct(document, evidence);
    const isForSale = state === 'in-mirror' || state === 'was-missing-in-mirror';
    const title = wordsOf(document.title).join(' ');
    return { document, title: document.title, state, rank: [isForSale ? '0' : '1', title, document.id] };
  });
}

/** The state of a product: that of its variant nearest to a sale. */
function stateOfProduct(product: Product, evidence: FindEvidence<'products'>): FoundState {
  const stops = product.variants.map(each =>
    saleStop(product, each, evidence.stockedItems.has(each.inventoryItemId) ? 'yes' : 'no'),
  );
  if (stops.includes(undefined)) return stateInMirror(product.id, evidence);
  return nearestStop(stops.filter(each => each !== undefined)) ?? 'not-at-location';
}

function customers(evidence: FindEvidence<'customers'>): Candidate[] {
  const wanted = wantedOfPeople(evidence.query);
  return evidence.mirrored
    .filter(customer => wanted.length > 0 && haveWords(wordsOfCustomer(customer), wanted))
    .map(document => ({
      document,
      title: document.displayName,
      state: stateInMirror(document.id, evidence),
      rank: [wordsOf(document.displayName).join(' '), document.id],
    }));
}

/** All orders that Shopify lists: it knows names on an order that no document has. Newest first. */
function orders({ mirrored, notMirrored, from, to, ...evidence }: FindEvidence<'orders'>): Candidate[] {
  const older = new Set(notMirrored.map(each => each.id));
  const all = [...mirrored.filter(each => !older.has(each.id)), ...notMirrored];
  return all.flatMap(document => {
    const placedAt = Date.parse(document.processedAt);
    if (placedAt < (from ?? -Infinity) || placedAt > (to ?? Infinity)) return [];
    const state = older.has(document.id) ? 'not-mirrored' : stateInMirror(document.id, evidence);
    const newestFirst = String(Number.MAX_SAFE_INTEGER - placedAt).padStart(20, '0');
    return [{ document, title: document.name, state, rank: [newestFirst, document.id] }];
  });
}

function stateInMirror(id: string, { wasMissing }: Pick<FindEvidence<FindKind>, 'wasMissing'>): FoundState {
  return wasMissing.has(id) ? 'was-missing-in-mirror' : 'in-mirror';
}

function compareRanks(a: readonly string[], b: readonly string[]): number {
  for (const [place, text] of a.entries()) {
    const other = b[place] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}
