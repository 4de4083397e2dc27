import { aSale } from '@tidemark/schema/testing';
import type { Sale } from '@tidemark/schema';
import { afterEach, expect, test, vi } from 'vitest';
import { faultyStorage, type ReadFault, type WriteFault } from '../testing/faulty-storage.ts';
import { TestServer } from '../testing/test-server.ts';
import { memoryStorage } from '../testing.ts';
import { until } from '../testing/test-tills.ts';
import { Wire } from '../wire/wire.ts';
import { Ledger } from './marks/ledger.ts';
import { RecordReplication } from './record-replication.ts';
import { RecordStore } from './record-store.ts';
import { Traffic } from './traffic.ts';

let databases = 0;
const toClose: AsyncDisposable[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of toClose.splice(0)) await each[Symbol.asyncDispose]();
});

const saleOf = (n: number, tillId: string): Sale =>
  aSale({ id: `sale-${tillId}-${1000 + n}`, tillId, receiptNumber: `A-${String(n + 1).padStart(6, '0')}` });

/** A till with three sales to send, and a server with five of another till. */
async function world(faults: { write?: WriteFault; read?: ReadFault } = {}) {
  const server = new TestServer();
  for (let n = 0; n < 5; n++) server.records.push('sales', 'till-000b', pushOf(saleOf(n, 'till-000b')));
  server.records.pushed.length = 0;
  let armed = false;
  const storage = faultyStorage(
    memoryStorage(),
    (collection, rows) => (armed ? faults.write?.(collection, rows) : undefined),
    () => (armed ? faults.read?.() : undefined),
  );
  const name = `turns${++databases}`;
  const store = await RecordStore.open({ name, storage, multiInstance: false });
  const ledger = await Ledger.open(store);
  const own = [0, 1, 2].map(n => saleOf(n, 'till-000a'));
  for (const sale of own) await store.of('sales').insert(sale);
  ledger.take('sales', own);
  const traffic = trafficOf(server, store, ledger);
  toClose.push(traffic, store);
  /** Waits until all is sent and read, in the storage and not only in memory. */
  async function settle() {
    for (;;) {
      traffic.retryNow();
      await new Promise(resolve => setTimeout(resolve, 20));
      if (ledger.unsent('sales').length > 0 || ledger.documents('sales').length < 8) continue;
      const stored = await store
        .of('sales')
        .all()
        .catch(() => []);
      if (stored.length === 8 && stored.every(each => each.submission !== null)) return;
    }
  }
  async function isComplete() {
    const stored = (await store.of('sales').all()).map(({ rev: _rev, ...each }) => each);
    const theirs = server.records.stored<Sale>('sales').map(({ rev: _rev, ...each }) => each);
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(stored.sort(byId)).toEqual(theirs.sort(byId));
    expect(theirs).toHaveLength(8);
  }
  return {
    server,
    storage,
    name,
    store,
    ledger,
    traffic,
    settle,
    isComplete,
    arm: () => (armed = true),
  };
}

function trafficOf(server: TestServer, store: RecordStore, ledger: Ledger): Traffic {
  const wire = new Wire('http://server', server.fetch as typeof fetch, () => 'token-of-till-000a');
  const tillId = () => 'till-000a';
  return new Traffic({
    isSignedIn: () => true,
    signs: () => false,
    now: () => 0,
    store,
    ledger,
    wire,
    shop: server.shop,
    tillId,
    random: () => 0,
    fence: async () => undefined,
  });
}

function pushOf(sale: Sale): string {
  return JSON.stringify({ rows: [{ newDocumentState: { ...sale, _deleted: false } }] });
}

const isFork = (collection: string) => collection === 'sales';
const isMeta = (collection: string) => collection.startsWith('meta-sales');
const isMark = (collection: string) => collection === 'marks';

test('[T26] nothing fails: each row is sent once', async () => {
  const { server, settle, isComplete } = await world();

  await settle();

  await isComplete();
  expect(server.records.pushed).toHaveLength(3);
});

test.each(
  [
    ['the document store', isFork],
    ['RxDB’s memory of the server', isMeta],
    ['the notes', isMark],
  ].flatMap(([name, isIt]) =>
    (['fails', 'lie', 'drop-row'] as const).flatMap(how =>
      [1, 2, 3].map(nth => [name as string, how, nth, isIt as typeof isFork] as const),
    ),
  ),
)(
  '[T26] %s: "%s" at write %i, once: nothing is lost, nothing stands still',
  async (_name, how, nth, isIt) => {
    let writes = 0;
    const { settle, isComplete, arm } = await world({
      write: collection =>
        isIt(collection) && ++writes === nth
          ? how === 'fails'
            ? new Error('QuotaExceededError')
            : how
          : undefined,
    });
    arm();

    await settle();

    await isComplete();
  },
);

test.each(Array.from({ length: 14 }, (_, n) => n + 1))(
  '[T26] read %i fails once: all the same',
  async nth => {
    let reads = 0;
    const { settle, isComplete, arm } = await world({
      read: () => (++reads === nth ? new Error('cannot read') : undefined),
    });
    arm();

    await settle();

    await isComplete();
  },
);

test.each<[string, () => Response]>([
  ['an object without documents', () => Response.json({})],
  ['HTML with status 200', () => new Response('<html>Log in to the Wi-Fi</html>')],
  ['status 500', () => new Response('oops', { status: 500 })],
  ['no documents', () => Response.json({ documents: [5], checkpoint: 'e1:9', head: 'e1:9' })],
  ['another history', () => Response.json({ documents: [], checkpoint: 'x:99', head: 'x:99' })],
])('[T26] a pull is answered with %s once: the next turn goes on', async (_name, answer) => {
  const { server, settle, isComplete } = await world();
  let pulls = 0;
  server.bend = path => (path.includes('/sales/pull') && ++pulls === 2 ? answer() : undefined);

  await settle();

  await isComplete();
});

test.each([
  ['came broken is asked for again', 2, 8],
  ['is broken at the server holds up nothing else', Infinity, 7],
])('[T26] a document that %s', async (_how, times, stored) => {
  const { server, store, traffic, ledger } = await world();
  const { id } = saleOf(2, 'till-000b');
  let pages = 0;
  server.bend = path =>
    path.includes('/sales/pull') && ++pages <= times ? pageWithBroken(server, id) : undefined;

  await until(() => {
    traffic.retryNow();
    return ledger.unsent('sales').length === 0 && ledger.documents('sales').length >= stored;
  }, 'all that fits is here');

  expect((await store.of('sales').all()).map(each => each.id).includes(id)).toBe(stored === 8);
});

test.each<[string, (rows: { newDocumentState: Sale }[]) => Response]>([
  ['HTML', () => new Response('<html>')],
  ['nothing', () => Response.json({ outcomes: [] })],
  [
    'another batch’s ids',
    rows => Response.json({ outcomes: rows.map(() => ({ outcome: 'accepted', id: 'elsewhere' })) }),
  ],
  [
    'a conflict that is no sale',
    rows =>
      Response.json({
        outcomes: rows.map(({ newDocumentState: { id } }) => ({
          outcome: 'conflict',
          id,
          document: { id, _deleted: false },
        })),
      }),
  ],
])('[T26] a push is answered with %s once: it is sent again', async (_name, answer) => {
  const { server, settle, isComplete } = await world();
  let pushes = 0;
  server.bend = (path, body) =>
    path.includes('/sales/push') && ++pushes === 1
      ? answer((JSON.parse(body ?? '') as { rows: { newDocumentState: Sale }[] }).rows)
      : undefined;

  await settle();

  await isComplete();
});

test('[T26] the answer to a push is lost after the server stored it: once there, once here', async () => {
  const { server, settle, isComplete } = await world();
  let pushes = 0;
  server.bend = (path, body) => {
    if (!path.includes('/sales/push') || ++pushes > 1) return undefined;
    server.records.push('sales', 'till-000a', body ?? '');
    return new Response('gateway timeout', { status: 504 });
  };

  await settle();

  await isComplete();
});

test('[T28] a clock that jumped back hides nothing from being sent', async () => {
  const { server, store, ledger, settle, isComplete } = await world();
  await settle();
  await isComplete();
  const raw = saleOf(7, 'till-000a');
  // RxDB's own checkpoint is by time: a document of an earlier time would be behind it.
  const instance = store.of('sales').rx.storageInstance as unknown as {
    originalStorageInstance: { bulkWrite(rows: object[], context: string): Promise<unknown> };
  };
  await instance.originalStorageInstance.bulkWrite(
    [{ document: { ...raw, _deleted: false, _attachments: {}, _meta: { lwt: 5 }, _rev: '1-x' } }],
    'test',
  );
  await ledger.reread();

  await until(() => server.records.stored('sales').length === 9, 'sent');
});

test('[T28] what was written while the clock was behind is sent at the next opening', async () => {
  const { server, store, traffic, settle, storage, name } = await world();
  await settle();
  await traffic[Symbol.asyncDispose]();
  const raw = saleOf(7, 'till-000a');
  // By RxDB's own checkpoint, which is by time, it would have been sent long ago.
  const instance = store.of('sales').rx.storageInstance as unknown as {
    originalStorageInstance: { bulkWrite(rows: object[], context: string): Promise<unknown> };
  };
  await instance.originalStorageInstance.bulkWrite(
    [{ document: { ...raw, _deleted: false, _attachments: {}, _meta: { lwt: 5 }, _rev: '1-x' } }],
    'test',
  );
  await store[Symbol.asyncDispose]();

  const reopened = await RecordStore.open({ name, storage, multiInstance: false });
  const next = trafficOf(server, reopened, await Ledger.open(reopened));
  toClose.push(next, reopened);
  next.retryNow();

  await until(() => server.records.stored('sales').length === 9, 'sent');
});

test('[T28] a clock that is set back while a till waits to try again does not make it wait longer', async () => {
  const { server, traffic, settle, isComplete } = await world();
  let pushes = 0;
  server.bend = path =>
    path.includes('/sales/push') && ++pushes === 1 ? new Response('oops', { status: 500 }) : undefined;
  traffic.retryNow();
  await until(() => pushes === 1, 'failed once');
  await new Promise(resolve => setTimeout(resolve, 50));
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);

  await until(() => pushes > 1, 'tried again by itself');

  await settle();
  await isComplete();
});

test('[T26] news of the stream that follows is taken as it is; after a gap it is asked for', async () => {
  const { server, ledger, traffic, settle } = await world();
  await settle();
  const from = server.records.place('sales');
  // A pull that is still running would also bring what happens next.
  await until(() => ledger.place('sales')?.seq === Number(from.split(':')[1]), 'quiet');
  server.records.settle('sales', saleOf(0, 'till-000b').id);
  const [told] = server.records.stored<Sale>('sales').filter(each => each.id === saleOf(0, 'till-000b').id);
  const before = server.requests.length;

  traffic.take({
    type: 'written',
    collection: 'sales',
    from,
    checkpoint: server.records.place('sales'),
    documents: [{ ...told!, rev: told!.rev ?? '', _deleted: false }],
  });

  await until(() => ledger.document('sales', told!.id)?.submission?.state === 'accepted', 'taken');
  expect(server.requests.slice(before).filter(each => each.includes('/sales/'))).toEqual([]);
  server.records.settle('sales', saleOf(1, 'till-000b').id);
  traffic.take({ type: 'promise-heads', heads: headsOf(server) });
  await until(
    () => ledger.document('sales', saleOf(1, 'till-000b').id)?.submission?.state === 'accepted',
    'asked for',
  );
});

/** A till that holds two sales of another till that wait for Shopify, and what its stream tells of one of them. */
async function reader() {
  const server = new TestServer();
  const [first, second] = [saleOf(0, 'till-000b'), saleOf(1, 'till-000b')];
  for (const sale of [first, second]) server.records.push('sales', 'till-000b', pushOf(sale));
  const name = `turns${++databases}`;
  const store = await RecordStore.open({ name, storage: memoryStorage(), multiInstance: false });
  const ledger = await Ledger.open(store);
  const wire = new Wire('http://server', server.fetch as typeof fetch, () => 'token-of-till-000a');
  let onPulled = (): void => undefined;
  const sales = new RecordReplication('sales', {
    ...{ store, ledger, shop: server.shop, tillId: () => 'till-000a' },
    ...{ isSignedIn: () => true, signs: () => false },
    wire: {
      push: wire.push.bind(wire),
      digest: wire.digest.bind(wire),
      bucket: wire.bucket.bind(wire),
      documents: wire.documents.bind(wire),
      pull: async (...asked) => {
        const page = await wire.pull(...asked);
        onPulled();
        return page;
      },
    },
    ...{ random: () => 0, fence: async () => undefined, onTrouble: () => undefined },
    onProof: () => undefined,
    scrubber: {
      ...{ expect: async () => undefined, run: async () => undefined },
      ...{ enter: () => undefined, leave: () => undefined },
    },
  });
  toClose.push(sales, store);
  await sales.pulled();
  const newsOf = (id: string, from: string) => {
    const [told] = server.records.stored<Sale>('sales').filter(each => each.id === id);
    const documents = [{ ...told!, rev: told!.rev ?? '', _deleted: false as const }];
    const checkpoint = server.records.place('sales');
    return { type: 'written', collection: 'sales', from, checkpoint, documents } as const;
  };
  const stateOf = ({ id }: Sale) => ledger.document('sales', id)?.submission?.state;
  const whenPulled = (act: () => void) => (onPulled = act);
  return { server, sales, first, second, newsOf, stateOf, whenPulled };
}

test('[T78] a page that is shorter than asked for is not the end: one pull goes on to the digest', async () => {
  const { server, sales, first, second, stateOf } = await reader();
  for (const { id } of [first, second]) server.records.settle('sales', id);
  server.records.roomOfPage = 1;

  await sales.pulled();

  expect([stateOf(first), stateOf(second)]).toEqual(['accepted', 'accepted']);
});

test('[T26] news that a pull has overtaken changes nothing', async () => {
  const { server, sales, first, second, newsOf, stateOf, whenPulled } = await reader();
  const from = server.records.place('sales');
  server.records.settle('sales', second.id);
  const news = newsOf(first.id, from);
  server.records.settle('sales', first.id);

  // The stream tells of an earlier state while the answer with the newer one is on its way.
  whenPulled(() => sales.takeNews(news));
  await sales.pulled();
  whenPulled(() => undefined);
  await new Promise(resolve => setTimeout(resolve, 50));

  expect([stateOf(first), stateOf(second)]).toEqual(['accepted', 'accepted']);
});

test('[T26] who waits for a pull waits for the server, not for news that was there before', async () => {
  const { server, sales, first, second, newsOf, stateOf } = await reader();
  const from = server.records.place('sales');
  server.records.settle('sales', first.id);
  const news = newsOf(first.id, from);
  // The stream breaks before it tells of this one.
  server.records.settle('sales', second.id);

  const pulled = sales.pulled();
  sales.takeNews(news);
  await pulled;

  expect(stateOf(second)).toBe('accepted');
});

test('[T26] who asks for a pull while this till learns the server’s history is told when it is read', async () => {
  const { server, traffic, ledger } = await world();
  const learning = new Promise<void>(resolve => {
    server.bend = path => void (path.includes('/sales/pull?limit=1') && resolve());
  });
  traffic.retryNow();
  await learning;

  const told = traffic.readBeforeStock(3_600_000).then(() => ledger.place('sales'));

  expect(await told).toMatchObject({ seq: expect.any(Number) as number });
});

function headsOf(server: TestServer) {
  const of = (name: 'sales' | 'stockMoves' | 'customerEdits' | 'carts') => server.records.place(name);
  return {
    sales: of('sales'),
    stockMoves: of('stockMoves'),
    customerEdits: of('customerEdits'),
    carts: of('carts'),
  };
}

/** All of a server's sales as one page, in which one sale has no total. */
function pageWithBroken({ records }: TestServer, id: string): Response {
  const head = records.place('sales');
  const documents = records
    .stored<Sale>('sales')
    .map(each => ({ ...each, ...(each.id === id ? { totals: 5 } : {}), _deleted: false }));
  return Response.json({ documents, checkpoint: head, head });
}
