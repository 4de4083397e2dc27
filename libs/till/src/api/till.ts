import type {
  FindKind,
  FoundState,
  LookupResponse,
  SessionResponse,
  StatusResponse,
  Trigger,
} from '@tidemark/protocol';
import type { CollectionName, DocumentOf, Permission, Settings } from '@tidemark/schema';
import type { Observable } from 'rxjs';
import type { Catalogue, DiskCatalogue, Sellable } from '../catalogue/catalogue.ts';
import type { Reason } from './reason.ts';
import type { Keep } from '../browser/keep.ts';
import type {
  Approval,
  ApproveResult,
  ChangeResult,
  LockView,
  RemovalStep,
  StaffChoice,
  UnlockResult,
} from '../lock/lock-view.ts';
import type { Orders } from '../orders/orders.ts';
import type { Selling } from '../selling/selling.ts';
import type { TillClock } from './till-clock.ts';
import type { Silence } from '../wire/silence.ts';

/** How the till is connected to its server. */
export type Connection = 'live' | 'polling' | 'offline';

/** What the till knows of one collection; a number that was not checked is undefined. */
export interface CollectionState {
  /** Living documents really stored on this till. */
  readonly onTill: number;
  /** Living documents in the mirror, at the checkpoint that the till holds. */
  readonly inMirror: number | undefined;
  readonly inShopify: number | undefined;
  /** When digests were last found equal; milliseconds since the epoch. */
  readonly verifiedAt: number | undefined;
}

export interface Progress {
  readonly collection: CollectionName;
  readonly done: number;
  /** Undefined until the server said how many there are. */
  readonly total: number | undefined;
}

/** How many documents of each collection there are to read, as far as the server said. */
export type Totals = Readonly<Partial<Record<CollectionName, number | undefined>>>;

/** Everything a status line, and "Sync All", shows. */
export interface TillStatus {
  readonly connection: Connection;
  /** What is stored is being read into memory; until it is, a search does not find everything. */
  readonly opening: boolean;
  /** The first fill of this till's caches, or a rebuild beside the old ones; undefined when none runs. */
  readonly filling:
    { readonly kind: 'first' | 'rebuild'; readonly progress: Progress; readonly totals: Totals } | undefined;
  /** The triggers of the syncs that run or wait. */
  readonly syncing: readonly Trigger[];
  /** When all collections were last found complete. */
  readonly verifiedAt: number | undefined;
  /** When the server last read Shopify completely. */
  readonly shopifyReadAt: number | undefined;
  readonly shopify: 'read' | 'unreachable' | 'importing' | undefined;
  readonly collections: Readonly<Record<CollectionName, CollectionState>>;
  /** Why the last sync failed; undefined after a success. */
  readonly trouble: Reason | undefined;
  /** Whether another tab of this till does the replicating. */
  readonly followsOtherTab: boolean;
}

/** One line of the sync log. */
export interface SyncLogEntry {
  readonly id: string;
  readonly trigger: Trigger | 'clear' | 'check';
  readonly startedAt: number;
  readonly durationMs: number;
  /** Documents of this till that changed. */
  readonly changes: number;
  /** Documents that only the digest check found different, and repaired: each is a defect found. */
  readonly repaired: number;
  readonly outcome: 'up-to-date' | 'shopify-unreachable' | 'importing' | 'offline' | 'failed';
  /** Why it failed, in English, for logs; undefined where it did not. */
  readonly detail: string | undefined;
  /** Why it failed, for a person. */
  readonly reason?: Reason | undefined;
}

/** The result of scanning a code. */
export type ScanResult =
  | { readonly kind: 'found'; readonly sellable: Sellable }
  | { readonly kind: 'several'; readonly sellables: readonly Sellable[] }
  /**
   * A label of these variants with a price or a weight. Its code does not tell what it costs, so it cannot be sold by
   * it.
   */
  | { readonly kind: 'label'; readonly sellables: readonly Sellable[] }
  /** It was missing here or in the mirror, and is not any more. */
  | { readonly kind: 'repaired'; readonly sellable: Sellable; readonly missingIn: 'till' | 'mirror' }
  | {
      readonly kind: 'not-found';
      readonly cause: LookupResponse['cause'];
      readonly deletedAt: string | null;
      readonly titles: readonly string[];
      /** Of `unreadable`: what is wrong with it. */
      readonly reason?: string;
    }
  | Unasked
  /** The server refused to answer, or this browser could not store what was found. */
  | { readonly kind: 'refused'; readonly reason: Reason };

/** The server could not be asked, and why. `knowledgeFrom`: when this till was last verified. */
export interface Unasked {
  readonly kind: 'offline';
  readonly silence: Silence;
  readonly knowledgeFrom: number | undefined;
}

/** One document that a search beyond this till found. */
export interface Found<K extends FindKind> {
  readonly id: string;
  readonly title: string;
  /** `not-mirrored` is an order older than the mirror keeps: it is shown, and no till stores it. */
  readonly state: FoundState;
  /** The document as Shopify or the mirror has it; undefined where it does not fit its schema. */
  readonly document: DocumentOf[K] | undefined;
  /** Where it was missing until this search brought it: on this till alone, or in the mirror too. */
  readonly wasMissingIn: 'till' | 'mirror' | undefined;
}

/** How a search beyond this till ended. */
export type FindResult<K extends FindKind> =
  | {
      readonly kind: 'answered';
      /** What is for sale first; orders newest first. At most 50. */
      readonly found: readonly Found<K>[];
      /** There are more than these. */
      readonly hasMore: boolean;
      /** False: Shopify could not be reached, and `found` is what the mirror has. */
      readonly isShopifyAsked: boolean;
    }
  | Unasked
  /** The server refused to answer, or this browser could not store what was found; in words for a cashier. */
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** `signal` ended it. */
  | { readonly kind: 'aborted' };

/** For orders: when they were placed, both included; milliseconds since the epoch. */
export interface FindOptions {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Who somebody says to be, for the server to judge. */
export interface NameAndPin {
  readonly staff: string;
  readonly pin: string;
}

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly session: SessionResponse }
  | { readonly kind: 'refused' | 'offline'; readonly message: string; readonly reason: Reason };

/**
 * One till: its local copy of the mirror, and the ways to keep it true. Everything but signing in works without a
 * network, with what the till has.
 */
export interface Till extends AsyncDisposable {
  /** The session, kept over reloads; undefined while no person is signed in. */
  readonly session$: Observable<SessionResponse | undefined>;
  readonly status$: Observable<TillStatus>;
  /** Newest first, at most 100. */
  readonly log$: Observable<readonly SyncLogEntry[]>;
  readonly settings$: Observable<Settings | undefined>;
  /** The server's time, by which everything is dated. */
  readonly clock: TillClock;
  readonly catalogue: Catalogue;
  /** Resolves when all that is stored here is shown; rejects where it cannot be read. */
  readonly opened: Promise<void>;
  /**
   * While the till opens, its catalogue shows the first products by title. This brings those that a search or a scan
   * asks for.
   */
  readonly diskCatalogue: DiskCatalogue;
  /** All orders of the shop that are mirrored. */
  readonly orders: Orders;
  /** What this till writes. It stays when the caches are cleared, and after a sign-out. */
  readonly selling: Selling;

  /** `approval`: somebody who may register tills, where this browser is no till of the shop yet. */
  signIn(staff: string, pin: string, approval?: NameAndPin): Promise<SignInResult>;
  /** Ends the session; the caches stay. */
  signOut(): Promise<void>;
  /** Who may use the till now; the same in all tabs of a browser. */
  readonly lock$: Observable<LockView>;
  /** Locks the till, if it learned something at the sign-in that can open it again. */
  lock(): void;
  /** Unlocks the till by the PIN of the last sign-in, also without a network. */
  unlock(pin: string): Promise<UnlockResult>;
  readonly staff: TillStaff;
  /** Notes a use of the till that this page does not hear of: keys that another page handed over. */
  used(): void;
  /**
   * Removes all that is stored here of the shop, while no person is signed in: products, customers, orders, pictures.
   * What this till wrote stays, sent or not. Rejects where something could not be removed; the next opening removes it
   * then.
   */
  removeShop(told?: (step: RemovalStep) => void): Promise<void>;

  /** Pulls through the barrier, and resolves when the till is up to date, or says why not. Never rejects. */
  sync(trigger: Trigger): Promise<SyncLogEntry>;
  /** Builds new caches beside the old ones, verifies and swaps. An interruption leaves the old ones in use. */
  clearAndSync(signal?: AbortSignal): Promise<SyncLogEntry>;
  /** Compares everything stored with its own hashes and with the mirror, repairs what differs, and says how much. */
  check(): Promise<SyncLogEntry>;
  /** Asks the server to compare its mirror with Shopify; false when it could not be asked, or refused. */
  audit(approval?: Approval): Promise<boolean>;
  /** Every document of a collection that is really stored on this till. */
  documents<C extends CollectionName>(collection: C): Promise<readonly DocumentOf[C][]>;
  /** Finds a code here, else asks the server why it is not here. Never rejects. */
  scan(code: string): Promise<ScanResult>;
  /**
   * Searches beyond this till: the mirror, and then Shopify. When this resolves, what was missing on the till or in the
   * mirror is there. A document that the till should have had is counted in the sync log. Never rejects.
   */
  find<K extends FindKind>(
    kind: K,
    query: string,
    options?: FindOptions,
    signal?: AbortSignal,
  ): Promise<FindResult<K>>;
  /** How long the till goes without an update before it syncs by itself; kept over reloads. */
  readonly interval$: Observable<SyncInterval>;
  /** Chooses an interval for this till, within `intervalBounds`; undefined: the shop's. */
  syncEvery(minutes: number | undefined): void;
  /** The server's own view, for "Sync All"; undefined when it cannot be asked. */
  serverStatus(): Promise<StatusResponse | undefined>;
}

/** The people at a till. */
export interface TillStaff {
  /**
   * Changes the person at the till: the server judges name and PIN; where it cannot be asked, the till judges who signed in
   * here before. The cart stays.
   */
  change(staff: string, pin: string): Promise<ChangeResult>;
  /** Whom a person can choose to change to; the one at the till is left out. */
  choices(): Promise<readonly StaffChoice[]>;
  /** Who signed in here before and may approve of this; the person at the till is left out. */
  approvers(permission: Permission): Promise<readonly StaffChoice[]>;
  /** Somebody approves by name and PIN; the server judges them, and where it cannot be asked, the till. */
  approve(permission: Permission, staff: string, pin: string): Promise<ApproveResult>;
  /** A manager has seen that these tills moved, by the ids of the server's status; false where it could not be told. */
  movesSeen(ids: readonly number[]): Promise<boolean>;
}

/** How many minutes a till goes without an update before it syncs by itself. */
export interface SyncInterval {
  /** The interval in force. */
  readonly minutes: number;
  /** This till's own choice; undefined: the shop's. */
  readonly own: number | undefined;
  /** The server's interval. */
  readonly shop: number;
}

/** The bounds of a till's own choice, in minutes. */
export const intervalBounds = { from: 1, to: 1_440 } as const;

/**
 * What the page says of network and attention. `woken`: the page stood still, asleep or out of sight. A connection that
 * it took for open may be gone, and it was not told what happened meanwhile.
 */
export type Wake = 'online' | 'offline' | 'visible' | 'woken';

/** What a till needs from outside. Everything has a default in a browser. */
export interface TillOptions {
  /** The server's origin, "https://pos.example". */
  readonly server: string;
  readonly shop: string;
  /** Used until the server says another. Default: 30. */
  readonly intervalMinutes?: number;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly newId?: () => string;
  /** Small durable values (session, till id). Default: localStorage. */
  readonly keep?: Keep;
  /** 'memory' in tests. */
  readonly storage?: 'dexie' | 'memory';
  /** Says whether there is a network, and when that changes. Default: navigator.onLine, visibility. */
  readonly wake$?: Observable<Wake>;
  /**
   * Emits whenever a person touches the till, so that work that can wait does. Default: keys and pointers in this page.
   */
  readonly touch$?: Observable<unknown>;
  /** Gives room back when this browser has none left for a write. Default: nothing does. */
  readonly makeRoom?: MakeRoom;
  /** Removes what the page keeps of the shop beside the till: pictures. Default: nothing. */
  readonly removeRest?: () => Promise<void>;
}

/**
 * Gives back room that matters less than what is being written: a record, which exists nowhere else, or a cache.
 * Answers whether it gave any; if so, the write is tried again.
 */
export type MakeRoom = (what: 'record' | 'cache') => Promise<boolean>;

/** Opens, or creates, the till of one shop in this browser. Pulls by itself (`reload`) when a session is there. */
export type OpenTill = (options: TillOptions) => Promise<Till>;
