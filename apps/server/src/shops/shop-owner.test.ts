import type { Connection, Lease, MirrorStore } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { leaseTimes, ShopOwner } from './shop-owner.ts';

const [bakery, florist] = ['bakery.myshopify.com', 'florist.myshopify.com'];
let times = leaseTimes(3_000);
/** With these nobody looks because its time has come. */
const endless = leaseTimes(3_600_000);

let store: MirrorStore;
/** What the store's leases answer with, while it does not answer. */
let storeTrouble: Error | undefined;
let uptime: number;
let wanted: Connection[];
/** What begins and ends, by process. */
let did: string[];
let tokens: number;
/** What beginnings and ends wait for. */
let slowly: Promise<void>;
/** Who hears that owners changed, by process. */
let listeners: Map<string, () => void>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  store = await openMemoryMirror();
  storeTrouble = undefined;
  uptime = 0;
  times = leaseTimes(3_000);
  did = [];
  tokens = 0;
  slowly = Promise.resolve();
  wanted = [];
  listeners = new Map();
  await connect(bakery);
});
afterEach(async () => {
  vi.useRealTimers();
  await store[Symbol.asyncDispose]();
});

async function connect(shop: string): Promise<void> {
  await store.connections.connect({ shop, source: 'oauth', credentials: 'x', scopes: [], connectedAt: 1 });
  wanted = [...(await store.connections.all())];
}

/** A process that shares the store with others. */
function ownerOf(holder: string, secrets = 'session/key'): ShopOwner {
  const leases = new Proxy(store.leases, {
    get:
      (target, name) =>
      (...asked: unknown[]) => {
        if (storeTrouble) return Promise.reject(storeTrouble);
        return (target[name as keyof typeof target] as (...asked: unknown[]) => unknown)(...asked);
      },
  });
  const signals: MirrorStore['signals'] = {
    tell: topic => {
      if (topic === 'owners') for (const [to, hear] of listeners) if (to !== holder) hear();
    },
    on: (_topic, listener) => {
      listeners.set(holder, listener);
      return () => listeners.delete(holder);
    },
  };
  return new ShopOwner({
    store: { leases, signals, isShared: true, watch: store.watch, connections: store.connections },
    runtimes: {
      begin: async shop => {
        did.push(`${holder} begins ${shop}`);
        await slowly;
      },
      end: async shop => {
        did.push(`${holder} ends ${shop}`);
        await slowly;
      },
    },
    wanted: async () => wanted,
    ...{ holder, secrets, times },
    newToken: () => `token-${++tokens}`,
    uptime: () => uptime,
    askOwner: shop => void did.push(`${holder} asks the owner of ${shop}`),
    onTrouble: () => undefined,
  });
}

async function endLease(shop: string): Promise<void> {
  const holder = (await store.leases.holders()).get(shop);
  if (holder !== undefined) await store.leases.renew(holder, 0);
}

test('[A99] what is taken begins; what another process took ends, and stays that one’s', async () => {
  await using one = ownerOf('one');
  await using two = ownerOf('two');
  await one.start();
  await two.start();
  expect(did).toEqual([`one begins ${bakery}`]);
  expect([one.owns(bakery), two.owns(bakery)]).toEqual([true, false]);
  expect([one.isElsewhere(bakery), two.isElsewhere(bakery)]).toEqual([false, true]);

  // The one looks since the other told it: that is over.
  await one.look();
  await endLease(bakery);
  await two.look();
  await two.look();
  await one.look();

  expect(did).toEqual([`one begins ${bakery}`, `two begins ${bakery}`, `one ends ${bakery}`]);
  expect([one.owns(bakery), two.owns(bakery)]).toEqual([false, true]);
});

test('[A99] a process that cannot renew gives its shops up by itself, and anybody may have them', async () => {
  await using one = ownerOf('one');
  await one.start();
  storeTrouble = new Error('the store does not answer');
  uptime = times.giveUpMs - 1;
  await one.look();
  expect(one.owns(bakery)).toBe(true);

  uptime = times.giveUpMs;
  expect(one.owns(bakery)).toBe(false);
  await one.look();
  expect(did).toEqual([`one begins ${bakery}`, `one ends ${bakery}`]);

  storeTrouble = undefined;
  await using two = ownerOf('two');
  await one.look();
  await two.start();
  await two.look();
  // The lease was in the store all the while; whoever looks first has the shop.
  expect((await store.leases.holders()).size).toBe(1);
  expect([one.owns(bakery), two.owns(bakery)]).toContain(true);
});

test('[A99] a shop that is connected runs at once, here or where its owner is; one that leaves ends', async () => {
  await using one = ownerOf('one');
  await using two = ownerOf('two');
  await one.start();
  await two.start();
  did = [];

  await connect(florist);
  await two.begin(florist);
  await two.begin(bakery);
  expect(did).toEqual([`two begins ${florist}`, `two asks the owner of ${bakery}`]);

  wanted = wanted.filter(({ shop }) => shop !== bakery);
  await one.look();
  expect(did.at(-1)).toBe(`one ends ${bakery}`);
  expect((await store.leases.holders()).get(bakery)).toBeUndefined();
  expect(await one.serves(bakery)).toBe(false);
  expect(await one.serves(florist)).toBe(true);
});

test('[A99] what another process changed of a connection starts the shop anew, once', async () => {
  await using one = ownerOf('one');
  await one.start();
  await store.connections.saveSettings(bakery, '{"taxes":"VAT:0.2"}');
  wanted = [...(await store.connections.all())];

  await one.look();
  await one.look();
  // Its own renewed credentials are no change.
  await store.connections.renew(bakery, 'x', 'y');
  wanted = [...(await store.connections.all())];
  await one.look();

  expect(did).toEqual([`one begins ${bakery}`, `one begins ${bakery}`]);
});

test('[A99] leases are renewed while a shop takes long to begin or to end', async () => {
  const slow = Promise.withResolvers<void>();
  await using one = ownerOf('one');
  await one.start();
  slowly = slow.promise;
  await connect(florist);
  await one.look();
  await endLease(bakery);
  await endLease(florist);

  await one.look();

  expect([...(await store.leases.holders()).keys()]).toEqual([bakery, florist]);
  wanted = [];
  await one.look();
  await one.look();
  // What still runs for them keeps them from others.
  expect((await store.leases.holders()).size).toBe(2);
  slow.resolve();
  await expect.poll(async () => (await store.leases.holders()).size).toBe(0);
});

test('[A99] after a new history everything begins anew', async () => {
  await using one = ownerOf('one');
  await one.start();

  await one.beginAll();

  expect(did).toEqual([`one begins ${bakery}`, `one begins ${bakery}`]);
});

test('[A99] who ends leaves its shops to others at once', async () => {
  const one = ownerOf('one');
  await one.start();
  const lease: Lease | undefined = one.leaseOf(bakery);
  await one[Symbol.asyncDispose]();
  await using two = ownerOf('two');

  await two.start();

  expect(did).toEqual([`one begins ${bakery}`, `one ends ${bakery}`, `two begins ${bakery}`]);
  expect(two.leaseOf(bakery)?.token).not.toBe(lease?.token);
});

test('[A99] what one process leaves or gives up another takes when it is told, before its next look', async () => {
  times = endless;
  const one = ownerOf('one');
  await one.start();
  await connect(florist);
  await one.look();
  const two = ownerOf('two');
  await two.start();
  expect([one.owns(florist), two.owns(florist)]).toEqual([true, false]);

  // One of its two shops is more than its share now.
  await one.look();
  await expect.poll(() => two.owns(florist)).toBe(true);

  await one[Symbol.asyncDispose]();
  await expect.poll(() => two.owns(bakery)).toBe(true);
  await two[Symbol.asyncDispose]();
  expect(listeners.size).toBe(0);
});

test('[A99] who lost a shop without knowing it hears of it when another takes it', async () => {
  times = endless;
  await using one = ownerOf('one');
  await one.start();
  await using two = ownerOf('two');
  await two.start();
  await one.look();
  await endLease(bakery);

  await two.look();

  await expect.poll(() => [one.owns(bakery), two.owns(bakery)]).toEqual([false, true]);
  expect(did.at(-1)).toBe(`one ends ${bakery}`);
});

test('[A99] a shop whose owner died is taken when its lease ends, not at the next look after it', async () => {
  times = endless;
  await using one = ownerOf('one');
  await one.start();
  await using two = ownerOf('two');
  await two.start();
  await one.look();
  await store.leases.renew('one', 200);

  await two.look();
  expect(two.owns(bakery)).toBe(false);

  await expect.poll(() => two.owns(bakery)).toBe(true);
});

test('[A106] a process with other secrets does not start, and leaves nothing behind', async () => {
  await using one = ownerOf('one');
  await one.start();
  const two = ownerOf('two', 'other/key');

  await expect(two.start()).rejects.toThrow(/SESSION_SECRET/);

  await one.look();
  expect(one.others).toBe(0);
  expect(did).toEqual([`one begins ${bakery}`]);
});
