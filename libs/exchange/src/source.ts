import type { Findings, Inbox, Mirror, Records } from '@tidemark/mirror';
import type { Shopify } from '@tidemark/shopify';
import type { IngestEvent } from './events.ts';

/** What every part of ingest works with. */
export interface Source {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly records: Records;
  readonly inbox: Inbox;
  readonly findings: Findings;
  /** Whether Shopify can reach this server: then a change without a webhook means a lost webhook. */
  readonly expectsWebhooks: boolean;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  /** Has the levels of these items, which are uncertain, read again soon. */
  readonly doubt: (itemIds: readonly string[]) => void;
  readonly signal: AbortSignal;
}
