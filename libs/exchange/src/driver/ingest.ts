import type { Findings, Inbox, Mirror, Privacy, Records, Quarantined, WebhookScore } from '@tidemark/mirror';
import type {
  FindRequest,
  FindResponse,
  LookupResponse,
  StatusResponse,
  SyncResponse,
} from '@tidemark/protocol';
import type { CollectionName } from '@tidemark/schema';
import type { Shopify, ShopifyHealth } from '@tidemark/shopify';
import type { AuditReport } from '../audit/audit.ts';
import type { Troubles } from '../catch-up/catch-up.ts';
import type { IngestEvent } from '../events.ts';
import type { CustomerRequest } from '../privacy/customer-request.ts';

/** What ingest of one shop works with, and its intervals. */
export interface IngestOptions {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly records: Records;
  readonly inbox: Inbox;
  readonly findings: Findings;
  /** Without it, webhooks about personal data are parked for a person. */
  readonly privacy?: Privacy;
  /** Keeps what is known of a customer who asked, for the shop's owner. */
  readonly keepRequest?: (request: CustomerRequest) => Promise<void>;
  /** Erases what is kept of the shop outside of the mirror, as backups and answers to customers. */
  readonly eraseCopies?: () => Promise<void>;
  /**
   * Called when Shopify says that the app has left the shop, at this time of Shopify's; resolves when that is stored. False:
   * the shop was connected again since, and the word of it is late.
   */
  readonly onLeft?: (at: number) => Promise<boolean>;
  /** Resolves when the first import may run, with a turn to dispose at its end. Default: at once. */
  readonly importTurn?: (signal: AbortSignal) => Promise<Disposable>;
  readonly intervalMinutes: number;
  /** The hour, on the clock of `timeZone`, of the daily audit; without it only after the import. */
  readonly auditHour?: number;
  readonly timeZone?: string;
  /** The address at which Shopify reaches this server; without it there are no webhooks. */
  readonly webhookAddress?: string;
  /** For how many days tills have a record of theirs once it is settled. Default: 0, for ever. */
  readonly recordDays?: number;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  readonly drainDelayMs?: number;
  /** The least time between the beginnings of two drains. */
  readonly drainGapMs?: number;
  readonly bulkPollMs?: number;
  readonly retryMs?: number;
  /** How long until uncertain levels are read again. */
  readonly doubtMs?: number;
  /** How long a search waits for Shopify. Default: 10 s, shorter than a till waits for the answer. */
  readonly findMs?: number;
  /** Whether an audit follows the first import, in a later process where this one ends before it. Default: yes. */
  readonly auditAfterImport?: boolean;
}

/** The state of ingest. Times are milliseconds since the epoch. */
export interface IngestHealth {
  readonly shopify: ShopifyHealth;
  /** When Shopify was last read completely. */
  readonly readAt: number | undefined;
  readonly imported: boolean;
  readonly inbox: { readonly waiting: number; readonly parked: number };
  readonly quarantined: number;
  /** The first unreadable documents, by name. */
  readonly unreadable: readonly Quarantined[];
  readonly lostSubscriptions: number;
  /** Topics that Shopify does not allow the app. */
  readonly refusedTopics: readonly string[];
  readonly scores: readonly WebhookScore[];
  readonly neverArrived: Readonly<Partial<Record<CollectionName, number>>>;
  readonly audit: AuditReport | undefined;
  readonly troubles: Troubles;
}

/** Shopify → mirror, for one shop. */
export interface Ingest extends AsyncDisposable {
  /**
   * Starts: webhook subscriptions, then an import if none was finished (resumed if interrupted), then catch-ups now and
   * on the interval, with or without tills. Returns at once; `status` shows the progress.
   */
  start(): void;

  /**
   * [E1] Runs a catch-up that starts after this call; calls that arrive while one runs share the next one. Never
   * rejects because of Shopify: the answer says so. During the first import it answers `importing` at once.
   * `locationId` decides whose heads the answer has.
   */
  catchUp(locationId: string): Promise<SyncResponse>;

  /** Call it after storing a notice: drains the inbox soon (about 100 ms, so that one read serves many). */
  noticed(): void;

  /** Says why a code is not found at a location; a sellable product that is missing is repaired into the mirror. */
  lookup(code: string, locationId: string): Promise<LookupResponse>;

  /**
   * Searches the mirror and Shopify by words, for a till at `locationId`; missing documents are repaired into the
   * mirror. Never rejects because of Shopify: the answer says so. `signal` aborts it when no one waits any more.
   */
  find(request: FindRequest, locationId: string, signal?: AbortSignal): Promise<FindResponse>;

  /**
   * The state of the shop's mirror, as a till at `locationId` sees it. Shopify's counts are read again when something
   * changed, or after a minute.
   */
  status(version: string, locationId: string): Promise<StatusResponse>;

  /** Compares every document with Shopify ([E14]), beside everything else; joins a running audit. Never rejects. */
  audit(): Promise<void>;

  /** The state of ingest, without asking Shopify: for health and metrics. */
  health(): Promise<IngestHealth>;

  /** Resolves when no import, catch-up or drain is running or due, except on the interval. For tests and shutdown. */
  idle(): Promise<void>;
}
