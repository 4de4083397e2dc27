import {
  type FindRequest,
  type FindResponse,
  type LookupResponse,
  type StatusResponse,
  type SyncResponse,
} from '@tidemark/protocol';
import { StoreError } from '@tidemark/mirror';
import { ShopifyError } from '@tidemark/shopify';
import { audit, isAuditOwed } from '../audit/audit.ts';
import { Barrier } from './barrier.ts';
import { catchUp, type Troubles } from '../catch-up/catch-up.ts';
import { Doubts } from '../into-mirror/doubts.ts';
import { drainInbox } from '../webhooks/drain.ts';
import { find } from '../ask/find.ts';
import { headTexts } from './head-texts.ts';
import { importShop, isImported, type ImportProgress } from '../import/import.ts';
import type { Ingest, IngestHealth, IngestOptions } from './ingest.ts';
import { lookUp } from '../ask/lookup.ts';
import { Misses } from '../ask/misses.ts';
import { Mending } from '../into-mirror/mending.ts';
import { rereadProducts } from '../import/reread.ts';
import { retire } from '../catch-up/retention.ts';
import { shopHealth } from '../ask/shop-health.ts';
import { ShopCounts, shopStatus } from '../ask/shop-status.ts';
import type { Source } from '../source.ts';
import { SubscriptionCare } from '../webhooks/subscription-care.ts';
import { msUntilHour, Timers } from './timers.ts';

/** How often the subscriptions are compared with what they should be. */
const subscriptionsMs = 10 * 60_000;

/** Opens ingest for one shop; nothing runs before `start`. */
export function openIngest(options: IngestOptions): Ingest {
  return new ShopIngest(options);
}

/** The driver: when import, catch-up, drain and audit run. What they do is in their own files. */
class ShopIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #source: Source;
  readonly #stop = new AbortController();
  readonly #timers = new Timers();
  readonly #catchUps = new Barrier(() => this.#catchUpOnce());
  readonly #drains = new Barrier(() => this.#drainOnce());
  readonly #counts: ShopCounts;
  readonly #subscriptions: SubscriptionCare | undefined;
  readonly #mending = new Mending(() => this.#source, this.#timers);
  readonly #unlisten: readonly (() => void)[];
  #beginning: Promise<void> | undefined;
  #importing: Promise<void> | undefined;
  #auditing: Promise<boolean> | undefined;
  #progress: ImportProgress | undefined;
  #imported: boolean | undefined;
  #readAt: number | undefined;
  #reachable = true;
  #troubles: Troubles = {};
  #drainDue: NodeJS.Timeout | undefined;
  #retryDue: NodeJS.Timeout | undefined;
  /** Restarts the interval: it counts time without a catch-up, whatever started that ([E21]). */
  #countAnew: () => void = () => undefined;
  #drainedAt = -Infinity;
  readonly #misses = new Misses();
  readonly #pauses = new Set<() => void>();

  constructor(options: IngestOptions) {
    this.#options = options;
    const { mirror, webhookAddress } = options;
    const doubts = new Doubts(() => this.#source, this.#timers, options.doubtMs ?? 500);
    this.#source = {
      ...options,
      expectsWebhooks: webhookAddress !== undefined,
      recordDays: options.recordDays ?? 0,
      doubt: itemIds => doubts.add(itemIds),
      signal: this.#stop.signal,
    };
    this.#counts = new ShopCounts(this.#source);
    if (webhookAddress !== undefined)
      this.#subscriptions = new SubscriptionCare(this.#source, webhookAddress);
    this.#unlisten = [
      mirror.onCommit(() => this.#counts.changed()),
      mirror.onDamage(damage => this.#mending.add(damage)),
    ];
  }

  start(): void {
    const { intervalMinutes, auditHour, timeZone, now } = this.#options;
    this.#beginning = this.#begin().finally(() => (this.#beginning = undefined));
    this.#countAnew = this.#timers.unlessCalled(intervalMinutes * 60_000, () => void this.#afterImport());
    this.#timers.every(subscriptionsMs, () => void this.#ensureSubscriptions());
    if (auditHour !== undefined)
      this.#timers.whenever(
        () => msUntilHour(now(), auditHour, timeZone ?? 'UTC'),
        () => void this.audit(),
      );
  }

  async catchUp(locationId: string): Promise<SyncResponse> {
    if (!(await this.#isImported())) return this.#answer(locationId, 'importing', 0);
    this.#options.shopify.retryNow();
    const { reached, changed } = await this.#catchUps.pass();
    return this.#answer(locationId, reached ? 'read' : 'unreachable', changed);
  }

  noticed(): void {
    const { drainDelayMs = 20, drainGapMs = 300, now } = this.#options;
    // The first notice after a quiet time is applied at once; in a storm, one read serves all notices since the last.
    const wait = Math.max(drainDelayMs, Math.min(drainGapMs, this.#drainedAt + drainGapMs - now()));
    this.#drainDue ??= this.#timers.after(wait, () => {
      this.#drainDue = undefined;
      this.#drainedAt = now();
      void this.#drains.pass();
    });
  }

  async lookup(code: string, locationId: string): Promise<LookupResponse> {
    return lookUp(this.#source, this.#misses, code, locationId);
  }

  async find(request: FindRequest, locationId: string, signal?: AbortSignal): Promise<FindResponse> {
    return find(this.#source, request, locationId, this.#options.findMs ?? 10_000, signal);
  }

  async audit(): Promise<void> {
    await this.#audit();
  }

  async status(version: string, locationId: string): Promise<StatusResponse> {
    return shopStatus(this.#source, this.#counts, {
      version,
      locationId,
      readAt: await this.#readAtText(),
      reachable: this.#reachable,
      importing: this.#progress,
      auditing: (this.#auditing ?? this.#subscriptions?.owed) !== undefined,
      troubles: this.#troubles,
      subscriptions: this.#subscriptions,
      intervalMinutes: this.#options.intervalMinutes,
    });
  }

  async health(): Promise<IngestHealth> {
    await this.#readAtText();
    return shopHealth(this.#source, {
      readAt: this.#readAt,
      imported: await this.#isImported(),
      lostSubscriptions: this.#subscriptions?.lost ?? 0,
      refusedTopics: this.#subscriptions?.refusedTopics ?? [],
      troubles: this.#troubles,
    });
  }

  async idle(): Promise<void> {
    for (;;) {
      const busy = this.#busy();
      if (busy.length === 0 && this.#drainDue === undefined) return;
      await Promise.allSettled([
        ...busy,
        this.#drainDue === undefined ? undefined : new Promise(resolve => setTimeout(resolve, 10)),
      ]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('ingest is stopping'));
    for (const unlisten of this.#unlisten) unlisten();
    this.#timers.clear();
    this.#drainDue = undefined;
    this.#wakeImport();
    await Promise.allSettled(this.#busy());
  }

  #busy(): Promise<unknown>[] {
    const all = [
      this.#beginning,
      this.#importing,
      this.#catchUps.busy,
      this.#drains.busy,
      this.#auditing,
      this.#subscriptions?.owed,
      this.#mending.busy,
    ];
    return all.filter(each => each !== undefined);
  }

  async #begin(): Promise<void> {
    await this.#ensureSubscriptions();
    void this.#drains.pass();
    await this.#afterImport();
  }

  /** Imports if no import was finished, then catches up and drops what is too old. */
  async #afterImport(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    if (!(await this.#isImported())) {
      this.#importing ??= this.#import().finally(() => (this.#importing = undefined));
      await this.#importing;
    }
    if (!this.#imported) return;
    await this.#catchUps.pass();
    await rereadProducts(this.#source, () => this.#pause());
    if ((this.#options.auditAfterImport ?? true) && (await isAuditOwed(this.#source))) await this.audit();
  }

  async #import(): Promise<void> {
    const { shopify, log, importTurn } = this.#options;
    try {
      using _turn = await importTurn?.(this.#stop.signal);
      await importShop(this.#source, {
        report: progress => {
          this.#progress = progress;
          log({ name: 'import-progress', shop: shopify.shop, ...progress });
        },
        pause: () => this.#pause(),
      });
      this.#imported = true;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#reachable = !(error instanceof ShopifyError && error.reason === 'unreachable');
      log({ name: 'import-failed', shop: shopify.shop, error: String(error) });
      this.#timers.after(this.#options.retryMs ?? 15_000, () => void this.#afterImport());
    } finally {
      this.#progress = undefined;
    }
  }

  /** Never rejects: the answer and the log say what went wrong. */
  async #catchUpOnce(): Promise<{ reached: boolean; changed: number }> {
    const { shopify, mirror, now, log } = this.#options;
    const startedAt = now();
    try {
      const { changed, troubles } = await catchUp(this.#source);
      const retired = await retire(this.#source);
      if (retired.orders + retired.records > 0) log({ name: 'retired', shop: shopify.shop, ...retired });
      this.#reachable = true;
      this.#troubles = troubles;
      this.#readAt = startedAt;
      if (!this.#stop.signal.aborted) this.#countAnew();
      await mirror.setWatermark(shopify.shop, { resource: 'readAt', value: String(startedAt) });
      log({ name: 'catch-up-finished', shop: shopify.shop, changed, ms: now() - startedAt });
      return { reached: true, changed: changed + retired.orders };
    } catch (error) {
      if (!this.#stop.signal.aborted) {
        // A full store says nothing about Shopify.
        if (error instanceof StoreError) this.#retrySoon();
        else {
          this.#reachable = false;
          this.#retryWhenUp();
        }
        log({ name: 'catch-up-failed', shop: shopify.shop, error: String(error) });
      }
      return { reached: false, changed: 0 };
    }
  }

  /** One catch-up serves all calls that arrive meanwhile. */
  #retrySoon(): void {
    this.#retryDue ??= this.#timers.after(this.#options.retryMs ?? 15_000, () => {
      this.#retryDue = undefined;
      void this.#catchUps.pass();
    });
  }

  /** Shopify is usually back before the interval ends: the tills need not wait for it. */
  #retryWhenUp(): void {
    const { shopify, now } = this.#options;
    const { retryAt } = shopify.health();
    if (retryAt !== undefined)
      this.#timers.after(Math.max(100, retryAt - now() + 50), () => void this.#catchUps.pass());
  }

  async #drainOnce(): Promise<void> {
    const { shopify, log } = this.#options;
    try {
      const { notices, changed, uncertain } = await drainInbox(this.#source, () => this.#wakeImport());
      if (notices > 0) log({ name: 'drained', shop: shopify.shop, notices, changed, uncertain });
      if (uncertain > 0) this.#retrySoon();
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      log({ name: 'drain-failed', shop: shopify.shop, error: String(error) });
      this.#timers.after(this.#options.retryMs ?? 15_000, () => this.noticed());
    }
  }

  #audit(): Promise<boolean> {
    this.#auditing ??= this.#auditOnce().finally(() => (this.#auditing = undefined));
    return this.#auditing;
  }

  /** Never rejects. Returns whether it finished. */
  async #auditOnce(): Promise<boolean> {
    const { shopify, log } = this.#options;
    if (!(await this.#isImported())) return false;
    log({ name: 'audit-started', shop: shopify.shop });
    try {
      await audit(this.#source, () => this.#pause());
      return true;
    } catch (error) {
      if (!this.#stop.signal.aborted) log({ name: 'audit-failed', shop: shopify.shop, error: String(error) });
      return false;
    }
  }

  /** Never rejects. Recreates subscriptions that Shopify removed, and looks for their lost changes ([E20]). */
  async #ensureSubscriptions(): Promise<void> {
    const untrusted = (await this.#subscriptions?.ensure()) ?? [];
    if (untrusted.length > 0) this.#subscriptions?.pay(untrusted, () => this.#auditAnew());
  }

  async #auditAnew(): Promise<boolean> {
    // A starting process catches up anyway.
    await (this.#beginning ?? this.#afterImport());
    // A running audit may have read before the subscriptions existed again.
    await this.#auditing;
    return this.#audit();
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
    const heads = await headTexts(this.#source, locationId);
    const { intervalMinutes } = this.#options;
    return { heads, readAt: await this.#readAtText(), shopify, changed, intervalMinutes };
  }

  async #readAtText(): Promise<string | null> {
    this.#readAt ??=
      Number(await this.#options.mirror.watermark(this.#options.shopify.shop, 'readAt')) || undefined;
    return this.#readAt === undefined ? null : new Date(this.#readAt).toISOString();
  }

  #wakeImport(): void {
    for (const wake of this.#pauses) wake();
    this.#pauses.clear();
  }

  #pause(): Promise<void> {
    return new Promise(resolve => {
      this.#pauses.add(resolve);
      this.#timers.after(this.#options.bulkPollMs ?? 1000, resolve);
    });
  }
}
