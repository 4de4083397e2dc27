import type {
  Address,
  Cart,
  CartDiscount,
  CustomerEdit,
  Flaw,
  Order,
  PricedSale,
  RecordApproval,
  RecordName,
  RefusalCode,
  Sale,
  SoldItem,
  StockCorrection,
  StockMove,
  Tender,
} from '@tidemark/schema';
import type { CartEdit } from '@tidemark/conflict';
import type { Observable } from 'rxjs';
import type { Reason } from '../api/reason.ts';
import type { Approval } from '../lock/lock-view.ts';

/** How far something that a till wrote has come. */
export type RecordStatus =
  /** Durable in this browser, and nowhere else yet. */
  | { readonly at: 'this-till' }
  /** The server would not take it: its own till keeps it with the reason, and no other till knows of it. */
  | { readonly at: 'not-taken'; readonly code: RefusalCode; readonly reason: string }
  /**
   * Stored by the server, and on its way to Shopify. `unanswered`: attempts that may have arrived without our knowing.
   */
  | { readonly at: 'server'; readonly attempts: number; readonly unanswered: number }
  /**
   * Shopify refused, in these words; `sending` names this refusal for a decision. With `flaws`, the server did not ask
   * Shopify: something is wrong with the record, and a person decides whether it goes there.
   */
  | {
      readonly at: 'refused';
      readonly reason: string;
      readonly sending: number;
      readonly flaws?: readonly Flaw[];
    }
  /** A person dealt with it by hand. */
  | { readonly at: 'resolved'; readonly note: string }
  | { readonly at: 'shopify' };

/** A correction of Shopify's stock because of a sale, and how far it has come. */
export interface CorrectionEntry {
  /** Names it for a decision. */
  readonly key: string;
  /** A difference for each item and location: below 0 at the sale's own. */
  readonly changes: StockCorrection['changes'];
  readonly way: RecordStatus;
}

/** A sale of this or another till, as the list shows it. */
export interface SaleEntry {
  readonly sale: Sale;
  readonly way: RecordStatus;
  /** Shopify's name of its order, "#1001"; undefined until it has one. */
  readonly orderName: string | undefined;
  /** The mirrored order, once it arrived: sale and order are one thing from then on. */
  readonly order: Order | undefined;
  /** Amounts where Shopify's money is not the sale's. */
  readonly differences: readonly { readonly field: string; readonly sale: number; readonly order: number }[];
  /** What Shopify took from another location than the sale's, as far as no correction deals with it; null: from none. */
  readonly misplaced: readonly {
    readonly variantId: string;
    readonly quantity: number;
    readonly locationId: string | null;
  }[];
  /** Where Shopify says that the order was rung up, where that is not the sale's location; null: nowhere. */
  readonly orderLocationId: string | null | undefined;
  /** What the server puts right in Shopify's stock because of it. */
  readonly corrections: readonly CorrectionEntry[];
  readonly isOwn: boolean;
}

/** One line of a cart that is about to be sold. `id` is the variant's, or made for something sold without a product. */
export interface DraftLine {
  readonly id: string;
  readonly item: SoldItem;
  /** At least 1. */
  readonly quantity: number;
  readonly note: string | null;
}

/** What is about to be sold. */
export interface SaleDraft {
  readonly lines: readonly DraftLine[];
  /** The discount on the whole cart; null for none. */
  readonly discount: CartDiscount;
  /** Shopify's id, or the id of the edit that makes a new customer. */
  readonly customerId: string | null;
  readonly note: string | null;
  /** The parked cart that the draft was made from; it is marked as sold with the sale. */
  readonly cartId: string | null;
  /**
   * The draft's own id, chosen when the cart begins and kept with it; its sale names it (`draftIdOf`). Once sold under
   * this id, it is never sold again, even by a page that died in between and found an old copy of the cart. Another cart has another id. If
   * absent, each `sell` of another draft chooses one.
   */
  readonly saleId?: string;
}

export type SellResult =
  /** Stored in this browser and read back. */
  | { readonly kind: 'sold'; readonly entry: SaleEntry }
  /** The tenders do not pay what is due, or the till may not sell; in words for a cashier. Nothing was stored. */
  | { readonly kind: 'not-sold'; readonly message: string; readonly reason: Reason }
  /** This browser could not store it; in words for a cashier. The cart must be kept. */
  | { readonly kind: 'not-stored'; readonly message: string; readonly reason: Reason };

/** A customer as a till shows one: the mirrored one with what tills changed since. */
export interface CustomerEntry {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly displayName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly note: string | null;
  readonly address: Address | null;
  /** Whether the customer pays no taxes, as Shopify says; a new customer pays them until Shopify says otherwise. */
  readonly taxExempt: boolean;
  /** Edits that are not in Shopify yet, or were refused, oldest first. */
  readonly pending: readonly { readonly edit: CustomerEdit; readonly way: RecordStatus }[];
  /** Of a refused edit: the customer who already has this e-mail address or phone number. */
  readonly takenBy: string | undefined;
}

/** What may be changed of a customer. Absent: left alone; null: emptied. */
export interface CustomerFields {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly note?: string | null;
  readonly address?: Address | null;
}

/** A stock move to write. A count is turned into a delta against what the person was shown. */
export type MoveDraft = {
  readonly inventoryItemId: string;
  readonly variantId: string | null;
  readonly note: string | null;
  /** Who approved of it; absent: nobody had to. */
  readonly approvals?: readonly RecordApproval[];
} & (
  | { readonly reason: 'receive' | 'damage'; /** Above 0. */ readonly units: number }
  | {
      readonly reason: 'count';
      readonly counted: number;
      /** The number on screen during the count; absent: what the till knows now. */
      readonly seen?: number;
    }
);

/** What the server passes on to Shopify: all records but carts. */
export type Submitted = Exclude<RecordName, 'carts'>;

/** How safe unsent work is in this browser. */
export interface Safety {
  /** Everything that the server has not stored, by collection. */
  readonly unsent: Readonly<Record<RecordName, number>>;
  /** Those of them that the server would not take. */
  readonly notTaken: number;
  readonly notTakenOf: Readonly<Record<RecordName, number>>;
  /** Records of the whole shop that Shopify refused, or of which it refused a correction, and on which no person decided. */
  readonly refused: number;
  readonly refusedOf: Readonly<Record<Submitted, number>>;
  /** Those of `refused` that the server holds back because of flaws: Shopify was not asked. */
  readonly heldBack: number;
  /** Sales for which Shopify took goods from another location than the sale's, and that no correction deals with. */
  readonly misplaced: number;
  /** Whether the browser agreed not to evict this till; undefined until it answered. */
  readonly isPersistent: boolean | undefined;
  /** Whether there is a backup copy of unsent work outside the database, and if not, why; undefined until tried. */
  readonly backupCopy:
    { readonly kind: 'kept' } | { readonly kind: 'none'; readonly reason: Reason } | undefined;
  /** Sales of this till without a signature, since its key could not be read when they were written. */
  readonly unsigned: number;
  /** Records that the database had lost and the backup copy brought back, since the till was opened. */
  readonly broughtBack: number;
  /** Records written here that the disk damaged or lost, found since the till was opened. */
  readonly damaged: number;
  /**
   * When all records were last found to be the same here and on the server; milliseconds since the epoch. Undefined: not
   * since this tab leads.
   */
  readonly provedAt: number | undefined;
  /** Why nothing is sent now; undefined while all is well. */
  readonly trouble: Reason | undefined;
}

export type ImportResult =
  | {
      readonly kind: 'imported';
      /** New here, or a cart that had more in the file. */ readonly added: number;
      /** Known already. */ readonly known: number;
    }
  | { readonly kind: 'refused'; readonly message: string; readonly reason: Reason };

/**
 * What a till writes: sales, parked carts, stock moves, customers' edits. Everything here works without a network. What
 * was written is durable when its promise resolves, reaches the server by itself, and is never deleted by the till.
 */
export interface Selling {
  /** All sales of the shop that this till knows, newest first. */
  readonly sales$: Observable<readonly SaleEntry[]>;
  /** Emits once for all sales, and orders that they became, that changed in one go. */
  readonly salesChanged$: Observable<void>;
  /** Parked carts of the shop, the one parked last first. */
  readonly carts$: Observable<readonly Cart[]>;
  /**
   * Carts of the shop that are on a till's screen, this one's too, the one taken there last first. A broken till leaves
   * its cart here, and a till that resumes it takes it over.
   */
  readonly openCarts$: Observable<readonly Cart[]>;
  readonly moves$: Observable<readonly { readonly move: StockMove; readonly way: RecordStatus }[]>;
  readonly safety$: Observable<Safety>;
  /** Emits after a customer, or an edit of one, changed (at most about ten times a second). */
  readonly customersChanged$: Observable<void>;

  /** The priced sale of a draft, with the shop's taxes. @throws RangeError where money does not work out. */
  quote(draft: SaleDraft): PricedSale;
  /** Writes the sale, reads it back, then says "sold". Never rejects. `approvals`: who approved of what it needs. */
  sell(
    draft: SaleDraft,
    tenders: readonly Tender[],
    approvals?: readonly RecordApproval[],
  ): Promise<SellResult>;
  /** The sale with this id; undefined when it is not known here. */
  sale(id: string): SaleEntry | undefined;
  /** The sales with one of these ids, of a draft with one of them, and made from a cart with one of them. */
  salesOf(ids: readonly string[]): readonly SaleEntry[];

  /** Matches words of name, e-mail and phone by prefix; all must match. '' lists those changed last. */
  searchCustomers(words: string, limit: number): readonly CustomerEntry[];
  customer(id: string): CustomerEntry | undefined;
  /** Adds a customer, and answers them with the id under which the till knows them. */
  addCustomer(fields: CustomerFields): Promise<CustomerEntry>;
  /** Stores only what differs; answers the customer as changed. */
  editCustomer(id: string, fields: CustomerFields): Promise<CustomerEntry>;

  /**
   * One stored cart, whatever its status: as it is now, and after every change by any till. Undefined while it is not
   * known here.
   */
  cart$(id: string): Observable<Cart | undefined>;
  /**
   * Parks lines as a cart that every till of the shop sees. A new cart takes the draft's `saleId` as its id. So a page
   * that died and found an old copy of the draft knows that it is parked.
   */
  park(draft: SaleDraft, name: string | null): Promise<Cart>;
  /** Takes a parked cart onto this till's screen: status `open`. Undefined when it is not known here. */
  resume(cartId: string): Promise<Cart | undefined>;
  /** Applies edits to a cart; other tills' edits merge with them. */
  editCart(cartId: string, edits: readonly CartEdit[]): Promise<Cart | undefined>;

  move(draft: MoveDraft): Promise<StockMove>;

  /**
   * Stores a person's decision about a refused record, or a refused correction of a sale (`effect` is its key); needs
   * the server. False: the server could not be asked, or
   * another person decided first. What the server did not take, a cart too, is sent again from here.
   */
  decide(
    collection: RecordName,
    id: string,
    decision:
      | { readonly do: 'send-again' }
      | { readonly do: 'resolve'; readonly note: string; readonly customerId?: string },
    effect?: string,
    approval?: Approval,
  ): Promise<boolean>;

  /** All work that the server has not stored, encrypted with this pass phrase, as a file's text. */
  exportUnsent(passPhrase: string): Promise<string>;
  /** Takes over what another till of the shop, or this one, exported; doubles nothing. */
  importUnsent(text: string, passPhrase: string): Promise<ImportResult>;
}
