import type { Findings, Inbox, Mirror, Records, Quarantined, WebhookScore } from '@tidemark/mirror';
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

/** What ingest of one shop works with, and its paces. */
export interface IngestOptions {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly records: Records;
  readonly inbox: Inbox;
  readonly findings: Findings;
  readonly intervalMinutes: number;
  /** When, on the clock of `timeZone`, everything is compared with Shopify; without it only after the import. */
  readonly auditHour?: number;
  readonly timeZone?: string;
  /** Where Shopify reaches this server; without it there are no webhooks. */
  readonly webhookAddress?: string;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  readonly drainDelayMs?: number;
  /** The least time between the beginnings of two drains. */
  readonly drainGapMs?: number;
  readonly bulkPollMs?: number;
  readonly retryMs?: number;
  /** How long until levels uncertain are read again. */
  readonly doubtMs?: number;
  /** How long a search waits for Shopify. Default: 10 s, less than a till waits for the answer. */
  readonly findMs?: number;
  /** Whether an audit follows the first import. Default: yes. */
  readonly auditAfterImport?: boolean;
}

/** How ingest stands. Times are milliseconds since the epoch. */
export interface IngestHealth {
  readonly shopify: ShopifyHealth;
  /** When Shopify was last read completely. */
  readonly readAt: number | undefined;
  readonly imported: boolean;
  readonly inbox: { readonly waiting: number; readonly parked: number };
  readonly quarantined: number;
  /** The first of them, by name. */
  readonly unreadable: readonly Quarantined[];
  readonly lostSubscriptions: number;
  /** Topics that Shopify does not let the app have. */
  readonly refusedTopics: readonly string[];
  readonly scores: readonly WebhookScore[];
  readonly neverArrived: Readonly<Partial<Record<CollectionName, number>>>;
  readonly audit: AuditReport | undefined;
  readonly troubles: Troubles;
}

/** Shopify → mirror, for one shop. */
export interface Ingest extends AsyncDisposable {
  /**
   * Begins: webhook subscriptions, then an import where none was finished (resumed where one was cut off), then
   * catch-up now and on the interval, with or without tills. Resolves at once; progress is in `status`.
   */
  start(): void;

  /**
   * [E1] A catch-up that started after this call: calls that arrive while one runs share the next one. Never rejects
   * because of Shopify: the answer says so. While the first import runs it answers `importing` at once.
   * `locationId` says whose heads the answer names.
   */
  catchUp(locationId: string): Promise<SyncResponse>;

  /** Something was put into the inbox: drain it soon (about 100 ms, so that one read serves many). */
  noticed(): void;

  /** Why a code is not found at a location; what is sellable and missing is repaired into the mirror. */
  lookup(code: string, locationId: string): Promise<LookupResponse>;

  /**
   * Searches the mirror and Shopify by words, as a till at `locationId`; what is missing is repaired into the mirror. Never
   * rejects because of Shopify: the answer says so. `signal` ends it, for want of somebody who waits.
   */
  find(request: FindRequest, locationId: string, signal?: AbortSignal): Promise<FindResponse>;

  /**
   * What is known of the shop's mirror, as a till at `locationId` sees it. Shopify's counts are read anew when something
   * changed, or after a minute.
   */
  status(version: string, locationId: string): Promise<StatusResponse>;

  /** Compares every document with Shopify ([E14]), beside everything else; joins an audit that runs. Never rejects. */
  audit(): Promise<void>;

  /** How ingest stands, without asking Shopify: for health and metrics. */
  health(): Promise<IngestHealth>;

  /** Resolves when no import, catch-up or drain is running or due, apart from the interval. For tests and stopping. */
  idle(): Promise<void>;
}
