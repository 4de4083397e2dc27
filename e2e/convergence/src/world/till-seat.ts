import { issueToken } from '@tidemark/server/testing';
import { collectionNames } from '@tidemark/schema';
import type { SyncLogEntry, Till } from '@tidemark/till';
import { faultyStorage, memoryKeep, openMemoryTill } from '@tidemark/till/testing';
import type { RxStorage } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { textOf, type Picture } from './expected.ts';
import { sessionSecret, shop } from './shop-server.ts';

/** Where a till stands: its browser profile outlives the till, its network comes and goes. */
export class TillSeat {
  readonly number: number;
  readonly #parts: { readonly now: () => number; readonly origin: () => string; readonly locationId: string };
  readonly #keep = memoryKeep();
  readonly #storage: RxStorage<unknown, unknown>;
  #till: Till | undefined;
  #isOnline = true;
  #nextWrite: 'refuse' | 'lie' | undefined;
  #nextPull: 'empty-object' | 'html' | 'cut' | undefined;
  /** Documents that only a digest check found different. */
  repaired = 0;

  constructor(
    number: number,
    parts: { readonly now: () => number; readonly origin: () => string; readonly locationId: string },
  ) {
    this.number = number;
    this.#parts = parts;
    this.#storage = faultyStorage(getRxStorageMemory() as unknown as RxStorage<unknown, unknown>, () => {
      const fault = this.#nextWrite;
      this.#nextWrite = undefined;
      return fault === 'refuse' ? new Error('QuotaExceededError') : fault;
    });
  }

  async open(): Promise<void> {
    if (this.#till) return;
    this.#till = await openMemoryTill({
      server: 'http://tidemark.test',
      shop,
      now: this.#parts.now,
      random: () => 0,
      keep: this.#keep,
      rxStorage: this.#storage,
      fetch: this.#fetch,
    });
    await this.#till.signIn('world', '0000');
  }

  async close(): Promise<void> {
    const till = this.#till;
    this.#till = undefined;
    await till?.[Symbol.asyncDispose]();
  }

  async network(isOnline: boolean): Promise<void> {
    this.#isOnline = isOnline;
  }

  async sync(): Promise<SyncLogEntry> {
    await this.open();
    // A session lasts a shift; the world's clock may have jumped over its end.
    await this.#till?.signIn('world', '0000');
    return this.#noted(await (this.#till as Till).sync('manual'));
  }

  async check(): Promise<void> {
    await this.open();
    this.#noted(await (this.#till as Till).check());
  }

  async storageFault(how: 'refuse' | 'lie' | 'lose-row'): Promise<void> {
    this.#nextWrite = how === 'lose-row' ? 'lie' : how;
  }

  bendNextPull(how: 'empty-object' | 'html' | 'cut'): void {
    this.#nextPull = how;
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

  #noted(entry: SyncLogEntry): SyncLogEntry {
    this.repaired += entry.repaired;
    return entry;
  }

  #fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (!this.#isOnline) throw new TypeError('fetch failed');
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.pathname === '/api/session') return Response.json(await this.#session());
    if (url.pathname.endsWith('/pull') && this.#nextPull) {
      const how = this.#nextPull;
      this.#nextPull = undefined;
      if (how === 'empty-object') return Response.json({});
      if (how === 'html') return new Response('<html>Please accept the terms of this Wi-Fi</html>');
      throw new TypeError('fetch failed');
    }
    return fetch(this.#parts.origin() + url.pathname + url.search, init);
  };

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
