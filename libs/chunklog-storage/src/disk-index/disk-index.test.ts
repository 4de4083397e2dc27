import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Doc } from '../collection/document.ts';
import type { Listing } from '../collection/listing.ts';
import { openManifest } from '../log/manifest.ts';
import { MemoryBrowser } from '../rx/memory-browser.ts';
import type { MemoryDisk } from '../log/memory-disk.ts';
import type { RxStorageInstanceChunklog } from '../rx/storage-instance.ts';
import { everything, item, next, openItems, type Item, type ItemDocument } from '../testing-documents.ts';

type Instance = RxStorageInstanceChunklog<Item>;

/** Lists documents by their words, and by their size as a code; none that is called "hidden". */
const listing: Listing = {
  version: 1,
  keysOf: ({ title, size }) =>
    String(title).includes('hidden') ? [] : [...String(title).split(' '), `#${String(size)}`],
  orderOf: ({ title, id }) => `${String(title)} ${String(id)}`,
};

const open = async (browser: MemoryBrowser, settings: Parameters<MemoryBrowser['openTab']>[0] = {}) =>
  (await openItems(
    browser.openTab({ kindOf: () => 'cache', listingOf: () => listing, ...settings }),
  )) as Instance;

const insert = (instance: Instance, ...documents: ItemDocument[]) =>
  instance.bulkWrite(
    documents.map(document => ({ document })),
    'a test',
  );

const change = async (instance: Instance, id: string, to: Partial<ItemDocument>) => {
  const [previous] = (await instance.findDocumentsById([id], true)) as ItemDocument[];
  if (!previous) throw new Error(`no ${id}`);
  await instance.bulkWrite([{ previous, document: next(previous, to) }], 'a test');
};

const ids = (found: readonly Doc[] | undefined) => found?.map(({ id }) => id);

const diskIndexOf = ({ internals: { diskIndex } }: Instance) => {
  if (!diskIndex) throw new Error('nothing is listed');
  return diskIndex;
};

/** A browser that was closed after `fill` stored documents and the disk index was made. */
async function kept(fill: (instance: Instance) => Promise<unknown>): Promise<MemoryBrowser> {
  const browser = new MemoryBrowser();
  const instance = await open(browser);
  await fill(instance);
  await diskIndexOf(instance).keep();
  await instance.close();
  return browser;
}

const someItems = (instance: Instance) =>
  insert(
    instance,
    item('a', { title: 'red mug', size: 11 }),
    item('b', { title: 'blue mug', size: 12 }),
    item('c', { title: 'hidden mug', size: 13 }),
  );

test('[E1] what is listed is found by a key, and by the beginnings of keys, in its order', async () => {
  const diskIndex = diskIndexOf(await open(await kept(someItems)));

  expect(await diskIndex.find('#12')).toMatchObject([{ id: 'b', title: 'blue mug', size: 12 }]);
  expect(ids(await diskIndex.find('mug'))).toEqual(['b', 'a']);
  expect(ids(await diskIndex.search([['mu']], 9))).toEqual(['b', 'a']);
  expect(ids(await diskIndex.search([['mu']], 1))).toEqual(['b']);
  expect(ids(await diskIndex.search([['mu'], ['yellow', 're']], 9))).toEqual(['a']);
  expect(await diskIndex.find('mu')).toEqual([]);
  expect(await diskIndex.find('#13')).toEqual([]);
  expect(await diskIndex.search([], 9)).toEqual([]);
});

test('[E1] what is found is in the listing’s own order, what was written since too', async () => {
  const compareOrders = (a: string, b: string) => b.localeCompare(a, 'en');
  const listingOf = () => ({ ...listing, compareOrders });
  const browser = new MemoryBrowser();
  const instance = await open(browser, { listingOf });
  await someItems(instance);
  await diskIndexOf(instance).keep();

  expect(ids(await diskIndexOf(instance).find('mug'))).toEqual(['a', 'b']);
  await insert(instance, item('d', { title: 'green mug' }));
  expect(ids(await diskIndexOf(instance).find('mug'))).toEqual(['a', 'd', 'b']);
});

test('[E1] it is found without the rest being read', async () => {
  const browser = await kept(someItems);
  const read: string[] = [];
  const instance = (await openItems(
    browser.openTab({ listingOf: () => listing }, log => {
      const reading = log.read.bind(log);
      log.read = range => {
        read.push(`${range.collection} ${range.limit}`);
        return reading(range);
      };
      return log;
    }),
  )) as Instance;

  expect(ids(await diskIndexOf(instance).find('#11'))).toEqual(['a']);

  // Its head, its keys, its places, and the chunk.
  expect(read).toEqual(['directory|items|0 1', 'directory|items|0 1', 'directory|items|0 1', 'items|0 1']);
});

test('[E2] what was written since is known: new, changed, deleted, forgotten', async () => {
  const browser = await kept(someItems);
  const writer = await open(browser);
  const diskIndex = diskIndexOf(await open(browser));
  expect(ids(await diskIndex.find('mug'))).toEqual(['b', 'a']);

  await insert(writer, item('d', { title: 'a mug', size: 14 }));
  expect(ids(await diskIndex.find('mug'))).toEqual(['d', 'b', 'a']);
  expect(ids(await diskIndex.search([['mu']], 2))).toEqual(['d', 'b']);
  expect(await diskIndex.search([], 9)).toEqual([]);
  await change(writer, 'b', { title: 'blue bowl' });
  expect(ids(await diskIndex.find('mug'))).toEqual(['d', 'a']);
  expect(ids(await diskIndex.find('bowl'))).toEqual(['b']);
  await change(writer, 'a', { _deleted: true });
  expect(ids(await diskIndex.find('mug'))).toEqual(['d']);
  await writer.cleanup(0);
  expect(ids(await diskIndex.find('mug'))).toEqual(['d']);
  await change(writer, 'd', { title: 'hidden mug' });
  expect(await diskIndex.find('mug')).toEqual([]);
});

test('[E3] before it was kept it answers nothing, and after a rewrite until it is kept again', async () => {
  const browser = new MemoryBrowser();
  const instance = await open(browser, { leastGarbage: 1500 });
  const diskIndex = diskIndexOf(instance);
  await someItems(instance);
  expect(await diskIndex.find('mug')).toBeUndefined();
  await diskIndex.keep();
  expect(ids(await diskIndex.find('mug'))).toEqual(['b', 'a']);

  const { generation } = await entryOf(browser, 'items|0');
  for (let n = 0; (await entryOf(browser, 'items|0')).generation === generation; n++)
    await change(instance, 'a', { title: `red mug ${n}` });

  expect(await diskIndex.find('mug')).toBeUndefined();
  await diskIndex.keep();
  expect(ids(await diskIndex.find('mug'))).toEqual(['b', 'a']);
});

test('[E3] of an earlier way of listing it answers nothing', async () => {
  const instance = await open(await kept(someItems), { listingOf: () => ({ ...listing, version: 2 }) });

  expect(await diskIndexOf(instance).find('mug')).toBeUndefined();
});

test('[E3] what is damaged is not guessed at: of it and of what it lists', async () => {
  for (const at of [0, 1, 2, 3]) {
    const browser = await kept(someItems);
    const damaged = browser.disk('shop').damage(at, chunk => ({ ...chunk, sum: 0 }));
    const instance = await open(browser);

    expect(await diskIndexOf(instance).find('mug'), String(damaged)).toBeUndefined();
  }
});

test('[E3] where something that was written since is damaged, it answers nothing, however often it is asked', async () => {
  const browser = await kept(someItems);
  const writer = await open(browser);
  await insert(writer, item('d', { title: 'a mug' }));
  await writer.close();
  browser.disk('shop').damage(-1, chunk => ({ ...chunk, sum: 0 }));
  const diskIndex = diskIndexOf(await open(browser));

  expect(await diskIndex.find('mug')).toBeUndefined();
  expect(await diskIndex.find('mug')).toBeUndefined();
});

test('[E3] nor is one made of what is damaged, or not there', async () => {
  const ways = [
    (disk: MemoryDisk) => void disk.damage(0, chunk => ({ ...chunk, sum: 0 })),
    (disk: MemoryDisk) => disk.lose(0),
  ];
  for (const destroy of ways) {
    const browser = new MemoryBrowser();
    const instance = await open(browser);
    await someItems(instance);
    await insert(instance, item('d'));
    destroy(browser.disk('shop'));

    await diskIndexOf(instance).keep();

    expect(await diskIndexOf(instance).find('mug')).toBeUndefined();
  }
});

test('[E3] of what is rewritten while it looks it does not say that it is not there', async () => {
  const browser = await kept(someItems);
  const writer = await open(browser, { leastGarbage: 1500 });
  await insert(writer, item('d', { title: 'new mug', size: 14 }));
  const { generation } = await entryOf(browser, 'items|0');
  const rewrite = async () => {
    for (let n = 0; (await entryOf(browser, 'items|0')).generation === generation; n++)
      await change(writer, 'a', { title: `red mug ${n}` });
  };
  const instance = (await openItems(
    browser.openTab({ listingOf: () => listing }, log => {
      const reading = log.read.bind(log);
      log.read = async range => {
        if (range.collection === 'items|0') await rewrite();
        return reading(range);
      };
      return log;
    }),
  )) as Instance;

  expect(await diskIndexOf(instance).find('#14')).toBeUndefined();
});

test('[E4] it is made anew when much was written since, and only then', async () => {
  const browser = await kept(someItems);
  const instance = await open(browser);
  const diskIndex = diskIndexOf(instance);
  const { generation } = await entryOf(browser, 'directory|items|0');

  await diskIndex.keep();
  for (let n = 0; n < 256; n++) await change(instance, 'a', { title: `mug ${n}` });
  await diskIndex.keep();
  expect(await entryOf(browser, 'directory|items|0')).toMatchObject({ generation });
  await change(instance, 'a', { title: 'red mug' });
  await diskIndex.keep();

  expect((await entryOf(browser, 'directory|items|0')).generation).toBeGreaterThan(generation);
  expect(ids(await diskIndex.find('mug'))).toEqual(['b', 'a']);
});

test('[E4] a disk that is full keeps the one before, has back what was tried, and is left alone for a while', async () => {
  const browser = await kept(someItems);
  const instance = await open(browser);
  const disk = browser.disk('shop');
  const write = async (times: number) => {
    for (let n = 0; n < times; n++) await change(instance, 'a', { title: `mug ${n}` });
  };
  await write(257);
  const { size } = disk;
  // Its keys fit, its head does not.
  disk.quota = size + 100;

  await expect(diskIndexOf(instance).keep()).rejects.toMatchObject({ code: 'quota' });

  expect(disk.size).toBe(size);
  expect(ids(await diskIndexOf(instance).find('mug'))).toEqual(['b', 'a']);
  disk.quota = Infinity;
  const { generation } = await entryOf(browser, 'directory|items|0');
  await diskIndexOf(instance).keep();
  expect(await entryOf(browser, 'directory|items|0')).toMatchObject({ generation });
  await write(256);
  await diskIndexOf(instance).keep();
  expect((await entryOf(browser, 'directory|items|0')).generation).toBeGreaterThan(generation);
});

test('[E3] what is far behind is not read: then it is sooner to read everything', async () => {
  const browser = await kept(someItems);
  const writer = await open(browser, { leastGarbage: Infinity });
  for (let n = 0; n < 1025; n++) await change(writer, 'a', { title: `mug ${n}` });
  await writer.close();

  expect(await diskIndexOf(await open(browser, { leastGarbage: Infinity })).find('mug')).toBeUndefined();
});

test('[E3] a log whose manifest was made again counts anew: what was kept is not of it', async () => {
  const browser = new MemoryBrowser();
  const instance = await open(browser, { leastGarbage: 1500 });
  await someItems(instance);
  const { generation } = await entryOf(browser, 'items|0');
  for (let n = 0; (await entryOf(browser, 'items|0')).generation === generation; n++)
    await change(instance, 'a', { title: `red mug ${n}` });
  await instance.close();
  const again = await open(browser);
  await diskIndexOf(again).keep();
  expect(await diskIndexOf(again).find('mug')).toBeDefined();
  await again.close();
  browser.disk('shop').damageManifest();

  const writer = await open(browser, { onDamage: () => undefined });
  await change(writer, 'b', { title: 'blue bowl' });

  expect(await diskIndexOf(await open(browser)).find('mug')).toBeUndefined();
});

test('[E3] where something that was written since is lost, it answers nothing', async () => {
  const browser = await kept(someItems);
  const writer = await open(browser);
  await insert(writer, item('d', { title: 'a mug' }));
  await writer.close();
  browser.disk('shop').lose(-1);

  expect(await diskIndexOf(await open(browser)).find('mug')).toBeUndefined();
});

test('[E5] it goes with its collection', async () => {
  const browser = await kept(someItems);
  const instance = await open(browser);

  await instance.remove();

  expect(browser.disk('shop').state.records).toEqual([]);
});

test('[E5] none is made of a collection that is removed while it is looked through', async () => {
  const browser = new MemoryBrowser();
  const writer = await open(browser);
  await someItems(writer);
  let isRemoved = false;
  const instance = (await openItems(
    browser.openTab({ listingOf: () => listing }, log => {
      const reading = log.read.bind(log);
      log.read = async range => {
        const page = await reading(range);
        if (!isRemoved) await writer.remove();
        isRemoved = true;
        return page;
      };
      return log;
    }),
  )) as Instance;

  await diskIndexOf(instance).keep();

  expect(browser.disk('shop').state.records).toEqual([]);
});

test('[E1] of many documents, those that are there are found', async () => {
  const count = 3000;
  const many = Array.from({ length: count }, (_, n) =>
    item(`i${n}`, { title: `thing ${n.toString(36)} ${'long'.repeat(9)}`, size: n }),
  );
  const diskIndex = diskIndexOf(await open(await kept(instance => insert(instance, ...many))));

  for (let n = 0; n < count; n += 97) expect(ids(await diskIndex.find(`#${n}`))).toEqual([`i${n}`]);
  expect(await diskIndex.find('#3000')).toEqual([]);
  const beginning = many.filter(({ size }) => String(size).startsWith('29'));
  expect(new Set(ids(await diskIndex.search([['#29']], 999)))).toEqual(
    new Set(beginning.map(({ id }) => id)),
  );
  expect(ids(await diskIndex.search([['thing']], 2))).toEqual(['i0', 'i1']);
});

type Step = {
  readonly do: 'write' | 'delete' | 'cleanup' | 'keep' | 'reopen';
  readonly id: string;
  readonly title: string;
};

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('write', 'write', 'write', 'delete', 'cleanup', 'keep', 'reopen'),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  title: fc.constantFrom('red mug', 'blue mug', 'red bowl', 'hidden'),
});

test('[E6] whatever was done, what it answers is what the collection has', async () => {
  const story = async (steps: readonly Step[], leastGarbage: number) => {
    const browser = new MemoryBrowser();
    let instance = await open(browser, { leastGarbage });
    for (const each of steps) {
      if (each.do === 'reopen') {
        await instance.close();
        instance = await open(browser, { leastGarbage });
      } else await take(instance, each);
      await expectAgreement(instance);
    }
    await instance.close();
    instance = await open(browser, { leastGarbage: Infinity });
    await insert(instance, item('z', { title: 'last mug' }));
    await diskIndexOf(instance).keep();
    expect(await diskIndexOf(instance).find('last')).toMatchObject([{ id: 'z' }]);
    await expectAgreement(instance);
    await instance.close();
  };
  const steps = fc.array(step, { maxLength: 30 });
  await fc.assert(fc.asyncProperty(steps, fc.constantFrom(0, 900, Infinity), story), { numRuns: 200 });
});

async function take(instance: Instance, { do: what, id, title }: Step): Promise<void> {
  if (what === 'keep') return diskIndexOf(instance).keep();
  if (what === 'cleanup') return void (await instance.cleanup(0));
  const to = { title, _deleted: what === 'delete' };
  const [previous] = (await instance.findDocumentsById([id], true)) as ItemDocument[];
  const row = previous ? { previous, document: next(previous, to) } : { document: item(id, to) };
  await instance.bulkWrite([row], 'a test');
}

/** Checks that the disk index, if it answers, gives what a walk through the collection finds. */
async function expectAgreement(instance: Instance): Promise<void> {
  const all = (await everything(instance)) as unknown as readonly Doc[];
  for (const key of ['red', 'mug', 'bowl', 'hidden']) {
    const having = all.filter(each => !each._deleted && listing.keysOf(each).includes(key));
    const inOrder = having.sort((a, b) => (listing.orderOf(a) < listing.orderOf(b) ? -1 : 1));
    const found = await diskIndexOf(instance).find(key);
    if (found) expect(found).toEqual(inOrder);
  }
}

async function entryOf(browser: MemoryBrowser, collection: string) {
  const entry = openManifest(browser.disk('shop').state.manifest)?.collections[collection];
  if (!entry) throw new Error(`no ${collection}`);
  return entry;
}
