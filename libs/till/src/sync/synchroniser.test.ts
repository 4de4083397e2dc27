import { ChunklogError } from '@tidemark/chunklog-storage';
import { collectionNames } from '@tidemark/schema';
import { aProduct } from '@tidemark/schema/testing';
import type { RxStorage } from 'rxdb';
import { afterEach, expect, test } from 'vitest';
import { faultyStorage, type WriteFault } from '../testing/faulty-storage.ts';
import { CacheSets } from '../caches/cache-sets.ts';
import { initialStatus } from '../api/status.ts';
import { Synchroniser } from './synchroniser.ts';
import { memoryKeep, memoryStorage } from '../testing.ts';
import { TestServer, type Bent } from '../testing/test-server.ts';
import type { TillStatus } from '../api/till.ts';
import { Wire } from '../wire/wire.ts';

let databases = 0;
const opened: CacheSets[] = [];

afterEach(async () => {
  for (const cacheSets of opened.splice(0)) await cacheSets[Symbol.asyncDispose]();
});

/** A till's caches with their synchroniser, over a server with this many products; what is kept outlives `reopen`. */
async function world(products = 30) {
  const server = new TestServer();
  for (let n = 0; n < products; n++) server.put('products', aProduct({ id: String(n) }));
  const faults: { write: WriteFault; offline: boolean } = { write: () => undefined, offline: false };
  const keep = memoryKeep();
  const name = `s${++databases}`;
  const instances: Instance[] = [];
  const memory = memoryStorage();
  const storage = faultyStorage(recording(memory, instances), (...all) => faults.write(...all));
  const fetchOrFail = async (...request: Parameters<TestServer['fetch']>) => {
    if (faults.offline) throw new TypeError('fetch failed');
    return server.fetch(...request);
  };
  const open = async () => {
    const cacheSets = await CacheSets.open({ name, storage, keep, multiInstance: false, leads: true });
    opened.push(cacheSets);
    return cacheSets;
  };
  const cacheSets = await open();
  let status: TillStatus = initialStatus;
  let ids = 0;
  const synchroniser = new Synchroniser({
    wire: new Wire('http://server', fetchOrFail as typeof fetch, () => 'token'),
    now: () => 0,
    newId: () => String(++ids),
    caches: () => cacheSets.current,
    followSwap: () => cacheSets.follow(async () => undefined),
    openNext: () => cacheSets.openNext(),
    dropNext: next => cacheSets.drop(next),
    swap: next => cacheSets.swap(next, async () => undefined),
    beforeStock: async () => undefined,
    change: change => (status = change(status)),
  });
  return {
    server,
    faults,
    cacheSets,
    synchroniser,
    instances,
    status: () => status,
    /** The process is gone; another opens what is kept. */
    reopen: async () => {
      for (const each of opened.splice(0)) await each[Symbol.asyncDispose]();
      return open();
    },
  };
}

type Instance = Awaited<ReturnType<RxStorage<unknown, unknown>['createStorageInstance']>>;

/** The storage, with direct access to its instances, below everything above it. */
function recording(storage: RxStorage<unknown, unknown>, instances: Instance[]): RxStorage<unknown, unknown> {
  return {
    ...storage,
    async createStorageInstance(parameters) {
      const instance = await storage.createStorageInstance(parameters);
      if (parameters.collectionName === 'cache') instances.push(instance as Instance);
      return instance;
    },
  };
}

/** Each request of this kind meets `act` before it is answered. */
function before(server: TestServer, part: string, act: (nth: number) => Bent | Promise<Bent> | void): void {
  let requests = 0;
  server.bend = path => (path.includes(part) ? (act(++requests) ?? undefined) : undefined);
}

test('[T6] what a catch-up brings into the mirror while the till waits for it is on the till when the sync is done', async () => {
  const { server, synchroniser, cacheSets } = await world();
  before(server, '/api/sync', () => server.put('products', aProduct({ id: 'news' })));

  const entry = await synchroniser.sync('manual');

  expect(entry).toMatchObject({ outcome: 'up-to-date', changes: 31 });
  expect(await cacheSets.current.storedByIds('products', ['news'])).toHaveLength(1);
});

test('[T6] who asks while a sync runs gets a catch-up of his own; who asks while that waits shares it', async () => {
  const { server, synchroniser, cacheSets } = await world();
  const begun = Promise.withResolvers<void>();
  before(server, '/pull', nth => void (nth === 1 && begun.resolve()));
  const first = synchroniser.sync('manual');
  await begun.promise;
  const catchUps = () => server.requests.filter(each => each.includes('/api/sync')).length;
  expect(catchUps()).toBe(1);
  before(server, '/api/sync', () => server.put('products', aProduct({ id: 'asked-for' })));

  const entries = await Promise.all([synchroniser.sync('manual'), synchroniser.sync('manual')]);

  expect(entries[0]).toBe(entries[1]);
  expect((await first).id).not.toBe(entries[0].id);
  expect(catchUps()).toBe(2);
  expect(await cacheSets.current.storedByIds('products', ['asked-for'])).toHaveLength(1);
});

test('[T6] a till that does not reach the heads of the catch-up does not say that it is up to date', async () => {
  const { server, synchroniser } = await world();
  const heads = {
    ...((await (await server.fetch('http://server/api/sync')).json()) as { heads: object }).heads,
  };
  const ahead = { ...heads, products: `${server.epoch}:99` };
  before(server, '/api/sync', () =>
    Response.json({ heads: ahead, readAt: '2026-01-01T00:00:00Z', shopify: 'read', changed: 0 }),
  );

  const entry = await synchroniser.sync('manual');

  expect(entry).toMatchObject({ outcome: 'failed', detail: 'products is still behind the mirror' });
});

test('[T40] what the mirror has is on the till while Shopify is still being asked', async () => {
  const { server, synchroniser, cacheSets } = await world();
  const shopify = Promise.withResolvers<Response>();
  before(server, '/api/sync', () => shopify.promise);

  const syncing = synchroniser.sync('login');

  await expect.poll(() => cacheSets.current.count('products')).toBe(30);
  shopify.resolve(new Response('', { status: 504 }));
  expect(await syncing).toMatchObject({ outcome: 'offline', detail: 'The server answered 504.' });
  expect(await cacheSets.current.count('products')).toBe(30);
});

test('[T40] after the catch-up only what it brought is pulled', async () => {
  const { server, synchroniser } = await world();
  const begun = Promise.withResolvers<void>();
  before(server, 'orders/pull', () => begun.resolve());
  const { bend } = server;
  server.bend = (path, body) => {
    if (path !== '/api/sync') return bend(path, body);
    // Shopify has news when everything was read.
    return begun.promise.then(() => {
      server.put('products', aProduct({ id: 'news' }));
      const heads = server.heads();
      return Response.json({ heads, readAt: '2026-01-01T00:00:00Z', shopify: 'read', changed: 1 });
    });
  };

  const entry = await synchroniser.sync('manual');

  expect(entry).toMatchObject({ outcome: 'up-to-date', changes: 31 });
  const pulls = server.requests.flatMap(each => /replication\/(\w+)\/pull/.exec(each)?.[1] ?? []);
  expect(pulls).toEqual([...collectionNames, 'products']);
});

test('[T41] while Shopify is being asked, live events are taken and codes are looked up', async () => {
  const { server, synchroniser, cacheSets } = await world();
  const shopify = Promise.withResolvers<undefined>();
  before(server, '/api/sync', () => shopify.promise);
  const syncing = synchroniser.sync('login');
  await expect.poll(() => cacheSets.current.count('products')).toBe(30);

  server.put('products', aProduct({ id: 'live' }));
  await synchroniser.takeHeads(server.heads());
  server.put('products', aProduct({ id: 'looked-up' }));
  await synchroniser.fetch('products', ['looked-up']);
  const held = await cacheSets.current.storedByIds('products', ['live', 'looked-up']);
  const checked = await synchroniser.check();

  expect(held).toHaveLength(2);
  expect(checked).toMatchObject({ outcome: 'up-to-date' });
  shopify.resolve(undefined);
  expect(await syncing).toMatchObject({ outcome: 'up-to-date' });
});

test('[T41] between the parts of a check, others have their turns', async () => {
  const { server, synchroniser, cacheSets } = await world();
  await synchroniser.sync('manual');
  server.put('products', aProduct({ id: 'looked-up' }));
  const ended: string[] = [];

  const checking = synchroniser.check().then(() => ended.push('check'));
  await synchroniser.fetch('products', ['looked-up']).then(() => ended.push('look-up'));
  const held = await cacheSets.current.storedByIds('products', ['looked-up']);
  await checking;

  expect(held).toHaveLength(1);
  expect(ended).toEqual(['look-up', 'check']);
});

test('[T41] what came live while Shopify was being asked is counted, and proved', async () => {
  const { server, synchroniser, cacheSets, status } = await world();
  const shopify = Promise.withResolvers<undefined>();
  before(server, '/api/sync', () => shopify.promise);
  const syncing = synchroniser.sync('manual');
  await expect.poll(() => cacheSets.current.count('products')).toBe(30);
  await synchroniser.check();

  server.put('products', aProduct({ id: 'live' }));
  await synchroniser.takeHeads(server.heads());
  shopify.resolve(undefined);

  expect(await syncing).toMatchObject({ outcome: 'up-to-date', changes: 31, repaired: 0 });
  expect(status().collections.products).toMatchObject({ onTill: 31, inMirror: 31 });
});

test('[T41] a sync does not say up to date where what came live meanwhile could not be stored', async () => {
  const { server, synchroniser, cacheSets } = await world();
  const shopify = Promise.withResolvers<undefined>();
  before(server, '/api/sync', () => shopify.promise);
  const syncing = synchroniser.sync('manual');
  await expect.poll(() => cacheSets.current.count('products')).toBe(30);
  await synchroniser.check();

  server.put('products', { ...aProduct({ id: 'broken' }), title: 7 } as never);
  await synchroniser.takeHeads(server.heads());
  shopify.resolve(undefined);

  expect(await syncing).toMatchObject({
    outcome: 'failed',
    detail: expect.stringContaining('differs from the mirror') as string,
  });
});

test('[T41] everything may be read anew while Shopify is being asked', async () => {
  const { server, synchroniser, cacheSets } = await world();
  const shopify = Promise.withResolvers<undefined>();
  before(server, '/api/sync', () => shopify.promise);
  const syncing = synchroniser.sync('login');
  await expect.poll(() => cacheSets.current.count('products')).toBe(30);
  const old = cacheSets.current;

  const cleared = await synchroniser.clear();
  server.put('products', aProduct({ id: 'news' }));
  shopify.resolve(undefined);

  expect(cleared).toMatchObject({ outcome: 'up-to-date', changes: 30 });
  expect(await syncing).toMatchObject({ outcome: 'up-to-date', changes: 31 });
  expect(cacheSets.current).not.toBe(old);
  expect(await cacheSets.current.count('products')).toBe(31);
});

test('[T41] a mirror that begins another history while Shopify is being asked is asked again', async () => {
  const { server, synchroniser, cacheSets } = await world();
  const shopify = Promise.withResolvers<Response>();
  before(server, '/api/sync', nth => (nth === 1 ? shopify.promise : undefined));
  const syncing = synchroniser.sync('login');
  await expect.poll(() => cacheSets.current.count('products')).toBe(30);
  const heads = server.heads();

  server.rebuild();
  await synchroniser.takeHeads(server.heads());
  shopify.resolve(Response.json({ heads, readAt: '2026-01-01T00:00:00Z', shopify: 'read', changed: 0 }));

  expect(await syncing).toMatchObject({ outcome: 'up-to-date' });
  expect(server.requests.filter(each => each.includes('/api/sync'))).toHaveLength(2);
});

test('[T41] a sync that fails at Shopify leaves the progress of a rebuild that runs', async () => {
  const { server, synchroniser, cacheSets, status } = await world();
  const shopify = Promise.withResolvers<Response>();
  before(server, '/api/sync', () => shopify.promise);
  const syncing = synchroniser.sync('interval');
  await expect.poll(() => cacheSets.current.count('products')).toBe(30);
  await synchroniser.check();
  const { bend } = server;
  const page = Promise.withResolvers<undefined>();
  server.bend = (path, body) => (path.includes('products/pull') ? page.promise : bend(path, body));

  const clearing = synchroniser.clear();
  await expect.poll(() => status().filling?.progress.collection).toBe('products');
  shopify.resolve(new Response('', { status: 504 }));
  await syncing;

  expect(status().filling).toMatchObject({ kind: 'rebuild' });
  page.resolve(undefined);
  expect(await clearing).toMatchObject({ outcome: 'up-to-date' });
  expect(status().filling).toBeUndefined();
});

test('[T41] Shopify is asked for one sync after the other', async () => {
  const { server, synchroniser } = await world();
  const shopify = Promise.withResolvers<undefined>();
  before(server, '/api/sync', nth => (nth === 1 ? shopify.promise : undefined));
  const asked = () => server.requests.filter(each => each.includes('/api/sync')).length;

  const syncs = [synchroniser.sync('login'), synchroniser.sync('interval')];
  await synchroniser.check();
  const askedMeanwhile = asked();
  shopify.resolve(undefined);
  await Promise.all(syncs);

  expect([askedMeanwhile, asked()]).toEqual([1, 2]);
});

type World = Awaited<ReturnType<typeof world>>;

test.each<[string, (of: World, stop: AbortController) => void]>([
  [
    'a write that the storage refuses',
    ({ faults }) => {
      let writes = 0;
      faults.write = collection =>
        collection === 'cache' && ++writes === 2 ? new Error('QuotaExceededError') : undefined;
    },
  ],
  [
    'a storage that only says yes',
    ({ faults }) => void (faults.write = name => (name === 'cache' ? 'lie' : undefined)),
  ],
  [
    'a server that dies in the middle',
    ({ server, faults }) => before(server, '/pull', nth => void (faults.offline = nth >= 4)),
  ],
  [
    'a server that answers nonsense in the middle',
    ({ server }) => before(server, '/pull', nth => (nth === 3 ? Response.json({}) : undefined)),
  ],
  [
    'a digest that no repair can reach',
    ({ server }) => {
      server.living = name => (name === 'products' ? [{ id: 'nowhere', rev: 'f'.repeat(16) }] : []);
    },
  ],
  [
    'a cashier who thinks better of it',
    ({ server }, stop) => before(server, '/pull', nth => void (nth === 3 && stop.abort(new Error('stop')))),
  ],
])(
  '[T7] a rebuild is interrupted by %s: the old is in use, also after a reload',
  async (_name, interrupt) => {
    const of = await world();
    const { faults, cacheSets, synchroniser } = of;
    await synchroniser.sync('manual');
    const old = cacheSets.current;
    const held = await old.stored('products');
    const stop = new AbortController();
    interrupt(of, stop);

    const entry = await synchroniser.clear(stop.signal);

    expect(entry.outcome).not.toBe('up-to-date');
    expect(cacheSets.current).toBe(old);
    expect(of.status().filling).toBeUndefined();
    faults.write = () => undefined;
    expect(await old.stored('products')).toEqual(held);
    const reopened = await of.reopen();
    expect(reopened.current.generation).toBe(1);
    expect(await reopened.current.stored('products')).toEqual(held);
  },
);

test('[T7] a page that is closed in the middle of a rebuild finds the old in use, and the half-built gone', async () => {
  const { server, synchroniser, cacheSets, reopen } = await world();
  await synchroniser.sync('manual');
  const held = await cacheSets.current.stored('products');
  const inTheMiddle = Promise.withResolvers<void>();
  const { fetch } = server;
  server.fetch = async (...request) => {
    if (!String(request[0]).includes('/orders/pull')) return fetch(...request);
    inTheMiddle.resolve();
    return new Promise<never>(() => undefined);
  };
  void synchroniser.clear();
  await inTheMiddle.promise;

  const reopened = await reopen();

  expect(reopened.current.generation).toBe(1);
  expect(await reopened.current.stored('products')).toEqual(held);
  server.fetch = fetch;
  const next = await reopened.openNext();
  expect(await next.stored('products')).toEqual([]);
  await reopened.drop(next);
});

test('[T7] a rebuild fills new caches, and puts them in use only when their digest is the mirror’s', async () => {
  const { server, synchroniser, cacheSets, reopen } = await world();
  await synchroniser.sync('manual');
  server.rebuild();
  const inUse: number[] = [];
  before(server, '/pull', () => void inUse.push(cacheSets.current.generation));

  const entry = await synchroniser.sync('manual');

  expect(entry).toMatchObject({ outcome: 'up-to-date', changes: 30 });
  expect(new Set(inUse)).toEqual(new Set([1]));
  expect(cacheSets.current.generation).toBe(2);
  expect(await (await reopen()).current.stored('products')).toHaveLength(30);
});

test('[T53] news that could not be stored is brought by the next word of the same places', async () => {
  const { server, faults, synchroniser, cacheSets } = await world();
  await synchroniser.sync('manual');
  server.put('products', aProduct({ id: 'news' }));
  const heads = server.heads();

  faults.offline = true;
  await expect(synchroniser.takeHeads(heads)).rejects.toMatchObject({ code: 'offline' });
  faults.offline = false;

  expect(await synchroniser.takeHeads(heads)).toBe(true);
  expect(await cacheSets.current.storedByIds('products', ['news'])).toHaveLength(1);
  expect(await synchroniser.takeHeads(heads)).toBe(false);
});

test('[T53] a heartbeat whose places are beyond what is held brings what is missing', async () => {
  const { server, synchroniser, cacheSets } = await world();
  await synchroniser.sync('manual');
  server.put('products', aProduct({ id: 'told-by-no-event' }));

  await synchroniser.takeEvent({ type: 'heartbeat', heads: server.heads() as never });

  expect(await cacheSets.current.storedByIds('products', ['told-by-no-event'])).toHaveLength(1);
});

test('[T41] during a rebuild live events are taken and codes are looked up, and the new caches are not behind them', async () => {
  const { server, synchroniser, cacheSets } = await world();
  await synchroniser.sync('manual');
  const orders = Promise.withResolvers<undefined>();
  let pulls = 0;
  before(server, '/orders/pull', () => (++pulls === 1 ? orders.promise : undefined));
  const clearing = synchroniser.clear();
  await expect.poll(() => pulls).toBe(1);

  server.put('products', aProduct({ id: 'live' }));
  await synchroniser.takeHeads(server.heads());
  server.put('products', aProduct({ id: 'looked-up' }));
  await synchroniser.fetch('products', ['looked-up']);
  expect(cacheSets.current.generation).toBe(1);
  expect(await cacheSets.current.storedByIds('products', ['live', 'looked-up'])).toHaveLength(2);
  orders.resolve(undefined);

  expect(await clearing).toMatchObject({ outcome: 'up-to-date' });
  expect(cacheSets.current.generation).toBe(2);
  expect(await cacheSets.current.storedByIds('products', ['live'])).toHaveLength(1);
});

test('[T41] a rebuild that fails in the middle proves nothing of what is in use', async () => {
  const { server, synchroniser, status } = await world();
  await synchroniser.sync('manual');
  const verified = status().collections;
  server.put('products', aProduct({ id: 'news' }));
  before(server, '/orders/pull', () => new Response('', { status: 503 }));

  expect(await synchroniser.clear()).toMatchObject({ outcome: 'offline' });

  expect(status().collections).toEqual(verified);
  expect(status().filling).toBeUndefined();
});

test('[T7] caches that somebody deleted under an open till are read anew beside what it shows', async () => {
  const { server, synchroniser, cacheSets, faults } = await world();
  await synchroniser.sync('manual');
  server.put('products', aProduct({ id: 'news' }));
  let isDeleted = true;
  faults.write = collection => {
    if (collection !== 'cache' || !isDeleted) return undefined;
    isDeleted = false;
    return new ChunklogError('gone', 'the database was deleted');
  };

  const entry = await synchroniser.sync('manual');

  expect(entry).toMatchObject({ outcome: 'up-to-date' });
  expect(cacheSets.current.generation).toBe(2);
  expect(await cacheSets.current.storedByIds('products', ['news'])).toHaveLength(1);
  expect(await cacheSets.current.count('products')).toBe(server.living('products').length);
});

test('[T10] a document changed in the till’s database under an unchanged rev is found by its own hash, read again alone, and reported', async () => {
  const { server, synchroniser, cacheSets, instances } = await world();
  await synchroniser.sync('manual');
  const [instance] = instances;
  const [record] = (await instance!.findDocumentsById(['products/7'], false)) as unknown as Stored[];
  const changed = { ...record!, body: { ...record!.body, title: 'Changed by hand' } };
  const { error } = await instance!.bulkWrite([{ previous: record, document: changed }] as never, 'by-hand');
  expect(error).toEqual([]);
  const titleOf = async () =>
    (await cacheSets.current.storedByIds('products', ['7']))[0] as { title?: string };
  expect((await titleOf()).title).toBe('Changed by hand');
  server.requests.length = 0;

  const entry = await synchroniser.check();

  expect(entry).toMatchObject({ trigger: 'check', outcome: 'up-to-date', repaired: 1, changes: 0 });
  expect((await titleOf()).title).toBe(aProduct({ id: '7' }).title);
  expect(server.requests.filter(each => each.includes('/documents'))).toEqual([
    'POST /api/replication/products/documents',
  ]);
  expect(server.requests.filter(each => each.includes('/api/sync'))).toEqual([]);
  expect(await synchroniser.check()).toMatchObject({ repaired: 0 });
});

interface Stored {
  readonly id: string;
  readonly body: object;
}
