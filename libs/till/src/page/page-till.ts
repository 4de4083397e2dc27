import type { Order, SaleStop, StockMove } from '@tidemark/schema';
import type { Observable } from 'rxjs';
import type { Till } from '../api/till.ts';
import type { DiskCatalogue, SearchResult, Sellable } from '../catalogue/catalogue.ts';
import type { OrderQuery } from '../orders/orders.ts';
import type { CustomerEntry, RecordStatus, SaleEntry, Selling } from '../selling/selling.ts';

/**
 * A till as a page sees it. The till may run in a worker, so a page never waits for it: each question is answered by a
 * promise, or by an observable that answers at once and again after each change. An answer has what a screen shows, and
 * never everything that the till holds.
 */
export interface PageTill extends Pick<Till, SameMembers>, AsyncDisposable {
  readonly catalogue: PageCatalogue;
  readonly orders: PageOrders;
  readonly selling: PageSelling;
  readonly diskCatalogue: Pick<DiskCatalogue, 'findable' | 'searchable'>;
}

/** Members of `Till` that a worker can offer as they are. */
type SameMembers =
  | 'session$'
  | 'status$'
  | 'log$'
  | 'settings$'
  | 'interval$'
  | 'lock$'
  | 'clock'
  | 'opened'
  | 'signIn'
  | 'signOut'
  | 'lock'
  | 'unlock'
  | 'staff'
  | 'used'
  | 'removeShop'
  | 'sync'
  | 'clearAndSync'
  | 'check'
  | 'audit'
  | 'documents'
  | 'scan'
  | 'find'
  | 'syncEvery'
  | 'serverStatus';

/** A part of a long list: the places from `from` to before `to`, counted from 0. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A product in a list of products: what a card shows. */
export interface ProductCard {
  readonly id: string;
  readonly title: string;
  readonly imageUrl: string | null;
  /** The lowest price of its variants, in minor units. */
  readonly price: number;
  /** Whether another variant has another price. */
  readonly isFrom: boolean;
  /** How many variants it has. */
  readonly variants: number;
  /** The sum over the variants that are counted at this location; undefined where none is. */
  readonly available: number | undefined;
  /** Why none of its variants is sold here: the reason that is nearest to being sold. */
  readonly stop: SaleStop | undefined;
}

export interface ListingQuery extends Range {
  /** Searched as by `Catalogue.search`; blank: everything. */
  readonly words: string;
  /** Ids of products that are listed before all others, in this order, where they are for sale here. */
  readonly first?: readonly string[];
}

/** What a search found, as cards. */
export interface Listing extends Range, Pick<SearchResult, 'total' | 'isSimilar'> {
  readonly words: string;
  /** How many of `total` are here by now: while a till opens, it may know how many there are before it has them. */
  readonly held: number;
  /** The cards of the places `from` to `to`. */
  readonly cards: readonly ProductCard[];
}

export interface VariantRef {
  readonly productId: string;
  readonly variantId: string;
}

/** The catalogue as a page asks it. */
export interface PageCatalogue {
  listing$(query: ListingQuery): Observable<Listing>;
  /** These variants as they are now, by their ids, and after each change; those that are not known are left out. */
  variants$(wanted: readonly VariantRef[]): Observable<ReadonlyMap<string, Sellable>>;
  /** As `Catalogue.find`. */
  find(code: string): Promise<readonly Sellable[]>;
  /** As `Catalogue.search`; `limit` is at most 100. */
  search(query: string, limit: number): Promise<SearchResult>;
  /** As `Catalogue.sellablesOf`, once the product was read: a page may show it while another till opens. */
  sellablesOf(productId: string): Promise<readonly Sellable[]>;
  /**
   * Whether something here has this code, said at once: an ear for scanners asks between two keys. Very rarely true for
   * a code that nothing has; right for codes that something has, a moment after they came.
   */
  isCode(code: string): boolean;
}

/** Which orders a page shows. Words and times must both match. */
export interface OrderListQuery extends Pick<OrderQuery, 'words'>, Range {
  /** Placed at this time or later; milliseconds since the epoch. */
  readonly placedFrom?: number | undefined;
  /** Placed before this time. */
  readonly placedBefore?: number | undefined;
  /** Orders to answer as well, whatever the words: those on screen, or found elsewhere. */
  readonly ids: readonly string[];
}

/** The orders that were found, newest first, and what belongs to them. */
export interface OrderListing extends Range {
  /** Whether everything that is stored was searched. */
  readonly isOpen: boolean;
  /** How many orders this till has in all. */
  readonly size: number;
  /** When the oldest of all was placed. */
  readonly since: number | undefined;
  /** How many were found. */
  readonly total: number;
  readonly orders: readonly Order[];
  /** The orders of `ids` that this till has. */
  readonly known: ReadonlyMap<string, Order>;
  /** Those of `ids` that are among `total`, at any place of the list: a page that adds the others counts none twice. */
  readonly listed: ReadonlySet<string>;
  /** The sales that became these orders, those of `known` too, by the ids of the orders. */
  readonly sales: ReadonlyMap<string, SaleEntry>;
  /** The customers of these orders, those of `known` too, and of their sales, by their ids. */
  readonly customers: ReadonlyMap<string, CustomerEntry>;
}

export interface PageOrders {
  /** As `Orders.open`. */
  open(): Promise<void>;
  list$(query: OrderListQuery): Observable<OrderListing>;
}

/** Which records a page shows: all, those that are not in Shopify yet, or those that wait for a person. */
export type RecordFilter = 'all' | 'unsent' | 'refused';

export interface SaleListQuery extends Range {
  readonly filter: RecordFilter;
  /** A part of the receipt number, or of the order's name; '' fits every sale. */
  readonly words: string;
  /** A sale to answer as well, whatever the words; '' for none. */
  readonly chosen: string;
}

/** Sales, newest first, and what belongs to them. */
export interface SaleListing extends Range {
  /** How many were found. */
  readonly total: number;
  readonly entries: readonly SaleEntry[];
  readonly chosen: SaleEntry | undefined;
  /** How many sales there are of each kind, whatever the words. */
  readonly counts: Readonly<Record<RecordFilter, number>> & {
    /** On this till alone. */
    readonly here: number;
    /** Stored by the server, and on their way. */
    readonly stored: number;
    /** Shopify took goods from another location, and no correction deals with them. */
    readonly misplaced: number;
  };
  /** The customers of these sales, and of the chosen one, by their ids. */
  readonly customers: ReadonlyMap<string, CustomerEntry>;
}

export interface CustomerListQuery extends Range {
  /** Searched as by `Selling.searchCustomers`. */
  readonly words: string;
  /** Only customers with a change that waits for a person. */
  readonly toDecide: boolean;
  /** Customers that are listed before all others, where they are known here. */
  readonly first: readonly string[];
}

export interface CustomerListing extends Range {
  readonly entries: readonly CustomerEntry[];
  /** Whether there are more after `to`. */
  readonly hasMore: boolean;
}

export interface MoveListQuery extends Range {
  readonly filter: 'all' | 'refused';
}

/** Stock moves, newest first. */
export interface MoveListing extends Range {
  readonly total: number;
  readonly moves: readonly {
    readonly move: StockMove;
    readonly way: RecordStatus;
    /** What was moved; undefined where no product here has it. */
    readonly title: string | undefined;
  }[];
  readonly counts: Readonly<Record<MoveListQuery['filter'], number>>;
}

/** Selling as a page asks for it. */
export interface PageSelling extends Pick<
  Selling,
  | 'carts$'
  | 'openCarts$'
  | 'safety$'
  | 'cart$'
  | 'sell'
  | 'addCustomer'
  | 'editCustomer'
  | 'park'
  | 'resume'
  | 'editCart'
  | 'move'
  | 'decide'
  | 'exportUnsent'
  | 'importUnsent'
> {
  sales$(query: SaleListQuery): Observable<SaleListing>;
  /** As `Selling.salesOf`, now and after each change of them. */
  salesOf$(ids: readonly string[]): Observable<readonly SaleEntry[]>;
  customers$(query: CustomerListQuery): Observable<CustomerListing>;
  /** The customers with these ids, by the ids that were asked for; those that are not known are left out. */
  customersById$(ids: readonly string[]): Observable<ReadonlyMap<string, CustomerEntry>>;
  moves$(query: MoveListQuery): Observable<MoveListing>;
}
