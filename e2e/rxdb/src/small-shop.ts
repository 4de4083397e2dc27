import type { Ingest, Submit } from '@tidemark/exchange';
import type { MirrorStore } from '@tidemark/mirror';
import { openSqliteMirror } from '@tidemark/mirror';
import { formatCheckpoint, type Heads, type SessionResponse } from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import { aLocation, aProduct, anInventoryLevel, aVariant, someSettings } from '@tidemark/schema/testing';
import { createApp, issueToken } from '@tidemark/server/testing';
import { pino } from 'pino';
import { inProcessFetch } from './in-process.ts';

export const shop = 'tidemark-demo.myshopify.com';
const secret = new TextEncoder().encode('a secret of the worlds of rxdb....');
const locationId = '1';

/**
 * A real mirror behind the real server's routes, in this process and without sockets. Nothing is read from Shopify:
 * changes are committed as ingest commits them.
 */
export class SmallShop implements AsyncDisposable {
  /** What the shop has, by collection and id: in the end everything must be equal to it. */
  readonly truth = new Map<CollectionName, Map<string, object>>();
  #life: { readonly store: MirrorStore; readonly fetch: typeof fetch; readonly closeStreams: () => void };
  #time = 1;

  private constructor(store: MirrorStore) {
    this.#life = this.#lifeOver(store);
  }

  get store(): MirrorStore {
    return this.#life.store;
  }

  /** Asks the server that runs now. */
  get fetch(): typeof fetch {
    return (input, init) => this.#life.fetch(input, init);
  }

  #lifeOver(store: MirrorStore) {
    const ingest = { catchUp: (at: string) => this.#barrier(at) } as unknown as Ingest;
    const { app, streams } = createApp({
      mirror: store.mirror,
      records: store.records,
      inbox: store.inbox,
      register: store.register,
      submits: new Map([[shop, {} as Submit]]),
      ingests: new Map([[shop, ingest]]),
      webhookSecrets: [],
      sessionSecret: secret,
      corsOrigins: [],
      allowLocalOrigins: false,
      imageOrigin: undefined,
      posFolder: undefined,
      version: 'world',
      now: Date.now,
      log: pino({ level: 'silent' }),
    });
    return { store, fetch: inProcessFetch(app), closeStreams: () => streams[Symbol.dispose]() };
  }

  static async open(products: number): Promise<SmallShop> {
    const small = new SmallShop(await openMirror());
    await small.put('settings', someSettings());
    await small.put('locations', aLocation({ id: locationId }));
    await small.putProducts(
      Array.from({ length: products }, (_, n) => n),
      0,
    );
    return small;
  }

  /** Stores these products in this revision. */
  async putProducts(numbers: readonly number[], revision: number): Promise<void> {
    await this.put('products', ...numbers.map(n => product(n, revision)));
    await this.put(
      'inventoryLevels',
      ...numbers.map(n => anInventoryLevel({ inventoryItemId: `9${n}`, locationId, available: revision })),
    );
  }

  async put(collection: CollectionName, ...documents: readonly object[]): Promise<void> {
    const scope = collection === 'inventoryLevels' ? locationId : '';
    const [sourceUpdatedAt, readAt] = [++this.#time, this.#time];
    const changes = documents.map(
      document => ({ kind: 'present', document, scope, sourceUpdatedAt, readAt }) as never,
    );
    if (changes.length > 0) await this.store.mirror.commit(shop, collection, changes);
    const known = this.truth.get(collection) ?? new Map<string, object>();
    this.truth.set(collection, known);
    for (const document of documents) known.set((document as { id: string }).id, document);
  }

  async remove(collection: CollectionName, ids: readonly string[]): Promise<void> {
    const [sourceUpdatedAt, readAt] = [++this.#time, this.#time];
    const scope = collection === 'inventoryLevels' ? locationId : '';
    const changes = ids.map(id => ({ kind: 'gone', id, scope, sourceUpdatedAt, readAt }) as const);
    if (changes.length > 0) await this.store.mirror.commit(shop, collection, changes);
    for (const id of ids) this.truth.get(collection)?.delete(id);
  }

  /** Replaces the mirror by one filled anew from the shop: it never saw what was deleted, nor what tills wrote. */
  async rebuild(): Promise<void> {
    await this[Symbol.asyncDispose]();
    this.#life = this.#lifeOver(await openMirror());
    for (const [collection, documents] of this.truth) await this.put(collection, ...documents.values());
  }

  /** Begins a new history of the mirror, as after a restored backup. */
  async newHistory(): Promise<void> {
    await this.store.mirror.beginHistory(shop);
  }

  /** Signs a till in without the slow hash of a PIN. */
  async session(tillId: string, at = locationId): Promise<SessionResponse> {
    const identity = { shop, staffId: 's', tillId, locationId: at };
    return {
      token: await issueToken(identity, secret, Date.now()),
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      shop: { domain: shop, name: 'World', currency: 'EUR' },
      staff: { id: 's', name: 'world' },
      till: { id: tillId, name: tillId },
      location: { id: at, name: 'Here' },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.closeStreams();
    await this.store[Symbol.asyncDispose]();
  }

  async #barrier(at: string) {
    const places = await this.store.mirror.heads(shop, at);
    const heads = Object.fromEntries(
      collectionNames.map(name => [name, formatCheckpoint(places[name])]),
    ) as Heads;
    return { heads, readAt: new Date().toISOString(), shopify: 'read', changed: 0 };
  }
}

let histories = 0;

function openMirror(): Promise<MirrorStore> {
  return openSqliteMirror({ file: ':memory:', newEpoch: () => `history-${++histories}` });
}

export function product(n: number, revision: number) {
  return aProduct({
    id: `p${n}`,
    title: `Product ${n}, revision ${revision}`,
    variants: [aVariant({ id: `v${n}`, inventoryItemId: `9${n}`, price: 100 + revision })],
  });
}
