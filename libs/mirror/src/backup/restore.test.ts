import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aProduct } from '@tidemark/schema/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupsIn, freeBackup } from './backup-files.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import { restoreMirror } from './restore.ts';
import { nothingDurable } from '../sqlite/wal-sync.ts';

const shop = 'a.myshopify.com';
let folder: string;
let file: string;
let copy: string;
let keepAs: string;
let epochs = 0;

const newEpoch = () => `e${++epochs}`;
const open = (path = file) => openSqliteMirror({ file: path, newEpoch });
const restore = () => restoreMirror({ backup: copy, file, keepAs, newEpoch });

function put(store: MirrorStore, id: string, at = 1) {
  const change = { kind: 'present', document: aProduct({ id }), scope: '', readAt: at } as const;
  return store.mirror.commit(shop, 'products', [{ ...change, sourceUpdatedAt: at }]);
}

async function ids(path = file): Promise<readonly string[]> {
  await using store = await open(path);
  return await store.mirror.idsAfter(shop, 'products', undefined, 100);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'restore-'));
  file = join(folder, 'mirror.sqlite');
  copy = join(folder, 'copy.sqlite');
  keepAs = join(folder, 'kept.sqlite');
  await using store = await open();
  await put(store, '1');
  await store.backUp(copy);
  await put(store, '2');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('[M18] a copy made while the mirror is written is whole, and of one moment', async () => {
  await using store = await open();
  const later = join(folder, 'later.sqlite');
  const writing = Promise.all(Array.from({ length: 20 }, (_, n) => put(store, `${n + 10}`)));

  await store.backUp(later);

  await writing;
  const copied = await ids(later);
  expect(copied).toContain('2');
  await using other = await open(later);
  const { buckets } = await other.mirror.digest(shop, 'products', '');
  expect(buckets.reduce((sum, each) => sum + each.count, 0)).toBe(copied.length);
  await put(store, '99');
  expect(await store.mirror.count(shop, 'products')).toBe(23);
});

test('[M18] [M21] commits and reads go on while a copy is made of what was there before', async () => {
  await using store = await openSqliteMirror({ file, newEpoch, durable: () => nothingDurable });
  const large = (n: number) => aProduct({ id: `large-${n}`, title: `${n} ${'x'.repeat(200)}`.slice(0, 200) });
  for (let start = 0; start < 6_000; start += 500) {
    const changes = Array.from({ length: 500 }, (_, n) => ({
      ...({ kind: 'present', document: large(start + n), scope: '', readAt: 1, sourceUpdatedAt: 1 } as const),
    }));
    await store.mirror.commit(shop, 'products', changes);
  }
  const later = join(folder, 'later.sqlite');
  let isCopied = false;
  const copying = store.backUp(later).then(() => (isCopied = true));

  let committed = 0;
  for (; !isCopied && committed < 200; committed++) await put(store, `during-${committed}`, 2);

  // A commit that waited for the copy would have been the only one.
  expect(committed).toBeGreaterThan(2);
  await copying;
  await using other = await open(later);
  const { documents } = await other.mirror.changesAfter(shop, 'products', '', undefined, 10_000);
  expect(documents.filter(text => text.includes('large-'))).toHaveLength(6_000);
  expect(await other.mirror.damagedBuckets(shop, 'products')).toEqual([]);
});

test('[M18] two copies at once are whole, and the store is nobody else’s afterwards', async () => {
  await using store = await open();
  const both = ['one.sqlite', 'two.sqlite'].map(name => join(folder, name));

  await Promise.all(both.map(each => store.backUp(each)));

  for (const each of both) expect(await ids(each)).toEqual(['1', '2']);
  // In another process: within this one, SQLite knows that it has the file open.
  const other = spawnSync(process.execPath, [
    '-e',
    `new (require('node:sqlite').DatabaseSync)(${JSON.stringify(file)}).exec('select * from document')`,
  ]);
  expect(other.stderr.toString()).toContain('database is locked');
});

test('[M18] a copy that cannot be finished leaves nothing behind', async () => {
  await using store = await open();

  await expect(store.backUp(join(folder, 'no', 'such.sqlite'))).rejects.toThrow();
  await put(store, '3');

  expect(await store.mirror.count(shop, 'products')).toBe(3);
});

test('[M19] a restored mirror is what the copy was, in a new history, and the old one is kept', async () => {
  const before = await open();
  const { checkpoint } = await before.mirror.changesAfter(shop, 'products', '', undefined, 10);
  await before[Symbol.asyncDispose]();

  const restored = await restore();

  expect(await ids()).toEqual(['1']);
  expect(await ids(keepAs)).toEqual(['1', '2']);
  expect(restored.kept).toBe(keepAs);
  await using store = await open();
  await put(store, '7');
  const lost = store.mirror.changesAfter(shop, 'products', '', checkpoint, 10);
  await expect(lost).rejects.toMatchObject({ code: 'checkpoint-lost' });
  const { head } = await store.mirror.changesAfter(shop, 'products', '', undefined, 10);
  expect(head.epoch).toBe(restored.epochs.get(shop));
});

test('[M19] a mirror in use is not replaced', async () => {
  await using store = await open();

  await expect(restore()).rejects.toMatchObject({ kind: 'owned' });

  expect(await store.mirror.count(shop, 'products')).toBe(2);
  expect(existsSync(keepAs)).toBe(false);
});

test('[M19] a copy that is damaged, or no mirror, replaces nothing', async () => {
  writeFileSync(copy, readFileSync(copy).fill(7, 4096, 40_000));
  await expect(restore()).rejects.toMatchObject({ kind: 'damaged' });
  writeFileSync(copy, 'milk, eggs, bread'.repeat(500));
  await expect(restore()).rejects.toMatchObject({ kind: 'damaged' });

  expect(await ids()).toEqual(['1', '2']);
});

test('[M19] a damaged mirror, and one that is not there any more, are replaced', async () => {
  writeFileSync(file, 'milk, eggs, bread'.repeat(500));
  expect((await restore()).kept).toBe(keepAs);
  expect(await ids()).toEqual(['1']);
  expect(readFileSync(keepAs, 'utf8')).toContain('milk');

  rmSync(file);
  expect((await restore()).kept).toBeUndefined();
  expect(await ids()).toEqual(['1']);
});

test('[M19] backups of one second, and what restores of one second replaced, stay beside each other', async () => {
  const places = [];
  for (let count = 1; count <= 11; count++) {
    const place = freeBackup(folder, 0);
    writeFileSync(place, 'a copy');
    places.push(place);
  }
  expect(new Set(places).size).toBe(11);
  expect(backupsIn(folder)).toEqual(expect.arrayContaining(places));

  await restore();
  await expect(restore()).rejects.toThrow('is there already');
  expect(await ids(keepAs)).toEqual(['1', '2']);
});
