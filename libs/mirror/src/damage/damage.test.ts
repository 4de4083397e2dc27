import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bucketDigests, emptyDigest, joinDigests } from '@tidemark/protocol';
import { aProduct, aSale } from '@tidemark/schema/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Change, Damage, Notice } from '../contract/mirror.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import type { JudgeRow } from '../contract/records.ts';

const shop = 'a.myshopify.com';
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  file = join(folder, 'mirror.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openSqliteMirror({ file, newEpoch: () => 'e1' });

/** Fills a store, changes its file behind its back, and opens it again. */
async function damaged(fill: (store: MirrorStore) => Promise<unknown>, sql: string): Promise<MirrorStore> {
  {
    await using store = await open();
    await fill(store);
  }
  const raw = new DatabaseSync(file);
  raw.exec(sql);
  raw.close();
  return open();
}

const present = (id: string, at = 10, readAt = at): Change => ({
  ...{ kind: 'present', document: aProduct({ id }), scope: '', sourceUpdatedAt: at, readAt },
});

const submission = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 };
const accept: JudgeRow = row => ({
  ...{ kind: 'accept', changed: true },
  document: { ...row, submission } as never,
});
const sale = (n: number) => aSale({ id: `sale-000${n}`, receiptNumber: `AB12-00000${n}` });
const push = (store: MirrorStore, ...sales: ReturnType<typeof aSale>[]) =>
  store.records.store(shop, 'sales', sales as never, accept, 5);
const idsOf = (documents: readonly string[]) =>
  documents.map(text => (JSON.parse(text) as { id: string }).id);

test.each(['not json at all', '{"id":"3"', '', 'null', '5'])(
  '[M27] a row that says %j is left out of pages and of documents, and told of',
  async garbage => {
    await using store = await damaged(
      each =>
        each.mirror.commit(
          shop,
          'products',
          ['1', '2', '3', '4', '5'].map(id => present(id)),
        ),
      `update document set body = '${garbage}' where id = '3'`,
    );
    const heard: Damage[] = [];
    store.mirror.onDamage(damage => heard.push(damage));

    const first = await store.mirror.changesAfter(shop, 'products', '', undefined, 3);
    const last = await store.mirror.changesAfter(shop, 'products', '', first.checkpoint, 3);
    const { documents } = await store.mirror.documents(shop, 'products', '', ['3', '4']);

    // The first page is full: a shorter one would be the last.
    expect([idsOf(first.documents), idsOf(last.documents)]).toEqual([['1', '2', '4'], ['5']]);
    expect(idsOf(documents)).toEqual(['4']);
    expect(heard).toContainEqual({ shop, collection: 'products', ids: ['3'] });
  },
);

test('[M27] the next read of a damaged row replaces it, though it is the same, and the digest stays that of the documents', async () => {
  await using store = await damaged(
    each =>
      each.mirror.commit(
        shop,
        'products',
        ['1', '2', '3'].map(id => present(id)),
      ),
    `update document set body = 'x' where id = '3'`,
  );

  const { changed } = await store.mirror.commit(shop, 'products', [
    present('3', 10, 20),
    present('1', 10, 20),
  ]);

  expect(changed).toBe(1);
  const { documents } = await store.mirror.changesAfter(shop, 'products', '', undefined, 9);
  const living = documents.map(text => JSON.parse(text) as { id: string; rev: string });
  expect(living.map(each => each.id)).toEqual(['1', '2', '3']);
  const { buckets } = await store.mirror.digest(shop, 'products', '');
  expect(buckets).toEqual(bucketDigests(living));
  expect(buckets.reduce(joinDigests, emptyDigest).count).toBe(3);
});

test('[O15] a sale of which nothing can be read stops no other: it is set aside with its text, and its till brings it back', async () => {
  const garbage = `{"id":"sale-0001","total":12${'x'.repeat(10_000)}`;
  await using store = await damaged(
    each => push(each, sale(1), sale(2)),
    `update document set body = '${garbage}' where id = 'sale-0001'`,
  );
  const { records, mirror } = store;

  const taken = await records.take(shop, 'sales', 100, 200, 1);

  // One at a time; the damaged one is first in line.
  expect(taken.map(each => each.id)).toEqual(['sale-0002']);
  expect(await records.take(shop, 'sales', 300, 400, 1)).toHaveLength(1);
  expect(await mirror.quarantined(shop, { limit: 9 })).toMatchObject([
    { collection: 'sales', id: 'sale-0001' },
  ]);
  expect(await records.find(shop, 'sales', 'sale-0001')).toBeUndefined();
  expect(await records.salesWithReceipt(shop, 'AB12-000001')).toEqual([]);

  await push(store, sale(1));

  const back = await records.find(shop, 'sales', 'sale-0001');
  // It may have been sent before: it is looked up first.
  expect(back).toMatchObject({ receiptNumber: 'AB12-000001', submission: { attempts: 1, unanswered: 1 } });
  expect(await mirror.quarantineCount(shop)).toBe(0);
  expect((await records.take(shop, 'sales', 500, 600, 9)).map(each => each.id).sort()).toEqual([
    'sale-0001',
    'sale-0002',
  ]);
  const { documents } = await records.changesAfter(shop, 'sales', '', undefined, 9);
  const { buckets } = await records.digest(shop, 'sales', '');
  expect(buckets).toEqual(
    bucketDigests(documents.map(text => JSON.parse(text) as { id: string; rev: string })),
  );
});

test('[O15] the whole text of a damaged sale is kept', async () => {
  const garbage = 'x'.repeat(50_000);
  {
    await using store = await damaged(
      each => push(each, sale(1)),
      `update document set body = '${garbage}' where id = 'sale-0001'`,
    );
    await store.records.setAside(shop, 'sales', ['sale-0001']);
  }
  const raw = new DatabaseSync(file);
  const { body } = raw.prepare('select body from quarantine').get() as { body: string };
  raw.close();
  expect(body).toBe(garbage);
});

test('[O8] [O15] what was told to Shopify and cannot be read any more is passed', async () => {
  await using store = await damaged(async each => {
    await push(each, sale(1), sale(2), sale(3));
    for (const id of ['sale-0001', 'sale-0002', 'sale-0003'])
      await each.records.move(
        shop,
        { collection: 'sales', id },
        () => ({ submission: { state: 'refused' } as never }),
        50,
      );
  }, `update document set body = 'x' where id = 'sale-0001'`);

  expect((await store.records.toRead(shop, 2)).map(each => each.id)).toEqual(['sale-0002', 'sale-0003']);
});

test('[I4] a notice of which nothing can be read is parked, and those behind it are applied', async () => {
  const notice = (eventId: string): Notice => ({
    ...{ eventId, topic: 'products/update', triggeredAt: 1 },
    subject: { kind: 'documents', collection: 'products', ids: ['1'] },
  });
  await using store = await damaged(async each => {
    for (const id of ['a', 'b', 'c']) await each.inbox.note(shop, notice(id), 5);
  }, `update inbox set notice = 'x' where event_id = 'a'; update inbox set notice = '{}' where event_id = 'b'`);

  expect((await store.inbox.waiting(shop, 1)).map(each => each.eventId)).toEqual(['c']);
  expect(await store.inbox.counts(shop)).toMatchObject({ waiting: 1, parked: 2 });
});
