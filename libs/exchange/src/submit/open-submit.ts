import type { Findings, Inbox, Mirror, Records, SubmittedName, Taken } from '@tidemark/mirror';
import type { DecisionRequest } from '@tidemark/protocol';
import { ShopifyError, type Shopify } from '@tidemark/shopify';
import type { IngestEvent } from '../events.ts';
import type { Source } from '../source.ts';
import { Timers } from '../driver/timers.ts';
import { decided, decisionKept } from './decide-refused.ts';
import { SubmitQueue, leaseMs } from './submit-queue.ts';
import { Reading } from './read-back/reading.ts';
import { SaleId } from './sale/sale-id.ts';
import { submitEdit } from './customer/submit-edit.ts';
import { submitMove } from './submit-move.ts';
import { submitSale } from './sale/submit-sale.ts';
import type { Decider, HeldUp, Submit, SubmitHealth, SubmitTrouble } from './submit.ts';

export interface SubmitOptions {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly records: Records;
  readonly inbox: Inbox;
  readonly findings: Findings;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: (event: IngestEvent) => void;
  /** Whether this process may still act for the shop; nothing leaves once it may not. Default: it may. */
  readonly owns?: () => boolean;
  /** The most orders made in a minute; undefined: as many as Shopify takes. */
  readonly ordersPerMinute?: number;
  /** How many records of a kind are under way at once. */
  readonly lanes?: number;
  /** How long after an acceptance its effects are read, so that one read serves many. */
  readonly readBackMs?: number;
  readonly retryMs?: number;
  /** How long until uncertain levels are read again. */
  readonly doubtMs?: number;
}

/** New customers come before what was sold to them. */
const kinds: readonly SubmittedName[] = ['customerEdits', 'sales', 'stockMoves'];

/** The longest sleep between two checks of the outbox: a push may be stored and never announced. */
const longestSleepMs = 60_000;

/** Opens submitting for one shop; nothing leaves before `start`. */
export function openSubmit(options: SubmitOptions): Submit {
  return new ShopSubmit(options);
}

/**
 * The driver: which lane has which record, and when the next is due. The steps for one record are in their own files.
 */
class ShopSubmit implements Submit {
  readonly #options: SubmitOptions;
  readonly #stop = new AbortController();
  readonly #timers = new Timers();
  readonly #source: Source;
  readonly #queue: SubmitQueue;
  readonly #unlisten: () => void;
  readonly #running: Record<SubmittedName, Set<Promise<void>>> = {
    customerEdits: new Set(),
    sales: new Set(),
    stockMoves: new Set(),
  };
  #pumping: Promise<void> | undefined;
  #again = false;
  #wake: NodeJS.Timeout | undefined;
  readonly #reading: Reading;
  readonly #saleId: SaleId;
  #started = false;

  constructor(options: SubmitOptions) {
    this.#options = options;
    const { shopify, mirror, records, inbox, findings, now, log } = options;
    this.#source = {
      ...{ shopify, mirror, records, inbox, findings, expectsWebhooks: false, recordDays: 0, now, log },
      owns: options.owns,
      // An uncertain level's record stays in the outbox, and is read again from there.
      doubt: () => undefined,
      signal: this.#stop.signal,
    };
    this.#queue = new SubmitQueue(this.#source, options.random, options.ordersPerMinute, words =>
      this.#saleId.isMissing(words),
    );
    const { retryMs = 15_000, doubtMs = 500 } = options;
    this.#reading = new Reading(this.#source, this.#timers, { retryMs, doubtMs }, trouble => {
      if (!trouble) this.#queue.troubles.passed('read-back');
      else if ('error' in trouble) this.#failed('read-back', trouble.error);
      else this.#queue.troubles.arose('read-back', trouble.what, now());
    });
    this.#saleId = new SaleId({
      ensure: () => shopify.writes.ensureSaleId(this.#stop.signal),
      signal: this.#stop.signal,
      ...{ timers: this.#timers, retryMs },
      onReady: () => {
        this.#queue.troubles.passed('sales');
        this.#lookNow();
      },
      onFailure: error => this.#failed('sales', error),
    });
    this.#unlisten = records.onCommit(({ shop }) => {
      if (shop === shopify.shop) this.#lookNow();
    });
  }

  start(): void {
    this.#started = true;
    this.#saleId.ask();
    this.#lookNow();
  }

  async decide(request: DecisionRequest, by: Decider): Promise<'decided' | 'moved-on' | 'unknown'> {
    const { records, now } = this.#options;
    const { collection, id } = request;
    let isKnown = false;
    const moved = await records.move(
      this.#queue.shop,
      { collection, id },
      document => {
        isKnown = true;
        return decided(document, request);
      },
      now(),
      decisionKept(request, by),
    );
    return moved ? 'decided' : isKnown ? 'moved-on' : 'unknown';
  }

  troubles(): readonly SubmitTrouble[] {
    return this.#queue.troubles.list;
  }

  async health(): Promise<SubmitHealth> {
    const counts = await this.#options.records.counts(this.#queue.shop);
    return { counts, troubles: this.troubles() };
  }

  async idle(): Promise<void> {
    for (;;) {
      const lanes = kinds.flatMap(kind => [...this.#running[kind]]);
      const busy = [this.#pumping, this.#saleId.busy, this.#reading.busy, ...lanes].filter(
        each => each !== undefined,
      );
      if (busy.length === 0 && !this.#reading.isDue) return;
      await Promise.allSettled(busy);
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('submitting is stopping'));
    this.#unlisten();
    this.#reading.stop();
    this.#timers.clear();
    await this.idle();
  }

  /** Checks for due records: a till wrote, an attempt ended, or a record's time came. */
  #lookNow(): void {
    if (!this.#started || this.#stop.signal.aborted) return;
    this.#again = true;
    this.#pumping ??= this.#pump();
    this.#reading.soon(this.#options.readBackMs ?? 50);
  }

  async #pump(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      let wait = Infinity;
      for (const kind of kinds) wait = Math.min(wait, await this.#tryToTake(kind));
      this.#wakeIn(wait);
    }
    // Cleared at once: a later call starts another round.
    this.#pumping = undefined;
  }

  /** Takes due records of a kind. Trouble with one kind holds no other up. */
  async #tryToTake(kind: SubmittedName): Promise<number> {
    try {
      return await this.#takeDue(kind);
    } catch (error) {
      this.#failed(kind, error);
      return this.#options.retryMs ?? 15_000;
    }
  }

  /** Takes due records of a kind into free lanes; returns how long to wait before the next check. */
  async #takeDue(kind: SubmittedName): Promise<number> {
    const { shopify, records, now, lanes = 4 } = this.#options;
    const running = this.#running[kind];
    const free = lanes - running.size;
    if (free <= 0) return Infinity;
    const due = await records.nextDue(shopify.shop, kind, now());
    if (due === undefined) return Infinity;
    const { retryAt = 0 } = shopify.health();
    const wait = Math.max(due - now(), retryAt - now(), kind === 'sales' ? this.#queue.orderWait() : 0);
    if (wait > 0) return wait;
    if (kind === 'sales' && !this.#saleId.isReady) {
      this.#saleId.ask();
      return Infinity;
    }
    for (const taken of await records.take(shopify.shop, kind, now(), now() + leaseMs, free)) {
      const lane = this.#work(taken).finally(() => {
        running.delete(lane);
        this.#lookNow();
      });
      running.add(lane);
    }
    return running.size < lanes ? 0 : Infinity;
  }

  /** Never rejects: a failure concerns only its record, which is tried again. */
  async #work(taken: Taken): Promise<void> {
    try {
      if (taken.collection === 'sales') await submitSale(this.#queue, taken as Taken<'sales'>);
      else if (taken.collection === 'stockMoves') await submitMove(this.#queue, taken as Taken<'stockMoves'>);
      else await submitEdit(this.#queue, taken as Taken<'customerEdits'>);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const { collection, id } = taken;
      if (collection === 'sales' && error instanceof ShopifyError && error.reason === 'unexpected')
        this.#saleId.doubt();
      this.#failed(collection, error, { collection, id });
      await this.#queue.postpone(taken).catch(() => undefined);
    }
  }

  #wakeIn(ms: number): void {
    this.#timers.cancel(this.#wake);
    this.#wake = undefined;
    if (this.#stop.signal.aborted) return;
    this.#wake = this.#timers.after(Math.min(Math.max(ms, 5), longestSleepMs), () => this.#lookNow());
  }

  #failed(kind: HeldUp, error: unknown, facts: object = {}): void {
    if (this.#stop.signal.aborted) return;
    const { log, now } = this.#options;
    const what = error instanceof Error ? error.message : String(error);
    this.#queue.troubles.arose(kind, what, now());
    const name = kind === 'read-back' ? 'read-back-failed' : 'submit-failed';
    log({ name, shop: this.#queue.shop, error: String(error), ...facts });
  }
}
