import type { Ingest, Submit } from '@tidemark/exchange';
import type {
  Connections,
  Inbox,
  Mirror,
  NewLimiter,
  Records,
  Register,
  SecurityLog,
  StoreError,
} from '@tidemark/mirror';
import type { LockRules } from '@tidemark/protocol';
import type { NeededScope, OAuth } from '@tidemark/shopify';
import type { Logger } from 'pino';
import type { LateRefusals } from './auth/late-refusals.ts';
import type { Monitoring } from './metrics/monitoring.ts';
import type { TrustProxy } from './config/trust-proxy.ts';
import type { CredentialBox } from './shops/credential-box.ts';
import type { ByShop } from './shops/asked-shop.ts';
import type { ShopRuntimes } from './shops/shop-runtimes.ts';

/** What the pages of shops' owners need. */
export interface Connecting {
  readonly oauth: OAuth;
  readonly connections: Connections;
  readonly box: CredentialBox;
  readonly mayConnect: (shop: string) => boolean;
  readonly shops: {
    readonly ingests: ByShop<Ingest>;
    readonly troubles: ShopRuntimes['troubles'];
    /** Starts a shop anew, wherever it runs. */
    readonly begin: (shop: string) => Promise<void>;
  };
  readonly needed: readonly NeededScope[];
  readonly refusesWeakPins: boolean;
}

/** The shops that a server serves. */
interface ServedShops {
  /** Whether a shop is served, by whichever process, also while nothing runs for it. */
  readonly serves: (shop: string) => Promise<boolean>;
  /** Shops of this process for which nothing runs. */
  readonly troubles: ShopRuntimes['troubles'];
  /** How many other processes serve shops. */
  readonly otherServers: () => number;
}

/** The parts of the app. Each route gets only those that it needs. */
export interface ServerParts {
  readonly mirror: Mirror;
  readonly records: Records;
  readonly inbox: Inbox;
  readonly register: Register;
  /** Why nothing can be stored at the moment. */
  readonly storeTrouble?: () => StoreError | undefined;
  /** Makes the counters of sign-ins; undefined: in this process's memory. */
  readonly newLimiter?: NewLimiter | undefined;
  /** How refused sign-ins are answered; undefined: late. */
  readonly refusals?: LateRefusals | undefined;
  /** The security log; undefined: none is kept. */
  readonly securityLog?: Pick<SecurityLog, 'note' | 'state'> | undefined;
  /** Where shops are connected by their owners; undefined: nowhere. */
  readonly connecting?: Connecting | undefined;
  /** Undefined: the shops of `ingests` are served. */
  readonly shops?: ServedShops | undefined;
  /** What runs in this process, by shop. */
  readonly ingests: ReadonlyMap<string, Ingest>;
  /** The same. */
  readonly submits: ReadonlyMap<string, Submit>;
  /** The same, with what runs in other processes, which are asked; undefined: there are none. */
  readonly anywhere?: { readonly ingests: ByShop<Ingest>; readonly submits: ByShop<Submit> } | undefined;
  /** Has other processes' commits to a shop announced; undefined: there are none. */
  readonly watch?: ((shop: string) => Promise<Disposable>) | undefined;
  /** Any of the app's secrets may have signed a webhook, or a page that comes through the app proxy. */
  readonly webhookSecrets: readonly string[];
  /** The address at which browsers reach this server; undefined: no page of the shop can hold its elements. */
  readonly publicAddress?: string | undefined;
  /** Other host names by which tills reach it. */
  readonly hostNames?: readonly string[];
  /** How many proxies stand in front of this server, or which; undefined: none, so the connection's address counts. */
  readonly trustProxy?: TrustProxy | undefined;
  /** Who may read `/metrics` and the full `/healthz`; undefined: no one. */
  readonly monitoring?: Monitoring;
  readonly sessionSecret: Uint8Array;
  /** When tills lock themselves; undefined: the tills' own default. */
  readonly lock?: LockRules | undefined;
  /** The shop's language, by its BCP 47 tag; undefined: each till's own. */
  readonly language?: string | undefined;
  /** Blocked tills, by id. */
  readonly blockedTills?: ReadonlySet<string> | undefined;
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
