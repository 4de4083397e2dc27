import { proxy } from 'comlink';
import type { FindKind, SessionResponse, StatusResponse, Trigger } from '@tidemark/protocol';
import type { CollectionName, DocumentOf, Settings } from '@tidemark/schema';
import {
  BehaviorSubject,
  filter,
  firstValueFrom,
  from,
  mergeAll,
  ReplaySubject,
  Subscription,
  switchMap,
  type Observable,
} from 'rxjs';
import { because, reasonOf, type Reason } from '../api/reason.ts';
import type { TillClock } from '../api/till-clock.ts';
import type {
  FindOptions,
  FindResult,
  NameAndPin,
  SyncInterval,
  SyncLogEntry,
  TillStaff,
  TillStatus,
} from '../api/till.ts';
import type { Approval, LockView, RemovalStep } from '../lock/lock-view.ts';
import { connectedSelling } from './connected-selling.ts';
import type { HostedTill } from './hosted-till.ts';
import { KnownCodes } from './known-codes.ts';
import type { Reached } from './reached.ts';
import type { PageCatalogue, PageOrders, PageSelling, PageTill } from './page-till.ts';

/** A way to a till that runs in this page, or in a worker. */
export interface Connection {
  readonly till: Reached<HostedTill>;
  /** Resolves when the till can no longer be asked, because its worker ended. */
  readonly ended: Promise<void>;
  /** Ends it at once: nothing that was asked is answered any more. */
  end(): void;
}

export interface ConnectedTillParts {
  /** Opens a connection: at first, and again where one ended. `times`: how many ended before. */
  readonly connect: (times: number) => Promise<Connection>;
  readonly now: () => number;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  /** The till is closed: nothing of it is needed any more. */
  readonly onClose?: () => void;
}

/** How long to wait before the next connection, where the last ended soon. */
const pauseMs = 500;

/**
 * The till of a page, wherever it runs. Where its worker ends, it is opened again: what was asked is answered by an
 * error, since nobody knows whether it was done; what is followed goes on.
 */
export class ConnectedTill implements PageTill {
  readonly session$: Observable<SessionResponse | undefined>;
  readonly status$: Observable<TillStatus>;
  readonly log$: Observable<readonly SyncLogEntry[]>;
  readonly settings$: Observable<Settings | undefined>;
  readonly interval$: Observable<SyncInterval>;
  readonly lock$: Observable<LockView>;
  readonly clock: TillClock;
  readonly opened: Promise<void>;
  readonly catalogue: PageCatalogue;
  readonly orders: PageOrders;
  readonly selling: PageSelling;
  readonly staff: TillStaff;
  readonly diskCatalogue: PageTill['diskCatalogue'];
  readonly #parts: ConnectedTillParts;
  readonly #connection$ = new BehaviorSubject<Connection | undefined>(undefined);
  readonly #subscriptions = new Subscription();
  /** How to refuse what was asked and is not answered yet. */
  readonly #unanswered = new Set<(error: Error) => void>();
  #isClosed = false;
  #isAway = false;

  private constructor(parts: ConnectedTillParts) {
    this.#parts = parts;
    const { now } = parts;
    this.session$ = this.#kept(till => till.session$);
    this.status$ = this.#kept(till => till.status$);
    this.settings$ = this.#kept(till => till.settings$);
    this.interval$ = this.#kept(till => till.interval$);
    this.lock$ = this.#kept(till => till.lock$);
    this.log$ = this.#followed(till => till.log$);
    const fastBy$ = this.#kept(till => till.fastBy$);
    let fastBy = 0;
    this.#subscriptions.add(fastBy$.subscribe(ms => (fastBy = ms)));
    this.clock = { now: () => now() - fastBy, deviceNow: now, fastBy$ };
    this.catalogue = this.#catalogue();
    this.orders = this.#orders();
    this.selling = connectedSelling({
      ask: act => this.#ask(till => act(till.selling)),
      followed: get => this.#followed(till => get(till.selling)),
      kept: get => this.#kept(till => get(till.selling)),
    });
    this.staff = {
      change: (staff, pin) => this.#ask(till => till.staff.change(staff, pin)),
      choices: () => this.#ask(till => till.staff.choices()),
      approvers: permission => this.#ask(till => till.staff.approvers(permission)),
      approve: (permission, staff, pin) => this.#ask(till => till.staff.approve(permission, staff, pin)),
      movesSeen: ids => this.#ask(till => till.staff.movesSeen(ids)),
    };
    this.diskCatalogue = {
      findable: code => this.#ask(till => till.diskCatalogue.findable(code)),
      searchable: query => this.#ask(till => till.diskCatalogue.searchable(query)),
    };
    this.opened = this.#ask(till => till.opened);
    // The page is told of it by the status too.
    this.opened.catch(() => undefined);
  }

  /** Resolves when the till is open, and what its first screen needs is here. */
  static async open(parts: ConnectedTillParts): Promise<ConnectedTill> {
    const till = new ConnectedTill(parts);
    try {
      await till.#connect(0);
      await Promise.all(
        [till.session$, till.status$, till.lock$, till.settings$].map(each => firstValueFrom<unknown>(each)),
      );
      return till;
    } catch (error) {
      till.#end();
      throw error;
    }
  }

  signIn(staff: string, pin: string, approval?: NameAndPin) {
    return this.#ask(till => till.signIn(staff, pin, approval));
  }

  signOut(): Promise<void> {
    return this.#ask(till => till.signOut());
  }

  lock(): void {
    this.#tell(till => till.lock());
  }

  unlock(pin: string) {
    return this.#ask(till => till.unlock(pin));
  }

  used(): void {
    this.#tell(till => till.used());
  }

  removeShop(told?: (step: RemovalStep) => void): Promise<void> {
    return this.#ask(till => till.removeShop(told && proxy(told)));
  }

  sync(trigger: Trigger): Promise<SyncLogEntry> {
    return this.#ask(till => till.sync(trigger));
  }

  clearAndSync(signal?: AbortSignal): Promise<SyncLogEntry> {
    return this.#ask(till => till.clearAndSync(signal));
  }

  check(): Promise<SyncLogEntry> {
    return this.#ask(till => till.check());
  }

  audit(approval?: Approval): Promise<boolean> {
    return this.#ask(till => till.audit(approval));
  }

  documents<C extends CollectionName>(collection: C): Promise<readonly DocumentOf[C][]> {
    return this.#ask(till => till.documents(collection)) as Promise<readonly DocumentOf[C][]>;
  }

  scan(code: string) {
    return this.#ask(till => till.scan(code));
  }

  find<K extends FindKind>(
    kind: K,
    query: string,
    options?: FindOptions,
    signal?: AbortSignal,
  ): Promise<FindResult<K>> {
    return this.#ask(till => till.find(kind, query, options, signal)) as Promise<FindResult<K>>;
  }

  syncEvery(minutes: number | undefined): void {
    this.#tell(till => till.syncEvery(minutes));
  }

  serverStatus(): Promise<StatusResponse | undefined> {
    return this.#ask(till => till.serverStatus());
  }

  /**
   * The page is put away, perhaps for ever: the worker ends, so that no later page waits for what it has begun on the
   * disk.
   */
  goAway(): void {
    this.#isAway = true;
    this.#connection$.value?.end();
  }

  /** The page is back. */
  comeBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    void this.#again(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    // Where its worker has just ended, there is nothing to close.
    if (this.#connection$.value) await this.#ask(till => till.close()).catch(() => undefined);
    this.#end();
  }

  #end(): void {
    this.#isClosed = true;
    this.#connection$.value?.end();
    this.#refuseAll();
    this.#subscriptions.unsubscribe();
    this.#connection$.complete();
    this.#parts.onClose?.();
  }

  async #connect(times: number): Promise<void> {
    const connection = await this.#parts.connect(times);
    if (this.#isClosed || this.#isAway) return connection.end();
    this.#connection$.next(connection);
    const since = this.#parts.now();
    void connection.ended.then(() => {
      if (this.#connection$.value === connection) this.#connection$.next(undefined);
      this.#refuseAll();
      const isLong = this.#parts.now() - since > 60_000;
      if (!this.#isClosed && !this.#isAway) void this.#again(isLong ? 1 : times + 1);
    });
  }

  /** Connects until it works: a till that cannot be opened now may be opened later. */
  async #again(times: number): Promise<void> {
    for (let failures = 0; !this.#isClosed && !this.#isAway; failures++) {
      if (times + failures > 0) await this.#parts.pause(pauseMs * 2 ** Math.min(times + failures, 6));
      try {
        return await this.#connect(times + failures);
      } catch (error) {
        // The next try is later; nobody waits for it without a word.
        this.#refuseAll(reasonOf(error));
      }
    }
  }

  #refuseAll(reason: Reason = { code: 'till-closed' }): void {
    const error = because(new Error('The till was closed while it was asked.'), reason);
    for (const refuse of this.#unanswered) refuse(error);
    this.#unanswered.clear();
  }

  /** Asks the till once it can be asked. Rejects where it ended before it answered. */
  #ask<T>(ask: (till: Connection['till']) => T | Promise<T>): Promise<Awaited<T>> {
    return new Promise((resolve, reject) => {
      this.#unanswered.add(reject);
      void (async () => {
        try {
          const { till } = await firstValueFrom(this.#connection$.pipe(filter(each => each !== undefined)));
          resolve(await ask(till));
        } catch (error) {
          reject(error);
        } finally {
          this.#unanswered.delete(reject);
        }
      })();
    });
  }

  /** Tells the till something that is not answered. */
  #tell(tell: (till: Connection['till']) => unknown): void {
    this.#ask(tell).catch(() => undefined);
  }

  /** What the till tells again and again, in whatever connection. */
  #followed<T>(get: (till: Connection['till']) => Observable<T> | Promise<Observable<T>>): Observable<T> {
    return this.#connection$.pipe(
      filter(each => each !== undefined),
      switchMap(({ till }) => from(Promise.resolve(get(till))).pipe(mergeAll())),
    );
  }

  /** The same, followed as long as the till is open: its latest value is there at once. */
  #kept<T>(get: (till: Connection['till']) => Observable<T> | Promise<Observable<T>>): Observable<T> {
    const kept$ = new ReplaySubject<T>(1);
    this.#subscriptions.add(this.#followed(get).subscribe(kept$));
    return kept$;
  }

  #catalogue(): PageCatalogue {
    const codes = new KnownCodes();
    this.#subscriptions.add(
      this.#followed(till => till.catalogue.codes$).subscribe(hashes => codes.take(hashes)),
    );
    return {
      listing$: query => this.#followed(till => till.catalogue.listing$(query)),
      variants$: wanted => this.#followed(till => till.catalogue.variants$(wanted)),
      find: code => this.#ask(till => till.catalogue.find(code)),
      search: (query, limit) => this.#ask(till => till.catalogue.search(query, limit)),
      sellablesOf: productId => this.#ask(till => till.catalogue.sellablesOf(productId)),
      isCode: code => codes.has(code),
    };
  }

  #orders(): PageOrders {
    let areOpen = false;
    return {
      open: () => {
        areOpen = true;
        return this.#ask(till => till.orders.open());
      },
      list$: query =>
        this.#followed(till => {
          // A till that was opened again has not read its orders.
          if (areOpen) void Promise.resolve(till.orders.open()).catch(() => undefined);
          return till.orders.list$(query);
        }),
    };
  }
}
