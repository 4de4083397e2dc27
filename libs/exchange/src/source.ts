import type { Findings, Inbox, Mirror, Privacy, Records } from '@tidemark/mirror';
import type { Shopify } from '@tidemark/shopify';
import type { IngestEvent } from './events.ts';
import type { CustomerRequest } from './privacy/customer-request.ts';

/** What every part of ingest works with. */
export interface Source {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly records: Records;
  readonly inbox: Inbox;
  readonly findings: Findings;
  /** Without it, webhooks about personal data are parked for a person. */
  readonly privacy?: Privacy | undefined;
  /** Keeps what is known of a customer who asked, for the shop's owner; resolves when the disk has it. */
  readonly keepRequest?: ((request: CustomerRequest) => Promise<void>) | undefined;
  /** Erases what is kept of the shop outside of the mirror, as backups and answers to customers. */
  readonly eraseCopies?: (() => Promise<void>) | undefined;
  /** Notes that the app has left the shop; false if it was connected again since. */
  readonly onLeft?: ((at: number) => Promise<boolean>) | undefined;
  /** Whether this process may still act for the shop; undefined: nobody else may. */
  readonly owns?: (() => boolean) | undefined;
  /** Whether Shopify can reach this server: then a change without a webhook means a lost webhook. */
  readonly expectsWebhooks: boolean;
  /** For how many days tills have a record once it is settled; 0: for ever. */
  readonly recordDays: number;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  /** Has the levels of these items, which are uncertain, read again soon. */
  readonly doubt: (itemIds: readonly string[]) => void;
  readonly signal: AbortSignal;
}
