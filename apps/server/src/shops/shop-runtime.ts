import { openIngest, openSubmit, type Ingest, type IngestEvent, type Submit } from '@tidemark/exchange';
import type { OwnedStore } from '@tidemark/mirror';
import type { Left, Shopify } from '@tidemark/shopify';
import type { Config } from '../config/config.ts';
import type { ImportTurns } from './import-turns.ts';

/** What runs for one shop: everything between it and the mirror. Dispose it to finish what is under way, and stop. */
export interface ShopRuntime extends AsyncDisposable {
  readonly shop: string;
  readonly shopify: Shopify;
  readonly ingest: Ingest;
  readonly submit: Submit;
  start(): void;
}

interface RuntimeParts {
  readonly shopify: Shopify;
  /** That the app has left the shop: its records stay, and nothing is sent. */
  readonly left?: Left | undefined;
  /** The store as the shop's owner has it. */
  readonly store: OwnedStore;
  /** Whether this process may act for the shop now. */
  readonly owns: () => boolean;
  readonly config: Pick<
    Config,
    'intervalMinutes' | 'recordDays' | 'auditHour' | 'timeZone' | 'isDemo' | 'ordersPerMinute'
  >;
  /** Undefined: Shopify cannot reach this server. */
  readonly webhookAddress: string | undefined;
  readonly turns: ImportTurns;
  /** Keeps what is known of a customer who asked. */
  readonly keepRequest: (request: { readonly name: string; readonly text: string }) => Promise<void>;
  /** Erases what is kept of the shop outside of the mirror. */
  readonly eraseCopies: () => Promise<void>;
  /** The app has left the shop; resolves when that is stored. False: it was connected again since. */
  readonly onLeft: (at: number) => Promise<boolean>;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
}

/** Opens what runs for a shop; nothing is sent before `start`. */
export function openRuntime(parts: RuntimeParts): ShopRuntime {
  const { shopify, store, config, now, log } = parts;
  const { mirror, records, inbox, findings } = store;
  if (parts.left) shopify.leave?.(parts.left);
  const ingest = openIngest({
    ...{ shopify, mirror, records, inbox, findings, now, log },
    privacy: store.privacy,
    keepRequest: parts.keepRequest,
    eraseCopies: parts.eraseCopies,
    onLeft: parts.onLeft,
    importTurn: signal => parts.turns.take(signal),
    intervalMinutes: config.intervalMinutes,
    recordDays: config.recordDays,
    auditHour: config.auditHour,
    timeZone: config.timeZone,
    bulkPollMs: config.isDemo ? 100 : 2000,
    ...(parts.webhookAddress === undefined ? {} : { webhookAddress: parts.webhookAddress }),
  });
  const submit = openSubmit({
    ...{ shopify, mirror, records, inbox, findings, now, log },
    random: Math.random,
    owns: parts.owns,
    ...(config.ordersPerMinute === undefined ? {} : { ordersPerMinute: config.ordersPerMinute }),
  });
  return {
    ...{ shop: shopify.shop, shopify, ingest, submit },
    start: () => {
      ingest.start();
      submit.start();
    },
    [Symbol.asyncDispose]: async () => {
      await submit[Symbol.asyncDispose]();
      await ingest[Symbol.asyncDispose]();
    },
  };
}
