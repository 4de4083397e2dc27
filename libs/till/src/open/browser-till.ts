import type { FindKind, SessionResponse, StatusResponse, Trigger } from '@tidemark/protocol';
import type { CollectionName, DocumentOf } from '@tidemark/schema';
import { BehaviorSubject, Subscription } from 'rxjs';
import { statusMessage } from '../tabs/tab-troubles.ts';
import { Beyond } from '../look-up/beyond.ts';
import type { Caches } from '../caches/caches.ts';
import { closeAll } from './closing.ts';
import type { CacheSets } from '../caches/cache-sets.ts';
import { ifReachable } from '../wire/if-reachable.ts';
import { askLeader } from '../tabs/ask-leader.ts';
import type { Tabs } from '../tabs/tabs.ts';
import type { LiveSession } from '../live/live-session.ts';
import { keepFirst, showAll, showFirst, type OpeningParts } from './opening.ts';
import { DiskFinder } from '../first-screen/disk-finder.ts';
import type { SellingSession } from '../selling/selling-session.ts';
import type { TillClock } from '../api/till-clock.ts';
import type { Shown } from '../first-screen/shown.ts';
import {
  beginFilling,
  initialStatus,
  withDamage,
  withFillingTotals,
  withServerCounts,
  withTrouble,
} from '../api/status.ts';
import { SyncLog } from '../api/sync-log.ts';
import { IntervalChoice } from '../live/sync-interval.ts';
import type { Synchroniser } from '../sync/synchroniser.ts';
import { playRole } from '../tabs/tab-role.ts';
import { onWake } from '../live/on-wake.ts';
import { tillLive } from '../live/till-live.ts';
import { tillSynchroniser } from '../sync/till-synchroniser.ts';
import type { Approval, RemovalStep } from '../lock/lock-view.ts';
import type { FindOptions, SignInResult, SyncLogEntry, Till, TillOptions, TillStatus } from '../api/till.ts';
import type { TillSessions } from '../session/till-sessions.ts';
import type { TillParts } from './till-parts.ts';
import { wireSessions } from '../session/wire-sessions.ts';
import type { Wire } from '../wire/wire.ts';

/** The till of one shop in this browser: wires the parts, decides nothing by itself. */
export class BrowserTill implements Till {
  readonly session$: BehaviorSubject<SessionResponse | undefined>;
  readonly status$ = new BehaviorSubject<TillStatus>(initialStatus);
  opened: Promise<void> = Promise.resolve();
  readonly #options: Required<Omit<TillOptions, 'storage'>>;
  readonly #onClose: () => void;
  readonly #tabs: Tabs;
  readonly #log: SyncLog;
  readonly #wire: Wire;
  readonly #synchroniser: Synchroniser;
  readonly #subscriptions = new Subscription();
  readonly #cacheSets: CacheSets;
  readonly #shown: Shown;
  readonly #sellingSession: SellingSession;
  readonly #live: LiveSession;
  readonly #interval: IntervalChoice;
  readonly #beyond: Beyond;
  readonly #sessions: TillSessions;
  readonly diskCatalogue: DiskFinder;
  readonly clock: TillClock;
  #lastSyncAt = 0;

  constructor(parts: TillParts) {
    const { options, name, tabs, cacheSets } = parts;
    this.#options = options;
    this.#onClose = parts.onClose;
    this.clock = parts.clock;
    this.#tabs = tabs;
    this.#cacheSets = cacheSets;
    this.#log = new SyncLog(options.keep, `${name}-log`);
    this.#interval = new IntervalChoice(options.keep, `${name}-interval`, options.intervalMinutes);
    this.session$ = parts.session$;
    this.#wire = parts.wire;
    this.#shown = parts.shown;
    this.#sellingSession = parts.sellingSession;
    this.diskCatalogue = new DiskFinder({
      shown: parts.shown,
      caches: () => cacheSets.current,
      opened: () => this.opened,
    });
    this.#subscriptions.add(parts.damage$.subscribe(damage => this.#change(withDamage(damage))));
    this.#synchroniser = tillSynchroniser(parts, {
      show: caches => this.#show(caches),
      change: change => this.#change(change),
      learnInterval: minutes => this.#interval.learn(minutes),
    });
    this.#sessions = wireSessions(parts, {
      synchroniser: this.#synchroniser,
      show: caches => this.#show(caches),
      change: change => this.#change(change),
      began: isHere => this.#began(isHere),
      ended: () => this.#ended(),
    });
    this.#subscriptions.add(() => parts.lock[Symbol.dispose]());
    this.#live = tillLive({
      ...{
        wire: this.#wire,
        now: () => this.clock.deviceNow(),
        random: options.random,
        sellingSession: this.#sellingSession,
      },
      ...{ synchroniser: this.#synchroniser, interval: this.#interval },
      sync: trigger => this.sync(trigger),
      check: () => this.check(),
      change: change => this.#change(change),
    });
    // In the middle of a sync, a product may be there before its stock is read, or is read and not shown yet.
    this.#shown.catalogue.knowsStock = () => {
      const { syncing, collections } = this.status$.value;
      const isRead = syncing.length === 0 && collections.inventoryLevels.verifiedAt !== undefined;
      return isRead && this.#shown.isSettled;
    };
    this.#beyond = new Beyond({
      wire: this.#wire,
      shown: this.#shown,
      diskCatalogue: this.diskCatalogue,
      synchroniser: this.#synchroniser,
      caches: () => this.#cacheSets.current,
      knowledgeFrom: () => this.status$.value.verifiedAt,
      sync: () => this.sync('search'),
      log: entry => this.#log.add(entry),
    });
  }

  get log$() {
    return this.#log.entries$;
  }

  get catalogue() {
    return this.#shown.catalogue;
  }

  get orders() {
    return this.#shown.orders;
  }

  get settings$() {
    return this.#shown.settings$;
  }

  get interval$() {
    return this.#interval.interval$;
  }

  get selling() {
    return this.#sellingSession.selling;
  }

  get lock$() {
    return this.#sessions.lock.view$;
  }

  get staff() {
    return this.#sessions.staff;
  }

  /** Takes what answers say of the sign-in. */
  get heard() {
    return this.#sessions.heard;
  }

  signIn(...who: Parameters<Till['signIn']>): Promise<SignInResult> {
    return this.#sessions.signIn(...who);
  }

  async signOut(): Promise<void> {
    this.#sessions.end();
  }

  lock(): void {
    this.#sessions.lock.lock();
  }

  unlock(pin: string) {
    return this.#sessions.lock.unlock(pin);
  }

  used(): void {
    this.#sessions.lock.used();
  }

  removeShop(told?: (step: RemovalStep) => void): Promise<void> {
    return this.#sessions.removeShop(told);
  }

  async sync(trigger: Trigger): Promise<SyncLogEntry> {
    if (!this.#tabs.leads) return this.#askLeader(trigger);
    const startedAt = this.clock.deviceNow();
    const syncing = this.#synchroniser.sync(trigger);
    void this.diskCatalogue.loaded.then(() => this.#beginFilling());
    const entry = await syncing;
    // This tab stood still, and another took over meanwhile.
    if (entry.outcome === 'failed' && !this.#tabs.leads) return this.#askLeader(trigger);
    if (entry.outcome === 'up-to-date') {
      this.#lastSyncAt = startedAt;
      this.#live.updated();
    }
    await this.#shown.settled();
    this.#log.add(entry);
    await this.serverStatus();
    return entry;
  }

  async clearAndSync(signal?: AbortSignal): Promise<SyncLogEntry> {
    const entry = await this.#synchroniser.clear(signal);
    if (entry.outcome === 'up-to-date') this.#live.updated();
    this.#log.add(entry);
    return entry;
  }

  async check(): Promise<SyncLogEntry> {
    const checked = await this.#synchroniser.check();
    const records = this.session$.value === undefined ? 0 : await this.#sellingSession.check();
    const entry = { ...checked, repaired: checked.repaired + records };
    // Checks run every quarter of an hour: those that found nothing would push the syncs out of the log.
    if (entry.repaired > 0 || entry.outcome !== 'up-to-date') this.#log.add(entry);
    return entry;
  }

  async audit(approval?: Approval): Promise<boolean> {
    return (await ifReachable(this.#wire.audit(approval?.token))) !== undefined;
  }

  async documents<C extends CollectionName>(collection: C): Promise<readonly DocumentOf[C][]> {
    return (await this.#cacheSets.current.stored(collection)) as unknown as DocumentOf[C][];
  }

  scan(code: string) {
    return this.#beyond.scan(code);
  }

  find<K extends FindKind>(kind: K, query: string, options?: FindOptions, signal?: AbortSignal) {
    return this.#beyond.find(kind, query, options, signal);
  }

  syncEvery(minutes: number | undefined): void {
    this.#interval.choose(minutes);
  }

  async serverStatus(): Promise<StatusResponse | undefined> {
    const server = await ifReachable(this.#wire.status());
    if (server) this.#change(status => withServerCounts(status, server));
    this.#interval.learn(server?.intervalMinutes);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sessions.lock.learned();
    this.#onClose();
    this.session$.next(undefined);
    this.#ended();
    this.#subscriptions.unsubscribe();
    await closeAll([this.#cacheSets, this.#tabs, this.#sellingSession, this.#wire, this.#shown]);
  }

  /** Shows the first of what is stored, then the rest, and pulls if a person is signed in. Call it once. */
  async begin(): Promise<void> {
    const parts: OpeningParts = {
      cacheSets: this.#cacheSets,
      shown: this.#shown,
      show: caches => this.#show(caches),
      followSwap: () => this.#followSwap(),
      change: change => this.#change(change),
      touch$: this.#options.touch$,
    };
    await showFirst(parts);
    this.opened = showAll(parts);
    this.opened.catch((error: unknown) => this.#change(withTrouble(error)));
    this.#subscriptions.add(keepFirst(parts, this.opened, this.status$, () => this.#tabs.leads));
    this.#change(status => ({ ...status, followsOtherTab: !this.#tabs.leads }));
    this.#subscriptions.add(this.#playRole());
    const wakes = {
      isSignedIn: () => this.session$.value !== undefined,
      ...{ live: this.#live, sellingSession: this.#sellingSession, change: parts.change },
      isStale: () => this.clock.deviceNow() - this.#lastSyncAt > 60_000,
      sync: () => void this.sync('reconnect'),
    };
    this.#subscriptions.add(this.#options.wake$.subscribe(event => onWake(event, wakes)));
    this.#sessions.begin();
    if (this.session$.value === undefined) return this.#sellingSession.retryNow();
    this.#goLive();
    void this.sync('reload');
  }

  #playRole(): Subscription {
    return playRole({
      ...{ tabs: this.#tabs, status$: this.status$, session$: this.session$, log: this.#log },
      ...{ sellingSession: this.#sellingSession, live: this.#live },
      change: change => this.#change(change),
      sync: trigger => this.sync(trigger),
      goLive: () => this.#goLive(),
      adoptSession: () => this.#sessions.adopt(),
      lookAtLock: () => this.#sessions.lock.look(),
      followSwap: () => this.#followSwap(),
    });
  }

  #askLeader(trigger: Trigger): Promise<SyncLogEntry> {
    return askLeader(this.#tabs, trigger, this.#options, {
      sync: () => this.sync(trigger),
      followSwap: () => this.#followSwap(),
    });
  }

  #goLive(): void {
    if (!this.#tabs.leads) return;
    this.#live.start();
    this.#sellingSession.retryNow();
  }

  /** A person is signed in from now on. */
  async #began(isHere: boolean): Promise<void> {
    const loading = this.#loadCatalogue();
    if (isHere) await loading;
    this.#sellingSession.selling.sessionChanged();
    this.#goLive();
    if (isHere) void this.sync('login');
  }

  #ended(): void {
    this.#live[Symbol.dispose]();
    this.#sellingSession.selling.sessionChanged();
    this.#change(status => ({ ...status, connection: 'offline' }));
  }

  #followSwap(): Promise<void> {
    return this.#synchroniser.alone(async () => undefined);
  }

  #loadCatalogue(): Promise<void> {
    return this.#shown.loadCatalogue(this.#cacheSets.current, this.session$.value?.location.id);
  }

  #show(caches: Caches): Promise<void> {
    return this.#shown.follow(caches, this.session$.value?.location.id);
  }

  async #beginFilling(): Promise<void> {
    const { filling, syncing } = this.status$.value;
    if (this.catalogue.size > 0 || filling || syncing.length === 0) return;
    this.#change(beginFilling);
    const server = await this.serverStatus();
    if (server) this.#change(status => withFillingTotals(status, server));
  }

  #change(change: (status: TillStatus) => TillStatus): void {
    this.status$.next(change(this.status$.value));
    if (this.#tabs.leads) this.#tabs.post(statusMessage(this.status$.value));
  }
}
