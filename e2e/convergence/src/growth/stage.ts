import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteMirror, type MirrorStore } from '@tidemark/mirror';
import { issueToken } from '@tidemark/server/testing';
import { createShopifySimulator } from '@tidemark/shopify-simulator';
import type { Till } from '@tidemark/till';
import { memoryKeep, memoryKeyPlace, openMemoryTill } from '@tidemark/till/testing';
import { honest } from '../world/plants/plant.ts';
import { receiptsOf, sessionSecret, shop, ShopServer } from '../world/shop-server.ts';
import { fill, type Size } from './shop-of-size.ts';

const tillId = 'till-grown';

/**
 * A server with real routes over a mirror of one size, beside a small simulated shop in which nothing changes. Nothing
 * is sent to Shopify: only the measured operation runs.
 */
export class Stage implements AsyncDisposable {
  readonly store: MirrorStore;
  readonly server: ShopServer;
  readonly locationId: string;
  readonly #folder: string;

  private constructor(store: MirrorStore, server: ShopServer, locationId: string, folder: string) {
    this.store = store;
    this.server = server;
    this.locationId = locationId;
    this.#folder = folder;
  }

  static async open(size: Size): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'growth-'));
    const file = join(folder, 'mirror.sqlite');
    const simulator = createShopifySimulator({
      products: 6,
      now: Date.now,
      throttle: { maximumAvailable: 200_000, restoreRate: 200_000 },
      fetch: () => Promise.reject(new TypeError('nobody listens')),
    });
    const locationId = [...simulator.store.locations.keys()][0] ?? '';
    const newEpoch = () => 'e1';
    // Filling does not wait for the disk; the measured operations do.
    const quick = { committed: async () => undefined, [Symbol.asyncDispose]: async () => undefined };
    const filling = await openSqliteMirror({ file, newEpoch, durable: () => quick });
    await filling.register.addShop(shop);
    await fill(filling, size, locationId, Date.now());
    await filling[Symbol.asyncDispose]();
    const store = await openSqliteMirror({ file, newEpoch });
    const server = await ShopServer.open({
      ...{ simulator, store, now: Date.now, plant: honest, webhookAddress: null },
      pass: () => undefined,
      onEvent: () => undefined,
      monitoring: 'open',
    });
    await server.submit[Symbol.asyncDispose]();
    const stage = new Stage(store, server, locationId, folder);
    while ((await server.ingest.catchUp(locationId)).shopify !== 'read')
      await new Promise(resolve => setTimeout(resolve, 20));
    return stage;
  }

  /** The whole answer of the server to a till. @throws Error where it refuses. */
  async ask(path: string, body?: object): Promise<string> {
    const response = await fetch(this.server.origin + path, {
      headers: { authorization: `Bearer ${await this.#token()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text;
  }

  /** Opens a till's stream; `heard` resolves when an event contains these words. */
  async listen(): Promise<{ heard: (words: string) => Promise<void>; stop: () => void }> {
    const stop = new AbortController();
    const { body } = await fetch(`${this.server.origin}/api/replication/stream`, {
      headers: { authorization: `Bearer ${await this.#token()}` },
      signal: stop.signal,
    });
    if (!body) throw new Error('the stream has no body');
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const heard = async (words: string): Promise<void> => {
      let tail = '';
      while (!tail.includes(words)) {
        const { value, done } = await reader.read();
        if (done) throw new Error('the stream ended');
        tail = tail.slice(-words.length) + value;
      }
    };
    return { heard, stop: () => stop.abort() };
  }

  /** A signed-in till that holds everything of this shop. */
  async till(): Promise<Till> {
    const till = await openMemoryTill({
      server: this.server.origin,
      shop,
      keep: memoryKeep(),
      keyPlace: memoryKeyPlace(),
      fetch: async (input, init) =>
        new URL(input instanceof Request ? input.url : input).pathname === '/api/session'
          ? Response.json(await this.#session())
          : fetch(input, init),
    });
    const signedIn = await till.signIn('growth', '2580');
    if (signedIn.kind !== 'signed-in') throw new Error(signedIn.message);
    const entry = await till.sync('manual');
    if (entry.outcome !== 'up-to-date') throw new Error(`${entry.outcome}: ${entry.detail}`);
    return till;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.kill();
    await this.store[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true });
  }

  #token(): Promise<string> {
    return issueToken({ shop, staffId: 's', tillId, locationId: this.locationId }, sessionSecret, Date.now());
  }

  async #session(): Promise<object> {
    return {
      token: await this.#token(),
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      shop: { domain: shop, name: 'Growth', currency: 'EUR' },
      staff: { id: 's', name: 'growth' },
      till: { id: tillId, name: tillId, ...(await receiptsOf(this.store, tillId, this.locationId)) },
      location: { id: this.locationId, name: 'Here' },
    };
  }
}
