import { issueToken } from '@tidemark/server/testing';
import { collectionNames } from '@tidemark/schema';
import type { Safety, SyncLogEntry, Till } from '@tidemark/till';
import {
  faultyStorage,
  memoryCopy,
  memoryStorage,
  openMemoryTill,
  type MemoryTab,
} from '@tidemark/till/testing';
import type { RxStorage } from 'rxdb';
import { firstValueFrom, Subject } from 'rxjs';
import { BadNetwork } from './network/bad-network.ts';
import { BrowserLife, heardBy } from './browser/browser-life.ts';
import { BrowserProfile } from './browser/browser-profile.ts';
import { textOf, type Picture } from './judge/expected.ts';
import { isInTime } from './network/in-time.ts';
import type { Plant } from './plants/plant.ts';
import { sessionSecret, shop } from './shop-server.ts';
import type { StorageFault } from './steps/steps.ts';

/** What a seat needs of its world. */
export interface SeatParts {
  readonly now: () => number;
  readonly origin: () => string;
  readonly locationId: string;
  /** What the server tells a till that signs in: its receipt prefix, and its last receipt number. */
  readonly receiptsOf: (tillId: string) => Promise<object>;
  readonly plant?: Pick<Plant, 'storage' | 'tabs'>;
}

let seats = 0;

/**
 * Where a till stands: its browser profile outlives it, its network comes and goes, its browser may be killed. Two seats
 * may be two tabs of one browser.
 */
export class TillSeat {
  readonly number: number;
  readonly network: BadNetwork;
  readonly #parts: SeatParts;
  /** Unique in this process, since RxDB knows its open databases by name. */
  readonly #id = ++seats;
  /** What outlives its tabs. */
  profile: BrowserProfile;
  /** The seat that is the other tab of this browser. */
  #otherTab: TillSeat | undefined;
  #tabs: MemoryTab | undefined;
  readonly #looks = new Subject<'visible'>();
  #till: Till | undefined;
  #lives = 0;
  #ids = 0;
  #life: BrowserLife;
  #fault: StorageFault | undefined;
  /** By entry of the sync log: documents that only a digest check found different. */
  readonly #repairs = new Map<string, number>();

  constructor(number: number, parts: SeatParts) {
    this.number = number;
    this.#parts = parts;
    this.network = new BadNetwork(parts.origin, () => this.#session());
    this.profile = new BrowserProfile(number);
    this.#life = this.#newLife();
  }

  get locationId(): string {
    return this.#parts.locationId;
  }

  get repaired(): number {
    return [...this.#repairs.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Where a tab of this browser wrote an older checkpoint over a newer one, or left an older first screen. */
  get wentBack(): readonly string[] {
    return [...this.profile.places.failures, ...this.profile.screens.failures];
  }

  get leads(): boolean {
    return this.#tabs?.leads === true;
  }

  isTabBeside(seat: TillSeat): boolean {
    return this.#otherTab === seat;
  }

  /** From now on a tab of that seat's browser; only where no till was ever opened here. */
  joinBrowserOf(seat: TillSeat): void {
    if (this.#lives > 1 || this.#till) return;
    this.profile = seat.profile;
    this.#otherTab = seat;
    seat.#otherTab = this;
  }

  /** One network for all tabs of a browser. */
  setOnline(isOnline: boolean): void {
    this.network.isOnline = isOnline;
    if (this.#otherTab) this.#otherTab.network.isOnline = isOnline;
  }

  async open(): Promise<void> {
    if (this.#life.isOver) this.#bury();
    if (this.#till) return;
    this.wake();
    const till = await this.#opened();
    if (!till) return;
    this.#till = till;
    till.log$.subscribe(entries => {
      for (const { id, repaired } of entries) this.#repairs.set(id, repaired);
    });
    await this.#life.outlives(till.signIn('world', '0000'));
  }

  async close(): Promise<void> {
    const till = this.#till;
    if (till && !this.#life.isOver) {
      await this.#life.outlives(till[Symbol.asyncDispose]());
      this.#till = undefined;
    }
    this.#bury();
  }

  /** The browser is killed after this many more calls, before the next; the next step opens it again. */
  die(afterCalls: number): void {
    this.#life.dieAfter(afterCalls);
  }

  /** Deletes the database, and opens the till again; what is stored outside of it is still there. */
  async loseDatabase(): Promise<void> {
    const other = this.#otherTab;
    await this.close();
    await other?.close();
    this.profile.disks.clear();
    await this.open();
    await other?.open();
  }

  /** The till's clock jumps. */
  jump(ms: number): void {
    this.profile.clockShift += ms;
  }

  /**
   * Does something at this till; undefined where signing in fails, the browser was killed meanwhile, or it reported
   * that it could not store what was done.
   */
  async at<T>(act: (till: Till) => Promise<T>): Promise<T | undefined> {
    const till = await this.#signedIn();
    if (!till || (await firstValueFrom(till.session$)) === undefined) return undefined;
    try {
      return await this.#life.outlives(act(heardBy(this.#life, till)));
    } catch (error) {
      if (error instanceof RangeError || (error instanceof Error && error.name === 'NotStored'))
        return undefined;
      throw error;
    }
  }

  /** What is unsent, and what the server would not take; undefined while no till is open here. */
  async safety(): Promise<Safety | undefined> {
    return this.#life.isOver ? undefined : this.#till && firstValueFrom(this.#till.selling.safety$);
  }

  /** Whether it holds work that it would send, or is not open at all. */
  async isRestless(): Promise<boolean> {
    const safety = await this.safety();
    return safety === undefined || Object.values(safety.unsent).some(count => count > 0);
  }

  /** A person at the till opens it, signs in again where that is needed, and looks at its tab. */
  async attend(): Promise<void> {
    await this.#signedIn();
  }

  /** Freezes the tab; where it leads, another tab takes over. */
  sleep(): void {
    this.#tabs?.freeze();
    this.network.sleep();
  }

  /** Begins a sync of what `change` changes, and freezes with a page in flight. Undefined, and awake, where none comes. */
  async freezeWithPage(
    change: () => Promise<void>,
  ): Promise<{ readonly syncing: Promise<unknown> } | undefined> {
    const till = await this.#signedIn();
    if (!till) return undefined;
    const inHand = this.network.holdProducts();
    await change();
    const syncing = this.#life.outlives(till.sync('manual')).catch(() => undefined);
    const isInHand = await isInTime(inHand);
    if (isInHand) this.sleep();
    else this.wake();
    return isInHand ? { syncing } : undefined;
  }

  wake(): void {
    this.#tabs?.thaw();
    this.network.wake();
    this.#looks.next('visible');
  }

  /** Undefined where the browser was killed meanwhile. */
  async sync(): Promise<SyncLogEntry | undefined> {
    const till = await this.#signedIn();
    return till && this.#life.outlives(till.sync('manual'));
  }

  async check(): Promise<void> {
    const till = await this.#signedIn();
    if (till) await this.#life.outlives(till.check());
  }

  /** "Clear all data and sync". */
  async clear(): Promise<void> {
    const till = await this.#signedIn();
    if (till) await this.#life.outlives(till.clearAndSync());
  }

  /** Breaks the next write or read; a dead storage fails until the till is closed. */
  storageFault(fault: StorageFault): void {
    this.#fault = fault;
  }

  /** Ends all faults: where the storage is dead, a person notices and reloads the page. */
  async mend(): Promise<void> {
    this.network.mend();
    this.#life.dieAfter(Infinity);
    if (this.#fault === 'dead') await this.close();
    this.#fault = undefined;
  }

  /** What is really stored on this till. */
  async picture(): Promise<Picture> {
    const picture = {} as Picture;
    for (const name of collectionNames) {
      const documents = (await this.#till?.documents(name)) ?? [];
      picture[name] = new Map(documents.map(each => [each.id, textOf(name, each)] as const));
    }
    return picture;
  }

  /** A person is at the till, so its tab is visible. A session lasts a shift; the world's clock may be past its end. */
  async #signedIn(): Promise<Till | undefined> {
    this.wake();
    if (this.#life.isOver || !this.#till) await this.open();
    else if (!(await this.#isSignedIn(this.#till)))
      await this.#life.outlives(this.#till.signIn('world', '0000').catch(() => undefined));
    return this.#life.isOver ? undefined : this.#till;
  }

  async #isSignedIn(till: Till): Promise<boolean> {
    const session = await firstValueFrom(till.session$);
    return session !== undefined && Date.parse(session.expiresAt) > this.#parts.now() + 60_000;
  }

  /** A storage that refuses while a till opens makes the page say so; a person reloads it, as after a kill. */
  async #opened(): Promise<Till | undefined> {
    const isFaulty = this.#fault !== undefined;
    const till = await this.#openOnce().catch((error: unknown) => {
      // Without a planted fault it is a defect.
      if (!isFaulty) throw error;
    });
    if (till) return till;
    this.#fault = undefined;
    this.#bury();
    return this.#openOnce();
  }

  #openOnce(): Promise<Till | undefined> {
    const life = this.#life;
    const { till, keep, keyPlace, files, tabs } = this.profile;
    const tab = life.tabs(tabs.open());
    this.#tabs = this.#parts.plant?.tabs?.(tab) ?? tab;
    const opening = openMemoryTill({
      server: `http://till-${till}.tidemark.test`,
      shop,
      now: () => this.#parts.now() + this.profile.clockShift,
      random: () => 0,
      newId: () => `world-${this.number}-${++this.#ids}`,
      keep: life.keep(keep),
      keyPlace,
      rxStorage: life.storage(this.#faultyStorage(life)),
      backupCopy: life.copy(memoryCopy(files)),
      tabs: this.#tabs,
      fetch: life.network(this.network.fetch),
      wake$: this.#looks,
    });
    return life.outlives(opening);
  }

  /** Ends what is left of a killed browser; the next life opens its profile. */
  #bury(): void {
    this.#life.end();
    // Only its timers end by this: whatever it waits for never comes.
    void this.#till?.[Symbol.asyncDispose]().then(undefined, () => undefined);
    this.#till = undefined;
    if (this.#fault === 'dead') this.#fault = undefined;
    this.#life = this.#newLife();
  }

  #newLife(): BrowserLife {
    return new BrowserLife(`memory-${this.#id}-${++this.#lives}`);
  }

  #faultyStorage(life: BrowserLife): RxStorage<unknown, unknown> {
    const { disks, places, screens } = this.profile;
    const storage = faultyStorage(
      screens.over(places.over(memoryStorage(disks, log => life.log(log)))),
      () => this.#writeFault(),
      () => this.#readFault(),
    );
    return this.#parts.plant?.storage?.(storage) ?? storage;
  }

  #writeFault(): Error | 'lie' | 'drop-row' | undefined {
    const fault = this.#fault;
    if (fault === 'dead') return new Error('the connection to the database is closed');
    if (fault === undefined || fault === 'refuse-read') return undefined;
    this.#fault = undefined;
    return fault === 'refuse' ? new Error('QuotaExceededError') : fault;
  }

  #readFault(): Error | undefined {
    const fault = this.#fault;
    if (fault === 'dead') return new Error('the connection to the database is closed');
    if (fault !== 'refuse-read') return undefined;
    this.#fault = undefined;
    return new Error('the database could not be read');
  }

  /** Signed in without the slow hash of a PIN. */
  async #session(): Promise<object> {
    const now = this.#parts.now();
    const id = tillIdOf(this.profile.till);
    const identity = { shop, staffId: 's', tillId: id, locationId: this.#parts.locationId };
    return {
      token: await issueToken(identity, sessionSecret, now),
      expiresAt: new Date(now + 3_600_000).toISOString(),
      shop: { domain: shop, name: 'World', currency: 'EUR' },
      staff: { id: 's', name: 'world' },
      till: { id, name: id, ...(await this.#parts.receiptsOf(id)) },
      location: { id: this.#parts.locationId, name: 'Here' },
    };
  }
}

/** The id of the till of a browser. */
function tillIdOf(till: number): string {
  return `till-0000${till}`;
}
