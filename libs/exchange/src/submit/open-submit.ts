import type { Findings, Inbox, Mirror, Promises, SubmittedName, Taken } from '@tidemark/mirror';
import type { DecisionRequest } from '@tidemark/protocol';
import { ShopifyError, type Shopify } from '@tidemark/shopify';
import type { IngestEvent } from '../ingest.ts';
import type { Source } from '../source.ts';
import { Timers } from '../timers.ts';
import { decided } from './decide-refused.ts';
import { Desk, leaseMs } from './desk.ts';
import { readBack } from './read-back.ts';
import { submitEdit } from './submit-edit.ts';
import { submitMove } from './submit-move.ts';
import { submitSale } from './submit-sale.ts';
import type { Submit, SubmitHealth } from './submit.ts';

export interface SubmitOptions {
  readonly shopify: Shopify;
  readonly mirror: Mirror;
  readonly promises: Promises;
  readonly inbox: Inbox;
  readonly findings: Findings;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: (event: IngestEvent) => void;
  /** As many orders are made in a minute at most; undefined: as many as Shopify takes. */
  readonly ordersPerMinute?: number;
  /** How many promises of a kind are under way at once. */
  readonly lanes?: number;
  /** How long after an acceptance its effects are read, so that one read serves many. */
  readonly readBackMs?: number;
  readonly retryMs?: number;
  /** How long until what nobody could tell is read again. */
  readonly doubtMs?: number;
}

/** Whoever is new comes before what was sold to them. */
const kinds: readonly SubmittedName[] = ['customerEdits', 'sales', 'stockMoves'];

/** Opens submitting for one shop; nothing leaves before `start`. */
export function openSubmit(options: SubmitOptions): Submit {
  return new ShopSubmit(options);
}

/** The driver: which promise is in whose hands, and when the next is due. What is done with one is in its own file. */
class ShopSubmit implements Submit {
  readonly #options: SubmitOptions;
  readonly #stop = new AbortController();
  readonly #timers = new Timers();
  readonly #source: Source;
  readonly #desk: Desk;
  readonly #unlisten: () => void;
  readonly #running: Record<SubmittedName, Set<Promise<void>>> = {
    customerEdits: new Set(),
    sales: new Set(),
    stockMoves: new Set(),
  };
  #pumping: Promise<void> | undefined;
  #again = false;
  #wake: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #readDue: NodeJS.Timeout | undefined;
  #isReady = false;
  #started = false;
  #trouble: string | undefined;

  constructor(options: SubmitOptions) {
    this.#options = options;
    const { shopify, mirror, promises, inbox, findings, now, log } = options;
    this.#source = {
      ...{ shopify, mirror, promises, inbox, findings, expectsWebhooks: false, now, log },
      // What is left in doubt stays in the outbox, and is read again from there.
      doubt: () => undefined,
      signal: this.#stop.signal,
    };
    this.#desk = new Desk(this.#source, options.random, options.ordersPerMinute);
    this.#unlisten = promises.onCommit(({ shop }) => {
      if (shop === shopify.shop) this.#stirred();
    });
  }

  start(): void {
    this.#started = true;
    this.#stirred();
  }

  async decide(request: DecisionRequest): Promise<'decided' | 'moved-on' | 'unknown'> {
    const { promises, now } = this.#options;
    const { collection, id } = request;
    let isKnown = false;
    const moved = await promises.move(
      this.#desk.shop,
      { collection, id },
      document => {
        isKnown = true;
        return decided(document, request);
      },
      now(),
    );
    return moved ? 'decided' : isKnown ? 'moved-on' : 'unknown';
  }

  async health(): Promise<SubmitHealth> {
    return { counts: await this.#options.promises.counts(this.#desk.shop), trouble: this.#trouble };
  }

  async idle(): Promise<void> {
    for (;;) {
      const busy = [this.#pumping, this.#reading, ...kinds.flatMap(kind => [...this.#running[kind]])].filter(
        each => each !== undefined,
      );
      if (busy.length === 0 && this.#readDue === undefined) return;
      await Promise.allSettled(busy);
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('submitting is stopping'));
    this.#unlisten();
    this.#timers.clear();
    this.#readDue = undefined;
    await this.idle();
  }

  /** Something may be due: a till wrote, an attempt ended, its time came. */
  #stirred(): void {
    if (!this.#started || this.#stop.signal.aborted) return;
    this.#again = true;
    this.#pumping ??= this.#pump().finally(() => (this.#pumping = undefined));
    this.#readSoon(this.#options.readBackMs ?? 50);
  }

  async #pump(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      try {
        let wait = Infinity;
        for (const kind of kinds) wait = Math.min(wait, await this.#takeDue(kind));
        this.#wakeIn(wait);
      } catch (error) {
        this.#failed('submit-failed', error);
        this.#wakeIn(this.#options.retryMs ?? 15_000);
      }
    }
  }

  /** Takes what is due of a kind into free lanes; answers after how long to look again. */
  async #takeDue(kind: SubmittedName): Promise<number> {
    const { shopify, promises, now, lanes = 4 } = this.#options;
    const running = this.#running[kind];
    const free = lanes - running.size;
    if (free <= 0) return Infinity;
    const due = await promises.nextDue(shopify.shop, kind, now());
    if (due === undefined) return Infinity;
    const { retryAt = 0 } = shopify.health();
    const wait = Math.max(due - now(), retryAt - now(), kind === 'sales' ? this.#desk.orderWait() : 0);
    if (wait > 0) return wait;
    if (kind === 'sales') await this.#ready();
    for (const taken of await promises.take(shopify.shop, kind, now(), now() + leaseMs, free)) {
      const lane = this.#work(taken).finally(() => {
        running.delete(lane);
        this.#stirred();
      });
      running.add(lane);
    }
    return running.size < lanes ? 0 : Infinity;
  }

  /** Never rejects: what goes wrong with one promise is its own trouble, and it is tried again. */
  async #work(taken: Taken): Promise<void> {
    try {
      if (taken.collection === 'sales') await submitSale(this.#desk, taken as Taken<'sales'>);
      else if (taken.collection === 'stockMoves') await submitMove(this.#desk, taken as Taken<'stockMoves'>);
      else await submitEdit(this.#desk, taken as Taken<'customerEdits'>);
      this.#trouble = undefined;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#failed('submit-failed', error, { collection: taken.collection, id: taken.id });
      await this.#desk.postpone(taken).catch(() => undefined);
    }
  }

  /** [T3] Orders can be found by their sales before the first is made. */
  async #ready(): Promise<void> {
    if (this.#isReady) return;
    await this.#options.shopify.writes.ensureSaleId(this.#stop.signal);
    this.#isReady = true;
  }

  #readSoon(ms: number): void {
    this.#readDue ??= this.#timers.after(ms, () => {
      this.#readDue = undefined;
      this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    });
  }

  async #read(): Promise<void> {
    try {
      const { isLeft, read } = await readBack(this.#source);
      if (isLeft) this.#readSoon(read > 0 ? 1 : (this.#options.doubtMs ?? 500));
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#failed('read-back-failed', error);
      this.#readSoon(this.#options.retryMs ?? 15_000);
    }
  }

  #wakeIn(ms: number): void {
    if (this.#wake) clearTimeout(this.#wake);
    this.#wake = undefined;
    if (ms === Infinity || this.#stop.signal.aborted) return;
    this.#wake = this.#timers.after(Math.min(Math.max(ms, 5), 60_000), () => this.#stirred());
  }

  #failed(name: 'submit-failed' | 'read-back-failed', error: unknown, facts: object = {}): void {
    if (this.#stop.signal.aborted) return;
    if (error instanceof ShopifyError) this.#trouble = error.message;
    this.#options.log({ name, shop: this.#desk.shop, error: String(error), ...facts });
  }
}
