import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aProduct } from '@tidemark/schema/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Damage } from '../contract/mirror.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror, type MirrorStoreOptions } from '../sqlite/open.ts';
import { Soundness } from './soundness.ts';
import { nothingDurable } from '../sqlite/wal-sync.ts';

const shop = 'a.myshopify.com';
const place = { shop, collection: 'products', scope: '' } as const;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  file = join(folder, 'mirror.sqlite');
  await using store = await open();
  await commit(store, ['1', '2', '3', '4', '5']);
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (options: Partial<MirrorStoreOptions> = {}) =>
  openSqliteMirror({ file, newEpoch: () => 'e1', ...options });

function commit(store: MirrorStore, ids: readonly string[], readAt = 1) {
  const changes = ids.map(id => ({
    ...({ kind: 'present', document: aProduct({ id }), scope: '', sourceUpdatedAt: 1, readAt } as const),
  }));
  return store.mirror.commit(shop, 'products', changes);
}

async function idsOf(store: MirrorStore, limit = 9): Promise<string[]> {
  const { documents } = await store.mirror.changesAfter(shop, 'products', '', undefined, limit);
  return documents.map(text => (JSON.parse(text) as { id: string }).id);
}

/** A store whose file is written to while it is open, as a failing disk does. */
async function openWithDisk(options: Partial<MirrorStoreOptions> = {}) {
  let database: DatabaseSync | undefined;
  const store = await open({ ...options, durable: each => ((database = each), nothingDurable) });
  const damage: Damage[] = [];
  store.mirror.onDamage(each => damage.push(each));
  await store.swept();
  return { store, damage, write: (sql: string) => database?.exec(sql) };
}

test('[M27] what this process wrote is known to be JSON, and what was there once it was looked at', () => {
  const soundness = new Soundness(new Map([[shop, 10]]));
  const other = { ...place, shop: 'b.myshopify.com' };

  expect([soundness.isSound(place, 9), soundness.isSound(place, 10)]).toEqual([false, true]);
  // A shop that did not exist when the file was opened has no earlier rows.
  expect(soundness.isSound(other, 0)).toBe(true);
  soundness.looked(place, true);
  expect(soundness.isSound(place, 0)).toBe(true);
});

test('[M27] where one row is no JSON, all are looked at until they were looked through again', () => {
  const soundness = new Soundness(new Map([[shop, 10]]));

  soundness.looked(place, false);
  expect([soundness.isSound(place, 0), soundness.isSound(place, 10)]).toEqual([false, false]);
  expect(soundness.isSound({ ...place, collection: 'orders' }, 10)).toBe(true);
  soundness.looked(place, true);
  expect(soundness.isSound(place, 0)).toBe(true);
  soundness.suspect(place);
  expect(soundness.isSound(place, 0)).toBe(false);
});

test.each(['"id": no json', '{"id":"3"', '{"id":oops}', '', 'null'])(
  '[M27] a row that says %j is left out of pages before and after all were looked at',
  async garbage => {
    const raw = new DatabaseSync(file);
    raw.prepare(`update document set body = ? where id = '3'`).run(garbage);
    raw.close();
    await using store = await open();

    expect(await idsOf(store, 3)).toEqual(['1', '2', '4']);
    await store.swept();
    expect(await idsOf(store, 3)).toEqual(['1', '2', '4']);
  },
);

test('[M27] once all were looked at, a page reads nothing but its text, and news never needs a look', async () => {
  const statements: string[] = [];
  const { store } = await openWithDisk({ onStatement: sql => statements.push(sql) });
  await using _ = store;
  const looks = () => statements.filter(sql => /select "seq", "body".*json_valid/.test(sql));

  expect(await idsOf(store)).toEqual(['1', '2', '3', '4', '5']);
  await commit(store, ['6']);
  expect(await idsOf(store)).toEqual(['1', '2', '3', '4', '5', '6']);

  expect(looks()).toEqual([]);
});

test('[M27] a row that is cut off after all were looked at is left out all the same', async () => {
  const { store, damage, write } = await openWithDisk();
  await using _ = store;

  write(`update document set body = substr(body, 1, 20) where id = '2'`);

  expect(await idsOf(store, 3)).toEqual(['1', '3', '4']);
  expect(damage).toEqual([{ shop, collection: 'products', ids: ['2'] }]);
});

test('[M27] what an audit finds to be no JSON is left out from then on, until it was read again', async () => {
  const { store, damage, write } = await openWithDisk();
  await using _ = store;
  write(`update document set body = '{"id":oops}' where id = '2'`);

  await store.mirror.damagedBuckets(shop, 'products');

  expect(damage).toEqual([{ shop, collection: 'products', ids: ['2'] }]);
  expect(await idsOf(store)).toEqual(['1', '3', '4', '5']);
  expect((await commit(store, ['2'], 2)).changed).toBe(1);
  await store.mirror.damagedBuckets(shop, 'products');
  expect(await idsOf(store)).toEqual(['1', '3', '4', '5', '2']);
});
