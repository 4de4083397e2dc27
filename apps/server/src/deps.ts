import type { Ingest, Submit } from '@tidemark/exchange';
import type { Inbox, Mirror, Promises, Register, StoreError } from '@tidemark/mirror';
import type { Logger } from 'pino';

/** What the app is made of. Each route is given only what it needs of it. */
export interface ServerParts {
  readonly mirror: Mirror;
  readonly promises: Promises;
  readonly inbox: Inbox;
  readonly register: Register;
  /** Why nothing can be stored at the moment. */
  readonly storeTrouble?: () => StoreError | undefined;
  /** By shop. */
  readonly ingests: ReadonlyMap<string, Ingest>;
  /** By shop. */
  readonly submits: ReadonlyMap<string, Submit>;
  readonly webhookSecrets: readonly string[];
  readonly sessionSecret: Uint8Array;
  readonly corsOrigins: readonly string[];
  readonly allowLocalOrigins: boolean;
  /** Where pictures may come from besides https. */
  readonly imageOrigin: string | undefined;
  /** Folder of the built till; undefined serves no pages. */
  readonly posFolder: string | undefined;
  readonly version: string;
  readonly now: () => number;
  readonly log: Logger;
}
