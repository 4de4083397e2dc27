import type { Findings, Inbox, Mirror } from '@tidemark/mirror';
import type { Shopify } from '@tidemark/shopify';
import type { IngestEvent } from './ingest.ts';

/** What every part of ingest works with. */
export interface Source {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly inbox: Inbox;
  readonly findings: Findings;
  /** Whether Shopify can reach this server, so that a change without a webhook is one that got lost. */
  readonly expectsWebhooks: boolean;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  readonly signal: AbortSignal;
}
