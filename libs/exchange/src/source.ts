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
  /** Whether Shopify can reach this server, so that a change without a webhook is one that got lost. */
  readonly expectsWebhooks: boolean;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  /** Levels that nobody could tell from a sale on its way: somebody is to read these items' levels again, soon. */
  readonly doubt: (itemIds: readonly string[]) => void;
  readonly signal: AbortSignal;
}
