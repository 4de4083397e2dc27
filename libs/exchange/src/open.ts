import {
  formatCheckpoint,
  type LookupResponse,
  type StatusResponse,
  type SyncResponse,
} from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import type { Inbox, Mirror } from '@tidemark/mirror';
import { ShopifyError, type Shopify } from '@tidemark/shopify';
import { Barrier } from './barrier.ts';
import { catchUp } from './catch-up.ts';
import { drainInbox } from './drain.ts';
import { importShop, isImported, type ImportProgress } from './import.ts';
import type { Ingest, IngestEvent } from './ingest.ts';
import { lookUp } from './lookup.ts';
import type { Source } from './source.ts';

export interface IngestOptions {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly inbox: Inbox;
  readonly intervalMinutes: number;
  /** Where Shopify reaches this server; without it there are no webhooks. */
  readonly webhookAddress?: string;
  readonly now: () => number;
  readonly log: (event: IngestEvent) => void;
  readonly drainDelayMs?: number;
  readonly bulkPollMs?: number;
  readonly retryMs?: number;
}

/** Opens ingest for one shop; nothing runs before `start`. */
export function openIngest(options: IngestOptions): Ingest {
  return new ShopIngest(options);
}

/** The driver: when import, catch-up and drain run. What they do is in their own files. */
class ShopIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #source: Source;
  readonly #stop = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #catchUps = new Barrier(() => this.#catchUpOnce());
  readonly #drains = new Barrier(() => this.#drainOnce());
  #importing: Promise<void> | undefined;
  #progress: ImportProgress | undefined;
  #imported: boolean | undefined;
  #readAt: number | undefined;
  #reachable = true;
  #counted: { products: number | undefined; locations: number | undefined; countedAt: number } | undefined;
  #changedSinceCount = true;
  readonly #unlisten: () => void;
  #drainDue: NodeJS.Timeout | undefined;
  #wakeImport: () => void = () => undefined;

  constructor(options: IngestOptions) {
    this.#options = options;
    const { shopify, mirror, inbox, now, log } = options;
    this.#source = { shopify, mirror, inbox, now, log, signal: this.#stop.signal };
    this.#unlisten = mirror.onCommit(() => (this.#changedSinceCount = true));
  }

  start(): void {
    void this.#begin();
    this.#every(this.#options.intervalMinutes * 60_000, () => {
      void this.#ensureSubscriptions();
      void this.#afterImport();
    });
  }

  async catchUp(locationId: string): Promise<SyncResponse> {
    if (!(await this.#isImported())) return this.#answer(locationId, 'importing', 0);
    const { reached, changed } = await this.#catchUps.pass();
    return this.#answer(locationId, reached ? 'read' : 'unreachable', changed);
  }

  noticed(): void {
    this.#drainDue ??= this.#after(this.#options.drainDelayMs ?? 20, () => {
      this.#drainDue = undefined;
      void this.#drains.pass();
    });
  }

  async lookup(code: string, locationId: string): Promise<LookupResponse> {
    return lookUp(this.#source, code, locationId);
  }

  async status(version: string): Promise<StatusResponse> {
    const { shopify, mirror, now } = this.#options;
    if (!this.#counted || this.#changedSinceCount || now() - this.#counted.countedAt > 60_000)
      await this.#count();
    const inShopify: Record<CollectionName, number | undefined> = {
      settings: 1,
      locations: this.#counted?.locations,
      products: this.#counted?.products,
      inventoryLevels: undefined,
    };
    const collections = {} as StatusResponse['collections'];
    for (const name of collectionNames) {
      const count = inShopify[name];
      const countedAt = new Date(this.#counted?.countedAt ?? 0).toISOString();
      const known = this.#counted !== undefined && count !== undefined;
      collections[name] = {
        mirror: await mirror.count(shopify.shop, name),
        shopify: known ? { count, countedAt } : null,
      };
    }
    return {
      version,
      readAt: await this.#readAtText(),
      shopifyReachable: this.#reachable,
      importing: this.#progress ?? null,
      quarantined: await mirror.quarantineCount(shopify.shop),
      collections,
    };
  }

  async idle(): Promise<void> {
    for (;;) {
      const busy = [this.#importing, this.#catchUps.busy, this.#drains.busy].filter(
        each => each !== undefined,
      );
      if (busy.length === 0 && this.#drainDue === undefined) return;
      await Promise.allSettled([
        ...busy,
        this.#drainDue === undefined ? undefined : new Promise(resolve => setTimeout(resolve, 10)),
      ]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('ingest is stopping'));
    this.#unlisten();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#drainDue = undefined;
    this.#wakeImport();
    await Promise.allSettled([this.#importing, this.#catchUps.busy, this.#drains.busy]);
  }

  async #begin(): Promise<void> {
    await this.#ensureSubscriptions();
    void this.#drains.pass();
    await this.#afterImport();
  }

  /** Imports where no import was finished, then catches up. */
  async #afterImport(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    if (!(await this.#isImported())) {
      this.#importing ??= this.#import().finally(() => (this.#importing = undefined));
      await this.#importing;
    }
    if (this.#imported) await this.#catchUps.pass();
  }

  async #import(): Promise<void> {
    const { shopify, log } = this.#options;
    try {
      await importShop(this.#source, {
        report: progress => {
          this.#progress = progress;
          log({ name: 'import-progress', shop: shopify.shop, ...progress });
        },
        pause: () => this.#pause(this.#options.bulkPollMs ?? 1000),
      });
      this.#imported = true;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#reachable = !(error instanceof ShopifyError && error.reason === 'unreachable');
      log({ name: 'import-failed', shop: shopify.shop, error: String(error) });
      this.#after(this.#options.retryMs ?? 15_000, () => void this.#afterImport());
    } finally {
      this.#progress = undefined;
    }
  }

  /** Never rejects: what went wrong is in the answer and in the log. */
  async #catchUpOnce(): Promise<{ reached: boolean; changed: number }> {
    const { shopify, mirror, now, log } = this.#options;
    const startedAt = now();
    try {
      const changed = await catchUp(this.#source);
      this.#reachable = true;
      this.#readAt = startedAt;
      await mirror.setWatermark(shopify.shop, { resource: 'readAt', value: String(startedAt) });
      log({ name: 'catch-up-finished', shop: shopify.shop, changed, ms: now() - startedAt });
      return { reached: true, changed };
    } catch (error) {
      if (!this.#stop.signal.aborted) {
        this.#reachable = false;
        log({ name: 'catch-up-failed', shop: shopify.shop, error: String(error) });
      }
      return { reached: false, changed: 0 };
    }
  }

  async #drainOnce(): Promise<void> {
    const { shopify, log } = this.#options;
    try {
      const { notices, changed } = await drainInbox(this.#source, () => this.#wakeImport());
      if (notices > 0) log({ name: 'drained', shop: shopify.shop, notices, changed });
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      log({ name: 'drain-failed', shop: shopify.shop, error: String(error) });
      this.#after(this.#options.retryMs ?? 15_000, () => this.noticed());
    }
  }

  async #ensureSubscriptions(): Promise<void> {
    const { shopify, webhookAddress, log } = this.#options;
    if (webhookAddress === undefined) return;
    try {
      const report = await shopify.ensureSubscriptions(webhookAddress, this.#stop.signal);
      log({ name: 'subscriptions-ensured', shop: shopify.shop, ...report });
    } catch (error) {
      if (!this.#stop.signal.aborted)
        log({ name: 'subscriptions-failed', shop: shopify.shop, error: String(error) });
    }
  }

  async #count(): Promise<void> {
    this.#changedSinceCount = false;
    try {
      this.#counted = await this.#options.shopify.counts(this.#stop.signal);
    } catch (error) {
      if (!(error instanceof ShopifyError)) throw error;
      this.#counted = undefined;
    }
  }

  async #isImported(): Promise<boolean> {
    this.#imported ||= await isImported(this.#source);
    return this.#imported;
  }

  async #answer(
    locationId: string,
    shopify: SyncResponse['shopify'],
    changed: number,
  ): Promise<SyncResponse> {
    const heads = await this.#options.mirror.heads(this.#options.shopify.shop, locationId);
    const texts = {} as SyncResponse['heads'];
    for (const name of collectionNames) texts[name] = formatCheckpoint(heads[name]);
    return { heads: texts, readAt: await this.#readAtText(), shopify, changed };
  }

  async #readAtText(): Promise<string | null> {
    this.#readAt ??=
      Number(await this.#options.mirror.watermark(this.#options.shopify.shop, 'readAt')) || undefined;
    return this.#readAt === undefined ? null : new Date(this.#readAt).toISOString();
  }

  #pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      this.#wakeImport = resolve;
      this.#after(ms, resolve);
    });
  }

  #after(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #every(ms: number, act: () => void): void {
    this.#after(ms, () => {
      act();
      this.#every(ms, act);
    });
  }
}
