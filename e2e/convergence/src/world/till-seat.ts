import { issueToken } from '@tidemark/server/testing';
import { collectionNames } from '@tidemark/schema';
import type { SyncLogEntry, Till } from '@tidemark/till';
import { faultyStorage, memoryKeep, openMemoryTill } from '@tidemark/till/testing';
import type { RxStorage } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { Subject } from 'rxjs';
import { BadNetwork } from './bad-network.ts';
import { textOf, type Picture } from './expected.ts';
import { sessionSecret, shop } from './shop-server.ts';
import type { StorageFault } from './steps.ts';

/** What a seat needs of its world. */
export interface SeatParts {
  readonly now: () => number;
  readonly origin: () => string;
  readonly locationId: string;
}

/** Where a till stands: its browser profile outlives the till, its network comes and goes. */
export class TillSeat {
  readonly number: number;
  readonly network: BadNetwork;
  readonly #parts: SeatParts;
  readonly #keep = memoryKeep();
  readonly #storage: RxStorage<unknown, unknown>;
  readonly #looks = new Subject<'visible'>();
  #till: Till | undefined;
  #fault: StorageFault | undefined;
  /** By entry of the sync log: documents that only a digest check found different. */
  readonly #repairs = new Map<string, number>();

  constructor(number: number, parts: SeatParts) {
    this.number = number;
    this.#parts = parts;
    this.network = new BadNetwork(parts.origin, () => this.#session());
    // RxDB's memory storage keeps what closed databases held in one map of the process; each seat has its own browser.
    const memory = { ...getRxStorageMemory(), collectionStates: new Map() };
    this.#storage = faultyStorage(
      memory as unknown as RxStorage<unknown, unknown>,
      () => this.#writeFault(),
      () => this.#readFault(),
    );
  }

  get repaired(): number {
    return [...this.#repairs.values()].reduce((sum, each) => sum + each, 0);
  }

  async open(): Promise<void> {
    if (this.#till) return;
    this.wake();
    this.#till = await this.#opened();
    this.#till.log$.subscribe(entries => {
      for (const { id, repaired } of entries) this.#repairs.set(id, repaired);
    });
    await this.#till.signIn('world', '0000');
  }

  async close(): Promise<void> {
    const till = this.#till;
    this.#till = undefined;
    await till?.[Symbol.asyncDispose]();
    if (this.#fault === 'dead') this.#fault = undefined;
  }

  sleep(): void {
    this.network.sleep();
  }

  wake(): void {
    this.network.wake();
    this.#looks.next('visible');
  }

  async sync(): Promise<SyncLogEntry> {
    const till = await this.#signedIn();
    return till.sync('manual');
  }

  async check(): Promise<void> {
    const till = await this.#signedIn();
    await till.check();
  }

  /** "Clear all data and sync". */
  async clear(): Promise<void> {
    const till = await this.#signedIn();
    await till.clearAndSync();
  }

  /** Met by the next write or read; a dead storage fails until the till is closed. */
  storageFault(fault: StorageFault): void {
    this.#fault = fault;
  }

  /** What breaks ends: a dead storage is noticed by whoever sits here, who reloads the page. */
  async mend(): Promise<void> {
    this.network.mend();
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

  /** Somebody stands before it, so its tab is looked at. A session lasts a shift; the world's clock may be past its end. */
  async #signedIn(): Promise<Till> {
    this.wake();
    if (!this.#till) await this.open();
    else await this.#till.signIn('world', '0000').catch(() => undefined);
    return this.#till as Till;
  }

  /** A storage that refuses while a till opens makes the page say so; a person reloads it. */
  async #opened(): Promise<Till> {
    try {
      return await this.#openOnce();
    } catch {
      this.#fault = undefined;
      return this.#openOnce();
    }
  }

  #openOnce(): Promise<Till> {
    return openMemoryTill({
      // RxDB knows a process' databases by name: each till has its own.
      server: `http://till-${this.number}.tidemark.test`,
      shop,
      now: this.#parts.now,
      random: () => 0,
      keep: this.#keep,
      rxStorage: this.#storage,
      fetch: this.network.fetch,
      wake$: this.#looks,
    });
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
    const id = `till-0000${this.number}`;
    const identity = { shop, staffId: 's', tillId: id, locationId: this.#parts.locationId };
    return {
      token: await issueToken(identity, sessionSecret, now),
      expiresAt: new Date(now + 3_600_000).toISOString(),
      shop: { domain: shop, name: 'World', currency: 'EUR' },
      staff: { id: 's', name: 'world' },
      till: { id, name: id },
      location: { id: this.#parts.locationId, name: 'Here' },
    };
  }
}
