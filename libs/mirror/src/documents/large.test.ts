import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bucketDigests, emptyDigest, joinDigests, maxPageBytes } from '@tidemark/protocol';
import { mostDocumentBytes } from '@tidemark/schema';
import { aCart, aProduct, aVariant } from '@tidemark/schema/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Change, Damage } from '../contract/mirror.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import type { JudgeRow } from '../contract/records.ts';

const shop = 'a.myshopify.com';
const accept: JudgeRow = row => ({ kind: 'accept', changed: true, document: row as never });
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  file = join(folder, 'mirror.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openSqliteMirror({ file, newEpoch: () => 'e1' });

/** Stores a document as an earlier version did, which had no size limit. */
async function grown(store: MirrorStore, id: string, bytes: number): Promise<MirrorStore> {
  await store[Symbol.asyncDispose]();
  const raw = new DatabaseSync(file);
  raw
    .prepare(`update document set body = json_set(body, '$.note', ?) where id = ?`)
    .run('x'.repeat(bytes), id);
  raw.close();
  return open();
}

const present = (id: string, bytes: number, at = 10): Change => ({
  kind: 'present',
  document: aProduct({ id, variants: variantsOf(bytes) }),
  ...{ scope: '', sourceUpdatedAt: at, readAt: at },
});

/** Variants of about `bytes` bytes. */
function variantsOf(bytes: number) {
  const each = 'x'.repeat(Math.min(900, Math.ceil(bytes / 2)));
  return Array.from({ length: Math.max(1, Math.round(bytes / 3_000)) }, (_, n) =>
    aVariant({ id: `${n}`, title: each, sku: each, barcode: each }),
  );
}

const idsOf = (documents: readonly string[]) =>
  documents.map(text => (JSON.parse(text) as { id: string }).id);

async function pages(store: MirrorStore, collection: 'products', limit: number, mostBytes?: number) {
  const all: string[][] = [];
  for (let from; ;) {
    const page = await store.mirror.changesAfter(shop, collection, '', from, limit, mostBytes);
    all.push(idsOf(page.documents));
    if (page.digest) return { all, digest: page.digest, checkpoint: page.checkpoint, head: page.head };
    from = page.checkpoint;
  }
}

test('[M35] a page ends with its documents or its bytes, and the last one alone has the digest', async () => {
  await using store = await open();
  const sizes = [10, 10, 10, 60_000, 10, 200_000, 10, 10];
  await store.mirror.commit(
    shop,
    'products',
    sizes.map((bytes, n) => present(`${n}`, bytes)),
  );

  const byBytes = await pages(store, 'products', 100, 100_000);
  const byBoth = await pages(store, 'products', 2, 100_000);

  expect(byBytes.all).toEqual([['0', '1', '2', '3', '4'], ['5'], ['6', '7']]);
  expect(byBoth.all).toEqual([['0', '1'], ['2', '3'], ['4'], ['5'], ['6', '7'], []]);
  expect(byBytes.digest.count).toBe(8);
  expect(byBytes.checkpoint).toEqual(byBytes.head);
});

test('[M35] unless told otherwise, a page has 4 MB at most', async () => {
  await using store = await open();
  const megabytes = [1, 1, 1, 1, 6, 1].map((each, n) => present(`${n}`, each * 1_200_000));
  await store.mirror.commit(shop, 'products', megabytes);

  const { all } = await pages(store, 'products', 1000);
  const { documents } = await store.mirror.changesAfter(shop, 'products', '', undefined, 1000);

  expect(Buffer.byteLength(documents.join(''))).toBeLessThanOrEqual(maxPageBytes);
  expect(all.map(each => each.length)).toEqual([3, 1, 1, 1]);
});

test('[M35] documents by id are as many as a page has room for; those that are left are named', async () => {
  await using store = await open();
  const ids = ['0', '1', '2', '3', '4', '5'];
  await store.mirror.commit(
    shop,
    'products',
    ids.map(id => present(id, 1_200_000)),
  );

  const got: string[] = [];
  let left: readonly string[] = [...ids, 'unknown'];
  for (let asked = 0; left.length > 0 && asked < 9; asked++) {
    const answer = await store.mirror.documents(shop, 'products', '', left);
    expect(answer.documents.length).toBeLessThan(4);
    got.push(...idsOf(answer.documents));
    left = answer.left;
  }

  expect(got.sort()).toEqual(ids);
});

test('[M36] what Shopify has and no till could take is quarantined, with its size; the rest goes on', async () => {
  await using store = await open();
  await store.mirror.commit(shop, 'products', [present('1', 10)]);

  const result = await store.mirror.commit(shop, 'products', [
    present('1', mostDocumentBytes + 500_000, 20),
    present('2', 10, 20),
  ]);

  expect(result.changedIds).toEqual(['2']);
  expect(result.quarantined).toEqual([
    { id: '1', defect: expect.stringMatching(/^it has \d{8} bytes, and 10485760 is the most$/) },
  ]);
  // The version known before stays.
  expect((await pages(store, 'products', 10)).all).toEqual([['1', '2']]);
});

test('[M36] a row that is too large already is left out and told of; read again, it makes room for a tombstone or fits', async () => {
  let store = await open();
  await store.mirror.commit(shop, 'products', [present('1', 10), present('2', 10), present('3', 10)]);
  store = await grown(store, '2', mostDocumentBytes);
  await using _ = store;
  const heard: Damage[] = [];
  store.mirror.onDamage(damage => heard.push(damage));

  expect((await pages(store, 'products', 2)).all).toEqual([['1'], ['3']]);
  expect(heard[0]).toEqual({ shop, collection: 'products', ids: ['2'] });

  await store.mirror.commit(shop, 'products', [present('2', mostDocumentBytes + 500_000, 10)]);
  const { documents, digest } = await store.mirror.changesAfter(shop, 'products', '', undefined, 10);
  expect(documents.map(each => JSON.parse(each) as object)).toMatchObject([
    { id: '1' },
    { id: '3' },
    { id: '2', _deleted: true },
  ]);
  const living = documents.map(each => JSON.parse(each) as { id: string; rev: string; _deleted: boolean });
  expect(bucketDigests(living.filter(each => !each._deleted)).reduce(joinDigests, emptyDigest)).toEqual(
    digest,
  );
  expect(await store.mirror.quarantineCount(shop)).toBe(1);

  await store.mirror.commit(shop, 'products', [present('2', 10, 30)]);
  expect((await pages(store, 'products', 9)).all).toEqual([['1', '3', '2']]);
  expect(await store.mirror.quarantineCount(shop)).toBe(0);
});

test('[M36] a cart of 8 MB that an earlier version took stops no pull: set aside, its text is kept, and a till may bring it back', async () => {
  const carts = ['cart-0001', 'cart-0002'].map(id => aCart({ id }));
  let store = await open();
  await store.records.store(shop, 'carts', carts as never, accept, 5);
  store = await grown(store, 'cart-0001', 8_000_000);
  await using _ = store;

  const page = await store.records.changesAfter(shop, 'carts', '', undefined, 10);
  expect(idsOf(page.documents)).toEqual(['cart-0002']);
  await store.records.setAside(shop, 'carts', ['cart-0001', 'cart-0002']);

  const aside = await store.mirror.quarantined(shop, { limit: 10 });
  expect(aside).toMatchObject([
    { collection: 'carts', id: 'cart-0001', defect: expect.stringMatching(/too large/) },
  ]);
  const [outcome] = await store.records.store(shop, 'carts', [carts[0]] as never, accept, 6);
  expect(outcome).toEqual({ outcome: 'accepted', id: 'cart-0001' });
  expect(idsOf((await store.records.changesAfter(shop, 'carts', '', undefined, 10)).documents)).toEqual([
    'cart-0002',
    'cart-0001',
  ]);
});
