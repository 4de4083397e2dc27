import type { LookupResponse, StatusResponse, SyncResponse } from '@tidemark/protocol';

/** One thing that happened, for a log line and for metrics. `name` is stable; the rest are its facts. */
export interface IngestEvent {
  readonly name:
    | 'import-started'
    | 'import-progress'
    | 'import-finished'
    | 'import-failed'
    | 'catch-up-finished'
    | 'catch-up-failed'
    | 'drained'
    | 'drain-failed'
    | 'notice-parked'
    | 'quarantined'
    | 'subscriptions-ensured'
    | 'subscriptions-failed'
    | 'lookup-repaired';
  readonly shop: string;
  readonly [fact: string]: unknown;
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

  /** What is known of the shop's mirror. Shopify's counts are read anew when something changed, or after a minute. */
  status(version: string): Promise<StatusResponse>;

  /** Resolves when no import, catch-up or drain is running or due, apart from the interval. For tests and stopping. */
  idle(): Promise<void>;
}
