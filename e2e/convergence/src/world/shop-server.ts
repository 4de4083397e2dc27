import { createServer, type Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import {
  openIngest,
  openSubmit,
  type Ingest,
  type CustomerRequest,
  type IngestEvent,
  type Submit,
} from '@tidemark/exchange';
import type { MirrorStore } from '@tidemark/mirror';
import { createApp, type ServerParts } from '@tidemark/server/testing';
import { openShopify, type Shopify } from '@tidemark/shopify';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import { pino } from 'pino';
import { Lifetime } from './browser/lifetime.ts';
import { over, type Plant } from './plants/plant.ts';

export const shop = 'tidemark-demo.myshopify.com';
export const sessionSecret = new TextEncoder().encode('a secret of the convergence world');

const log = pino({ level: 'silent' });

/** Rejects when the signal aborts, as fetch does. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** One life of the server's process: real routes, real exchange, over a mirror that outlives it. */
export class ShopServer {
  readonly ingest: Ingest;
  readonly submit: Submit;
  readonly lifetime = new Lifetime();
  readonly #http: Server;
  readonly #closeStreams: () => void;

  private constructor(ingest: Ingest, submit: Submit, http: Server, closeStreams: () => void) {
    this.ingest = ingest;
    this.submit = submit;
    this.#http = http;
    this.#closeStreams = closeStreams;
  }

  static async open(parts: {
    readonly simulator: ShopifySimulator;
    readonly store: MirrorStore;
    readonly now: () => number;
    readonly pass: (ms: number) => void;
    readonly plant: Plant;
    readonly onEvent: (event: IngestEvent) => void;
    readonly orderDays?: number | undefined;
    /** Default: longer than any test. */
    readonly intervalMinutes?: number | undefined;
    /** Default: an address at which nothing listens; null: none. */
    readonly webhookAddress?: string | null | undefined;
    /** For how many days tills hold settled records. Default: for ever. */
    readonly recordDays?: number | undefined;
    readonly findMs?: number | undefined;
    /** Keeps answers to customers' requests; default: none are kept. */
    readonly keepRequest?: ((request: CustomerRequest) => Promise<void>) | undefined;
    readonly eraseCopies?: (() => Promise<void>) | undefined;
    /** Default: no. */
    readonly auditAfterImport?: boolean | undefined;
    /** Default: the Point of Sale channel, as configured; null: none is configured. */
    readonly publicationId?: string | null | undefined;
    /** Who may read health and metrics. Default: no one. */
    readonly monitoring?: ServerParts['monitoring'] | undefined;
  }): Promise<ShopServer> {
    const { simulator, store, now, pass, plant, onEvent, orderDays, intervalMinutes, findMs } = parts;
    const { webhookAddress = 'http://127.0.0.1:9/webhooks/shopify' } = parts;
    const { publicationId = 'gid://shopify/Publication/50110000002' } = parts;
    const lifetime = new Lifetime();
    const living = plant.shopify(
      openShopify({
        shop,
        apiKey: 'demo-key',
        apiSecret: 'demo-secret',
        credentials: { kind: 'client-credentials' },
        ...(publicationId === null ? {} : { publicationId }),
        apiOrigin: 'http://simulator.invalid',
        taxRates: [{ title: 'VAT', rate: 0.21 }],
        ...(orderDays === undefined ? {} : { orderDays }),
        // One turn of the event loop each way, so that other work can come between.
        fetch: async (input, init) => {
          await turn();
          const answer = await Promise.race([
            simulator.fetch(new Request(input, init)),
            ...(init?.signal ? [endOf(init.signal)] : []),
          ]);
          await turn();
          return answer;
        },
        now,
        random: () => 0.5,
        // Waiting costs simulated time, and almost no real time.
        sleep: async ms => {
          pass(ms);
          await new Promise(resolve => setTimeout(resolve, 0));
        },
      }),
      store,
    );
    const shopify = lifetime.endsWithIt<Shopify>(
      over(living, { writes: lifetime.endsWithIt(living.writes) }),
    );
    const records = plant.records(lifetime.endsWithIt(store.records));
    const mirror = lifetime.endsWithIt(plant.mirror(store.mirror));
    const inbox = lifetime.endsWithIt(store.inbox);
    const findings = lifetime.endsWithIt(store.findings);
    const ingest = plant.ingest(
      openIngest({
        shopify,
        mirror,
        records,
        inbox,
        findings,
        privacy: lifetime.endsWithIt(store.privacy),
        intervalMinutes: intervalMinutes ?? 30_000,
        recordDays: parts.recordDays ?? 0,
        ...(webhookAddress === null ? {} : { webhookAddress }),
        now,
        log: onEvent,
        drainDelayMs: 1,
        drainGapMs: 1,
        bulkPollMs: 1,
        retryMs: 5,
        doubtMs: 5,
        auditAfterImport: parts.auditAfterImport ?? false,
        ...(findMs === undefined ? {} : { findMs }),
        ...(parts.keepRequest ? { keepRequest: parts.keepRequest } : {}),
        ...(parts.eraseCopies ? { eraseCopies: parts.eraseCopies } : {}),
      }),
    );
    const submit = openSubmit({
      ...{ shopify, mirror, records, inbox, findings, now, log: onEvent },
      random: () => 0.5,
      readBackMs: 1,
      retryMs: 5,
      doubtMs: 5,
    });
    const { app, streams } = createApp({
      mirror,
      records,
      inbox,
      register: store.register,
      submits: new Map([[shop, submit]]),
      ingests: new Map([[shop, ingest]]),
      webhookSecrets: ['demo-secret'],
      sessionSecret,
      corsOrigins: [],
      allowLocalOrigins: false,
      imageOrigin: undefined,
      posFolder: undefined,
      ...(parts.monitoring === undefined ? {} : { monitoring: parts.monitoring }),
      version: 'world',
      now,
      log,
    });
    const http = createServer(app);
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    const server = new ShopServer(ingest, submit, http, () => streams[Symbol.dispose]());
    Object.assign(server, { lifetime });
    lifetime.onDeath = () => server.#end();
    ingest.start();
    submit.start();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo | null)?.port ?? 1}`;
  }

  /** Ends the process at once, as kill -9 does. */
  kill(): void {
    this.lifetime.die();
  }

  #end(): void {
    this.#closeStreams();
    this.#http.close();
    this.#http.closeAllConnections();
    // Its timers would fire into the next life; what it awaits never returns.
    void this.ingest[Symbol.asyncDispose]();
    void this.submit[Symbol.asyncDispose]();
  }
}

/** Registers a till of the world and its one member of staff. Returns what a sign-in says of the till's receipts. */
export async function receiptsOf(
  { register, records }: MirrorStore,
  tillId: string,
  locationId: string,
): Promise<object> {
  await employ(register);
  await register.saveTill(shop, { id: tillId, name: tillId, locationId }, 0);
  const receiptPrefix = await register.receiptPrefix(shop, tillId);
  const lastReceipt = await records.lastReceipt(shop, tillId, receiptPrefix);
  return { receiptPrefix, ...(lastReceipt === undefined ? {} : { lastReceipt }) };
}

/** Registers the member of staff of the world, as a server does at each start with those of its setting ([A56]). */
export async function employ(register: MirrorStore['register']): Promise<void> {
  await register.saveStaff(shop, { id: 's', name: 'world', pinHash: 'nobody signs in by it' });
}
