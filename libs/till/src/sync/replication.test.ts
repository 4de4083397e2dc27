import { aProduct, aVariant } from '@tidemark/schema/testing';
import { afterEach, expect, test } from 'vitest';
import { Caches } from '../caches/caches.ts';
import { faultyStorage, type WriteFault } from '../testing/faulty-storage.ts';
import { nextLimit } from './coming-page.ts';
import { Replication } from './replication.ts';
import { memoryStorage } from '../testing.ts';
import { TestServer } from '../testing/test-server.ts';
import { Wire } from '../wire/wire.ts';

let databases = 0;
const opened: Caches[] = [];

afterEach(async () => {
  for (const caches of opened.splice(0)) await caches[Symbol.asyncDispose]();
});

async function world(options: { documents?: number; fault?: WriteFault } = {}) {
  const server = new TestServer();
  for (let n = 0; n < (options.documents ?? 2500); n++) server.put('products', aProduct({ id: String(n) }));
  const storage = faultyStorage(memoryStorage(), options.fault ?? (() => undefined));
  const caches = await Caches.open(`t${++databases}`, 1, storage, false);
  opened.push(caches);
  const wire = new Wire('http://server', server.fetch as typeof fetch, () => 'token');
  const replication = new Replication(wire, caches, 'products');
  const pull = () => replication.pull(() => undefined);
  /** Pulls as the synchroniser does: until it works. */
  async function pullUntilItWorks() {
    for (let tries = 0; tries < 10; tries++) {
      try {
        return await pull();
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
    throw new Error('never worked');
  }
  async function isComplete() {
    const { digest } = await pull();
    return (
      (await replication.matches(digest)) &&
      (await caches.stored('products')).length === server.living('products').length
    );
  }
  return { server, caches, replication, pull, pullUntilItWorks, isComplete };
}

test('[T1] all pages arrive, and the digest of what is stored is the mirror’s', async () => {
  const { pull, isComplete } = await world();

  const { changes, defects } = await pull();

  expect([changes, defects]).toEqual([2500, 0]);
  expect(await isComplete()).toBe(true);
});

test('[T1] the next pages are on their way while one is being stored, and no more than three', async () => {
  const { server, caches, replication } = await world({ documents: 5000, fault: () => 'late' });
  let stored = 0;
  const ahead: number[] = [];
  server.bend = path => void (path.includes('/pull') && ahead.push(ahead.length - stored));

  await replication.pull(() => stored++);

  expect(ahead.length).toBeGreaterThan(5);
  expect(Math.max(...ahead)).toBe(3);
  expect((await caches.stored('products')).length).toBe(5000);
});

test('[T1] a page of long documents is stored in several writes, and the place after it with the last', async () => {
  const rows: number[] = [];
  const { server, caches, pull } = await world({
    documents: 100,
    fault: (collection, count) => {
      if (collection === 'cache') rows.push(count);
      return rows.length === 4 ? new Error('the third write of the second page') : undefined;
    },
  });
  const variants = Array.from({ length: 80 }, (_, n) => aVariant({ id: String(n) }));
  for (let n = 100; n < 200; n++) server.put('products', aProduct({ id: String(n), variants }));

  await expect(pull()).rejects.toThrow('third write');

  const [ofFirstPage, one = 0, two = 0] = rows;
  expect(ofFirstPage).toBe(101);
  expect((await caches.place('products'))?.seq).toBe(100);
  expect((await caches.stored('products')).length).toBe(100 + one + two);
});

test('[T78] documents by id that are left are asked for again; an answer that leaves all is none', async () => {
  const { server, caches, replication } = await world({ documents: 5 });
  const ids = ['0', '1', '2', '3', '4'];
  let asked = 0;
  server.bend = (path, body = '') => {
    if (!path.endsWith('/products/documents')) return undefined;
    asked++;
    const [first = '', ...left] = (JSON.parse(body) as { ids: string[] }).ids;
    const documents = server.living('products').filter(each => each.id === first);
    return Response.json({ documents, checkpoint: server.place('products'), left });
  };

  await replication.fetch(ids);
  expect([asked, (await caches.stored('products')).length]).toEqual([5, 5]);

  server.bend = () => Response.json({ documents: [], checkpoint: server.place('products'), left: ids });
  await expect(replication.fetch(ids)).rejects.toThrow('leaves everything');
});

test('a page is of so many documents as make about half a million characters', () => {
  const ofLength = (length: number) => Array.from({ length: 20 }, () => ({ text: 'x'.repeat(length) }));

  expect(nextLimit(ofLength(5_000))).toBe(104);
  expect(nextLimit(ofLength(1_000))).toBeCloseTo(517, -1);
  expect(nextLimit(ofLength(100_000))).toBe(100);
  expect(nextLimit(ofLength(1))).toBe(2000);
  expect(nextLimit([])).toBe(100);
});

test.each([1, 2, 3])('[T2] write %i of the documents fails once: nothing is lost', async nth => {
  let writes = 0;
  const { pull, pullUntilItWorks, isComplete } = await world({
    fault: collection =>
      collection === 'cache' && ++writes === nth ? new Error('QuotaExceededError') : undefined,
  });

  await expect(pull()).rejects.toThrow('QuotaExceededError');
  await pullUntilItWorks();

  expect(await isComplete()).toBe(true);
});

test('[T2] the storage says yes and stores nothing: the checkpoint stays', async () => {
  let writes = 0;
  const { pull, caches, isComplete } = await world({
    fault: collection => (collection === 'cache' && ++writes === 2 ? 'lie' : undefined),
  });

  await expect(pull()).rejects.toThrow();

  expect((await caches.place('products'))?.seq).toBe(100);
  expect(await isComplete()).toBe(true);
});

test('[T2] writing the checkpoint fails once: the page is asked for again', async () => {
  let writes = 0;
  const { pull, pullUntilItWorks, isComplete } = await world({
    fault: collection =>
      collection === 'cache' && ++writes === 2 ? new Error('no checkpoint today') : undefined,
  });

  await expect(pull()).rejects.toThrow('no checkpoint today');
  await pullUntilItWorks();

  expect(await isComplete()).toBe(true);
});

test.each<[string, () => Response]>([
  ['an object without documents', () => Response.json({})],
  ['an HTML page with status 200', () => new Response('<html>Please log in to the Wi-Fi</html>')],
  ['an error with status 500', () => new Response('oops', { status: 500 })],
  [
    'documents that are no documents',
    () => Response.json({ documents: [5], checkpoint: 'e1:9', head: 'e1:9' }),
  ],
  ['a broken checkpoint', () => Response.json({ documents: [], checkpoint: 'x', head: 'e1:9' })],
  [
    'a checkpoint of another history',
    () => Response.json({ documents: [], checkpoint: 'other:9999', head: 'other:9999' }),
  ],
])('[T2] the second answer is %s: the pull fails, the next one goes on', async (_name, answer) => {
  const { server, pull, isComplete } = await world();
  let pulls = 0;
  server.bend = path => (path.includes('/pull') && ++pulls === 2 ? answer() : undefined);

  await expect(pull()).rejects.toThrow();

  expect(await isComplete()).toBe(true);
});

test('[T8] a document that does not fit is left out and counted; the rest arrives, and it comes when it fits', async () => {
  const { server, pull, isComplete } = await world({ documents: 10 });
  server.put('products', { ...aProduct({ id: 'odd' }), title: 5 } as { id: string });

  expect(await pull()).toMatchObject({ changes: 10, defects: 1 });
  server.put('products', aProduct({ id: 'odd' }));

  expect(await pull()).toMatchObject({ changes: 1, defects: 0 });
  expect(await isComplete()).toBe(true);
});

test('[T3] a live event after a gap is not taken', async () => {
  const { server, replication, pull, caches, isComplete } = await world({ documents: 5 });
  await pull();
  server.put('products', aProduct({ id: '0', title: 'missed' }));
  const from = server.place('products');
  server.put('products', aProduct({ id: '1', title: 'told' }));
  const [told] = server.living('products').slice(-1);
  const event = {
    type: 'documents',
    collection: 'products',
    from,
    checkpoint: server.place('products'),
    documents: [{ ...told!, _deleted: false }],
  } as const;

  expect(await replication.take({ ...event, documents: [...event.documents] })).toBeUndefined();

  expect((await caches.place('products'))?.seq).toBe(5);
  expect(await isComplete()).toBe(true);
});

test('[T3] a live event that follows is taken, and an old one changes nothing', async () => {
  const { server, replication, pull, caches, isComplete } = await world({ documents: 5 });
  await pull();
  const from = server.place('products');
  const [old] = server.living('products').filter(each => each.id === '1');
  server.put('products', aProduct({ id: '1', title: 'new' }));
  const [told] = server.living('products').slice(-1);
  const event = (document: object, checkpoint: string) =>
    ({
      type: 'documents',
      collection: 'products',
      from,
      checkpoint,
      documents: [{ ...document, _deleted: false }],
    }) as never;

  expect(await replication.take(event(told!, server.place('products')))).toBe(1);
  expect(await replication.take(event(old!, from))).toBe(0);

  expect(((await caches.storedByIds('products', ['1']))[0] as { title?: string }).title).toBe('new');
  expect(await isComplete()).toBe(true);
});

test('[T5] a document lost, changed or added behind RxDB’s back is found by digest and repaired alone', async () => {
  const { server, replication, caches, pull, isComplete } = await world({ documents: 300 });
  await pull();
  const [changed] = await caches.storedByIds('products', ['7']);
  await caches.write(
    'products',
    [
      { ...changed!, rev: 'f'.repeat(16) },
      { ...changed!, id: 'ghost' },
    ],
    ['9'],
  );
  const { digest } = await pull();
  expect(await replication.matches(digest)).toBe(false);
  server.requests.length = 0;

  expect(await replication.repair()).toBe(3);

  expect(await isComplete()).toBe(true);
  expect(server.requests.filter(each => each.includes('/documents'))).toHaveLength(2);
});

test('[T1] a deleted document goes, and may come back', async () => {
  const { server, pull, caches, isComplete } = await world({ documents: 3 });
  await pull();
  server.delete('products', '1');
  server.delete('products', 'never-seen');
  await pull();
  expect(await caches.storedByIds('products', ['1'])).toEqual([]);
  server.put('products', aProduct({ id: '1', title: 'again' }));
  await pull();

  expect(await isComplete()).toBe(true);
});
