import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openLedger } from './picture-ledger.ts';
import { pictureLimits, type Room } from './picture-room.ts';
import { PictureShelf } from './picture-shelf.ts';

const hour = 3_600_000;

/** A shelf of a browser whose pictures take `size` bytes each, and whose network can be cut. */
async function aShelf({ size = 1_000, kept = new Map<string, Response>() } = {}) {
  const ledger = await openLedger(new IDBFactory());
  const world = {
    now: 0,
    room: {} as Room,
    isOnline: true,
    type: 'cors' as ResponseType,
    asked: [] as string[],
  };
  const urlOf = (key: RequestInfo | URL) => (key instanceof Request ? key.url : String(key));
  const cache = {
    match: async (key: RequestInfo | URL) => kept.get(urlOf(key))?.clone(),
    put: async (key: RequestInfo | URL, response: Response) => void kept.set(urlOf(key), response),
    delete: async (key: RequestInfo | URL) => kept.delete(urlOf(key)),
    keys: async () => [...kept.keys()].map(url => new Request(url)),
  };
  const shelf = new PictureShelf({
    openCache: async () => cache,
    openLedger: async () => ledger,
    room: async () => world.room,
    now: () => world.now,
    fetch: async request => {
      if (!world.isOnline) throw new TypeError('Failed to fetch');
      world.asked.push(request.url);
      const response = new Response(new Uint8Array(size), { headers: { 'content-type': 'image/jpeg' } });
      Object.defineProperty(response, 'type', { value: world.type });
      return response;
    },
  });
  const see = async (name: string) => {
    const { response, after } = await shelf.show(new Request(`https://pictures.example/${name}`));
    await after;
    return response;
  };
  const names = () => [...kept.keys()].map(url => new URL(url).pathname.slice(1));
  return { shelf, ledger, world, kept, see, names };
}

test('[P5] a picture that was seen is there without a network, whatever it was asked with', async () => {
  const { world, see } = await aShelf();
  await see('mug.jpg');
  world.isOnline = false;

  const response = await see('mug.jpg');

  expect((await response.blob()).size).toBe(1_000);
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  await expect(see('jug.jpg')).rejects.toThrow('Failed to fetch');
});

test('[P1] the sum of what is kept is what it measures, also of a picture that was kept before', async () => {
  const { ledger, see } = await aShelf();
  await Promise.all([see('a'), see('b'), see('b')]);
  await see('a');

  expect(await ledger.held()).toEqual({ bytes: 2_000, count: 2 });
});

test('[P1] the least recently used go first', async () => {
  const size = pictureLimits.each;
  const { ledger, world, see, names } = await aShelf({ size });
  const most = pictureLimits.bytes / size;
  for (let n = 0; n < most; n++) {
    world.now += hour;
    await see(`n${n}`);
  }
  world.now += hour;
  await see('n0');

  world.now += hour;
  await see('new');

  expect(names()).toContain('n0');
  expect(names()).toContain('new');
  expect(names()).not.toContain('n1');
  const held = await ledger.held();
  expect(held.bytes).toBeLessThanOrEqual(pictureLimits.bytes * 0.9);
  expect(held).toEqual({ bytes: names().length * size, count: names().length });
});

test('[P2] where room is short pictures are given back, and shown all the same', async () => {
  const { ledger, world, see, names } = await aShelf();
  for (const each of ['a', 'b', 'c']) await see(each);
  world.room = { usage: 1_000_000_000, quota: 1_000_000_000 };

  expect((await (await see('d')).blob()).size).toBe(1_000);

  expect(names()).toEqual([]);
  expect(await ledger.held()).toEqual({ bytes: 0, count: 0 });
});

test('[P4] what cannot be measured is shown, and not kept', async () => {
  const { world, see, names } = await aShelf();
  world.type = 'opaque';

  expect((await see('foreign.jpg')).type).toBe('opaque');

  expect(names()).toEqual([]);
});

test('[P4] what was kept without CORS is not given to a page that asks with it', async () => {
  const old = new Response(new Uint8Array(9));
  Object.defineProperty(old, 'type', { value: 'opaque' });
  Object.defineProperty(old, 'clone', { value: () => old });
  const { see, world } = await aShelf({ kept: new Map([['https://pictures.example/mug.jpg', old]]) });

  await see('mug.jpg');

  expect(world.asked).toEqual(['https://pictures.example/mug.jpg']);
});

test('[P5] what no list counts is let go of: what earlier programs kept, for one', async () => {
  const kept = new Map([['https://pictures.example/old.jpg', new Response()]]);
  const { shelf, see, names } = await aShelf({ kept });
  await see('mug.jpg');

  await shelf.tidy();

  expect(names()).toEqual(['mug.jpg']);
});

test('[P5] a browser that refuses the storage shows pictures from the network', async () => {
  const refused = async () => Promise.reject(new DOMException('denied', 'SecurityError'));
  const shelf = new PictureShelf({
    openCache: refused,
    openLedger: refused,
    room: async () => ({}),
    now: () => 0,
    fetch: async () => new Response('picture'),
  });

  const { response, after } = await shelf.show(new Request('https://pictures.example/mug.jpg'));

  await after;
  expect(await response.text()).toBe('picture');
});

test('[P2] who deletes the list of pictures is not kept waiting by whoever reads it', async () => {
  const indexedDB = new IDBFactory();
  let isOver = false;
  await openLedger(indexedDB, () => (isOver = true));

  await new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase('tidemark-pictures');
    asked.onsuccess = resolve;
    asked.onblocked = () => reject(new Error('blocked'));
  });

  expect(isOver).toBe(true);
  expect(await (await openLedger(indexedDB)).held()).toEqual({ bytes: 0, count: 0 });
});
