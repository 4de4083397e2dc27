import type { Inbox, Mirror } from '@tidemark/mirror';
import type { Shopify } from '@tidemark/shopify';
import type { IngestEvent } from './ingest.ts';

/** What every part of ingest works with. */
export interface Source {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly inbox: Inbox;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  readonly signal: AbortSignal;
}
