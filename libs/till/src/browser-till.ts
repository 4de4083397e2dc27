import type { SessionResponse, StatusResponse, Trigger } from '@tidemark/protocol';
import {
  collectionNames,
  settingsId,
  type CollectionName,
  type DocumentOf,
  type InventoryLevel,
  type Product,
  type Settings,
} from '@tidemark/schema';
import type { RxStorage } from 'rxdb';
import { BehaviorSubject, Subscription } from 'rxjs';
import { Generations } from './generations.ts';
import { forgetStock, movedSinceLastTime } from './moved-till.ts';
import { askLeader, browserTabs, singleTab, type Tabs } from './leadership.ts';
import { Live } from './live.ts';
import { MemoryCatalogue } from './memory-catalogue.ts';
import { beginFilling, initialStatus, withCollection, withFillingTotal, withServerCounts } from './status.ts';
import { scanCode } from './scan-code.ts';
import { SyncLog } from './sync-log.ts';
import { Synchroniser } from './synchroniser.ts';
import type { Selling } from './selling/selling.ts';
import type { ScanResult, SignInResult, SyncLogEntry, Till, TillOptions, TillStatus } from './till.ts';
import { hashName, readSession } from './kept.ts';
import { Wire, WireError } from './wire.ts';

/** How often what is stored is compared with the mirror, and with itself. */
const checkMs = 15 * 60_000;

/** The till of one shop in this browser: wires the parts, decides nothing by itself. */
export class BrowserTill implements Till {
  readonly catalogue = new MemoryCatalogue();
  declare readonly selling: Selling;
  readonly session$: BehaviorSubject<SessionResponse | undefined>;
  readonly status$ = new BehaviorSubject<TillStatus>(initialStatus);
  readonly settings$ = new BehaviorSubject<Settings | undefined>(undefined);
  readonly #options: Required<Omit<TillOptions, 'storage'>>;
  readonly #name: string;
  readonly #tabs: Tabs;
  readonly #log: SyncLog;
  readonly #wire: Wire;
  readonly #synchroniser: Synchroniser;
  readonly #subscriptions = new Subscription();
  readonly #generations: Generations;
  #following = new Subscription();
  #live: Live | undefined;
  #interval: ReturnType<typeof setInterval> | undefined;
  #checking: ReturnType<typeof setInterval> | undefined;
  #lastSyncAt = 0;

  private constructor(
    options: Required<Omit<TillOptions, 'storage'>>,
    name: string,
    tabs: Tabs,
    generations: Generations,
  ) {
    this.#options = options;
    this.#name = name;
    this.#tabs = tabs;
    this.#generations = generations;
    this.#log = new SyncLog(options.keep, `${name}-log`);
    this.session$ = new BehaviorSubject(readSession(options.keep, name));
    this.#wire = new Wire(options.server, options.fetch, () => this.session$.value?.token);
    this.#synchroniser = new Synchroniser({
      wire: this.#wire,
      now: options.now,
      newId: options.newId,
      caches: () => this.#generations.current,
      openNext: () => this.#generations.openNext(),
      dropNext: next => this.#generations.drop(next),
      swap: async next => {
        await this.#generations.swap(next, () => this.#swapped());
        this.#tabs.post({ kind: 'generation', generation: next.generation });
      },
      change: change => this.#change(change),
    });
  }

  static async open(
    options: Required<Omit<TillOptions, 'storage'>>,
    storage: RxStorage<unknown, unknown>,
    isBrowser: boolean,
  ): Promise<BrowserTill> {
    const name = `tidemark-${hashName(`${options.server}|${options.shop}`)}`;
    const tabs = isBrowser ? await browserTabs(name) : singleTab();
    const generations = await Generations.open({
      name,
      storage,
      keep: options.keep,
      multiInstance: isBrowser,
      leads: tabs.leads,
    });
    const till = new BrowserTill(options, name, tabs, generations);
    await till.#begin();
    return till;
  }

  get log$() {
    return this.#log.entries$;
  }

  async signIn(staff: string, pin: string): Promise<SignInResult> {
    const { keep, shop, newId } = this.#options;
    const tillId = keep.get(`${this.#name}-till`) ?? newId();
    keep.set(`${this.#name}-till`, tillId);
    try {
      const session = await this.#wire.session({ shop, staff, pin, till: { id: tillId } });
      const moved =
        this.session$.value !== undefined && this.session$.value.location.id !== session.location.id;
      keep.set(`${this.#name}-session`, JSON.stringify(session));
      this.session$.next(session);
      const movedBefore = movedSinceLastTime(keep, this.#name, session);
      if (moved || movedBefore) await this.#synchroniser.alone(() => forgetStock(this.#generations.current));
      await this.#loadCatalogue();
      this.#tabs.post({ kind: 'session' });
      this.#goLive();
      void this.sync('login');
      return { kind: 'signed-in', session };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return { kind: error.code === 'offline' ? 'offline' : 'refused', message: error.message };
    }
  }

  async signOut(): Promise<void> {
    this.#options.keep.remove(`${this.#name}-session`);
    this.#endSession();
    this.#tabs.post({ kind: 'session' });
  }

  async sync(trigger: Trigger): Promise<SyncLogEntry> {
    if (!this.#tabs.leads) return askLeader(this.#tabs, trigger, this.#options);
    this.#lastSyncAt = this.#options.now();
    if (this.catalogue.size === 0 && this.status$.value.filling === undefined) {
      this.#change(beginFilling);
      void this.#learnTotals();
    }
    const entry = await this.#synchroniser
      .sync(trigger)
      .finally(() => this.#change(status => ({ ...status, filling: undefined })));
    this.#log.add(entry);
    await this.serverStatus();
    return entry;
  }

  async clearAndSync(signal?: AbortSignal): Promise<SyncLogEntry> {
    const entry = await this.#synchroniser.clear(signal);
    this.#log.add(entry);
    return entry;
  }

  async check(): Promise<SyncLogEntry> {
    const entry = await this.#synchroniser.check();
    // A check that found nothing, every quarter of an hour, would push the syncs out of the log.
    if (entry.repaired > 0 || entry.outcome !== 'up-to-date') this.#log.add(entry);
    return entry;
  }

  async audit(): Promise<boolean> {
    try {
      await this.#wire.audit();
      return true;
    } catch (error) {
      if (error instanceof WireError) return false;
      throw error;
    }
  }

  async documents<C extends CollectionName>(collection: C): Promise<readonly DocumentOf[C][]> {
    return (await this.#generations.current.stored(collection)) as unknown as DocumentOf[C][];
  }

  scan(code: string): Promise<ScanResult> {
    return scanCode(code, {
      catalogue: this.catalogue,
      wire: this.#wire,
      knowledgeFrom: this.status$.value.verifiedAt,
      bring: async ids => {
        await this.#synchroniser.fetch('products', ids);
        await this.#loadCatalogue();
        void this.sync('search');
      },
    });
  }

  async serverStatus(): Promise<StatusResponse | undefined> {
    try {
      const server = await this.#wire.status();
      this.#change(status => withServerCounts(status, server));
      return server;
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endSession();
    this.#following.unsubscribe();
    this.#subscriptions.unsubscribe();
    this.#tabs[Symbol.dispose]();
    await this.#generations.current[Symbol.asyncDispose]();
  }

  async #begin(): Promise<void> {
    this.#followCaches();
    await this.#loadCatalogue();
    for (const name of collectionNames) {
      const onTill = await this.#generations.current.count(name);
      this.#change(status => withCollection(status, name, { onTill }));
    }
    this.#change(status => ({ ...status, followsOtherTab: !this.#tabs.leads }));
    this.#listenToTabs();
    this.#subscriptions.add(this.#options.wake$.subscribe(event => this.#woken(event)));
    if (this.session$.value === undefined) return;
    if (!this.#tabs.leads) return void this.sync('reload');
    this.#goLive();
    void this.sync('reload');
  }

  #listenToTabs(): void {
    const wasLeading = this.#tabs.leads;
    void this.#tabs.leading.then(() => {
      if (wasLeading) return;
      this.#change(status => ({ ...status, followsOtherTab: false, syncing: [], filling: undefined }));
      if (this.session$.value === undefined) return;
      this.#goLive();
      void this.sync('reconnect');
    });
    this.#tabs.onMessage(message => {
      if (message.kind === 'session') this.#adoptSession();
      if (message.kind === 'generation' && message.generation !== this.#generations.current.generation)
        void this.#generations.adopt(message.generation, () => this.#swapped());
      if (message.kind === 'status' && !this.#tabs.leads) {
        this.status$.next({ ...(message.status as TillStatus), followsOtherTab: true });
        this.#log.reload();
      }
      if (message.kind === 'sync' && this.#tabs.leads) {
        void this.sync(message.trigger as Trigger).then(entry =>
          this.#tabs.post({ kind: 'synced', id: message.id, entry }),
        );
      }
    });
  }

  #goLive(): void {
    if (!this.#tabs.leads) return;
    this.#live?.[Symbol.dispose]();
    clearInterval(this.#interval);
    this.#live = new Live({
      wire: this.#wire,
      random: this.#options.random,
      onEvent: event => this.#synchroniser.takeEvent(event),
      onHeads: heads => this.#synchroniser.takeHeads(heads),
      onConnection: connection => this.#change(status => ({ ...status, connection })),
      onReconnect: () => void this.sync('reconnect'),
      onError: error => this.#change(status => ({ ...status, trouble: String(error) })),
    });
    this.#interval = setInterval(() => void this.sync('interval'), this.#options.intervalMinutes * 60_000);
    clearInterval(this.#checking);
    this.#checking = setInterval(() => void this.check(), checkMs);
  }

  #endSession(): void {
    this.#live?.[Symbol.dispose]();
    this.#live = undefined;
    clearInterval(this.#interval);
    clearInterval(this.#checking);
    this.session$.next(undefined);
    this.#change(status => ({ ...status, connection: 'offline' }));
  }

  #adoptSession(): void {
    const session = readSession(this.#options.keep, this.#name);
    if (session?.token === this.session$.value?.token) return;
    if (!session) return this.#endSession();
    this.session$.next(session);
    void this.#loadCatalogue();
    this.#goLive();
  }

  #woken(event: 'online' | 'offline' | 'visible'): void {
    if (this.session$.value === undefined) return;
    if (event === 'offline') return this.#change(status => ({ ...status, connection: 'offline' }));
    this.#live?.hurry();
    const isStale = this.#options.now() - this.#lastSyncAt > 60_000;
    if (event === 'online' || isStale) void this.sync('reconnect');
  }

  async #loadCatalogue(): Promise<void> {
    const products = (await this.#generations.current.stored('products')) as Product[];
    const levels = (await this.#generations.current.stored('inventoryLevels')) as InventoryLevel[];
    const [settings] = (await this.#generations.current.storedByIds('settings', [settingsId])) as Settings[];
    this.catalogue.load(products, levels, this.session$.value?.location.id);
    if (settings) this.settings$.next(settings);
  }

  /** Every change of the caches, by whichever tab, reaches the catalogue. */
  #followCaches(): void {
    this.#following.unsubscribe();
    this.#following = new Subscription();
    this.#following.add(
      this.#generations.current.changes$.subscribe(events => {
        for (const { collection, id, document } of events) {
          this.catalogue.set(collection, id, document);
          if (collection === 'settings' && document) this.settings$.next(document as Settings);
        }
      }),
    );
  }

  async #swapped(): Promise<void> {
    this.#followCaches();
    await this.#loadCatalogue();
  }

  async #learnTotals(): Promise<void> {
    const server = await this.serverStatus();
    if (server) this.#change(status => withFillingTotal(status, server));
  }

  #change(change: (status: TillStatus) => TillStatus): void {
    this.status$.next(change(this.status$.value));
    if (this.#tabs.leads) this.#tabs.post({ kind: 'status', status: this.status$.value });
  }
}
