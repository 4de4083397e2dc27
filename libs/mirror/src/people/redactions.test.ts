import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { keyIdOf, type JournalRecord } from '@tidemark/journal';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restoreMirror } from '../backup/restore.ts';
import { eraseSimply } from '../contract/privacy.contract.ts';
import { journalOf7, pushSales, redactedIn } from '../contract/redactions.contract.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import { serverKeyFile } from './server-key.ts';

const shop = 'tidemark-demo.myshopify.com';
const at = Date.parse('2026-01-03T00:00:00.000Z');
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  file = join(folder, 'mirror.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (path = file) => openSqliteMirror({ file: path, newEpoch: () => 'e1' });
const erase = (store: MirrorStore) =>
  store.privacy.erase(shop, { customerId: '7', orderIds: [], at }, eraseSimply);

async function erasedIn({ records }: MirrorStore): Promise<readonly string[]> {
  const { documents } = await records.changesAfter(shop, 'sales', '', undefined, 1_000);
  return documents
    .map(text => JSON.parse(text) as JournalRecord)
    .filter(each => each.details === null)
    .map(({ id }) => id)
    .toSorted();
}

test('[Y10] the key is beside the mirror and not in it, for its own user alone, and stays the same', async () => {
  const [one, two] = (await journalOf7(2)) as [JournalRecord, JournalRecord];
  const path = join(folder, serverKeyFile);
  {
    await using store = await open();
    await pushSales(store, [one]);
    await erase(store);
  }
  const { d } = JSON.parse(readFileSync(path, 'utf8')) as { d: string };
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(file).includes(d)).toBe(false);

  await using store = await open();
  await pushSales(store, [two]);

  expect(await store.privacy.serverKeys()).toHaveLength(1);
  const [, second] = await store.privacy.redactionRecords(shop, 0, 1_000);
  expect(second!.journal.number).toBe(2);
  expect(await redactedIn(store)).toHaveLength(2);
});

test.each(['', 'milk', '{"kty":"RSA"}', '{"kty":"EC","crv":"P-256"}'])(
  '[Y10] a key that is none (%j) is replaced, and a new series says where the old one ended',
  async text => {
    const [one, two] = (await journalOf7(2)) as [JournalRecord, JournalRecord];
    {
      await using store = await open();
      await pushSales(store, [one]);
      await erase(store);
    }
    writeFileSync(join(folder, serverKeyFile), text);

    await using store = await open();
    await pushSales(store, [two]);

    const keys = (await store.privacy.serverKeys()).map(keyIdOf);
    const [first, second] = (await store.privacy.redactionRecords(shop, 0, 1_000)).map(each => each.journal);
    expect(keys.toSorted()).toEqual([first!.keyId, second!.keyId].toSorted());
    expect(second!.opens).toEqual({ last: { series: first!.series, number: 1 } });
    expect(await redactedIn(store)).toHaveLength(2);
  },
);

test('[Y9] wherever an erasure is interrupted, what is empty is named, and what is named is empty', async () => {
  const whole = join(folder, 'whole.sqlite');
  const sales = await journalOf7(12);
  {
    await using store = await open(whole);
    await pushSales(store, sales);
  }
  for (let cut = 1; ; cut++) {
    const copy = join(folder, `mirror-${cut}.sqlite`);
    copyFileSync(whole, copy);
    let left = Infinity;
    let isCut = false;
    const onStatement = (sql: string) => {
      if (/^(insert|update|delete)/.test(sql) && left-- <= 0) throw new Error('killed');
    };
    {
      await using store = await openSqliteMirror({ file: copy, newEpoch: () => 'e1', onStatement });
      left = cut;
      await erase(store).catch(() => (isCut = true));
    }
    await using store = await open(copy);
    const named = (await redactedIn(store)).flatMap(each => each.ids).toSorted();
    expect(named).toEqual(await erasedIn(store));
    await erase(store);
    expect((await redactedIn(store)).flatMap(each => each.ids).toSorted()).toEqual(await erasedIn(store));
    if (!isCut) return;
  }
});

test('[Y9] a mirror restored from a copy of before names in a new series what it erases again', async () => {
  const backup = join(folder, 'copy.sqlite');
  const sales = await journalOf7(2);
  {
    await using store = await open();
    await pushSales(store, sales);
    await store.backUp(backup);
    await erase(store);
  }
  await restoreMirror({ backup, file, keepAs: join(folder, 'kept.sqlite'), newEpoch: () => 'e2' });

  await using store = await open();
  expect(await erasedIn(store)).toEqual([]);
  await erase(store);

  expect(await redactedIn(store)).toMatchObject([
    { reason: 'customer-request', ids: sales.map(({ id }) => id) },
  ]);
  await using kept = await open(join(folder, 'kept.sqlite'));
  const seriesOf = async ({ privacy }: MirrorStore) =>
    (await privacy.redactionRecords(shop, 0, 1_000))[0]!.journal.series;
  expect(await seriesOf(store)).not.toBe(await seriesOf(kept));
});

test('[Y11] what earlier versions erased is named at the first opening: what was asked for, and what came erased', async () => {
  const [one, two, three] = (await journalOf7(3)) as [JournalRecord, JournalRecord, JournalRecord];
  {
    await using store = await open();
    await pushSales(store, [one, three]);
    await erase(store);
    await pushSales(store, [two]);
  }
  const raw = new DatabaseSync(file);
  raw.exec(`drop table redaction_record; drop table server_key; drop table redaction_due;
    drop table connection; drop table lease; drop table server; drop table question;
    alter table staff drop column source; alter table staff drop column role;
    alter table outbox drop column lease;
    delete from kysely_migration where name >= '018-redactions'`);
  raw.close();
  let isCut = false;
  const onStatement = (sql: string) => {
    if (!sql.startsWith('insert into "redaction_record"')) return;
    isCut = true;
    throw new Error('killed');
  };
  await expect(openSqliteMirror({ file, newEpoch: () => 'e1', onStatement })).rejects.toThrow();
  expect(isCut).toBe(true);

  for (let times = 0; times < 2; times++) {
    await using store = await open();
    expect((await redactedIn(store)).toSorted((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
      { reason: 'customer-request', ids: [one.id, three.id], at },
      { reason: 'earlier-version', ids: [two.id], at: 0 },
    ]);
  }
});

test('[Y2] what a till pushes while its customer is being found is erased too', async () => {
  const [one, two] = (await journalOf7(2)) as [JournalRecord, JournalRecord];
  let pushing: Promise<unknown> | undefined;
  let isErasing = false;
  const holder: { store?: MirrorStore } = {};
  const onStatement = (sql: string) => {
    if (isErasing && /from "document" where/.test(sql)) pushing ??= pushSales(holder.store!, [two]);
  };
  await using store = await openSqliteMirror({ file, newEpoch: () => 'e1', onStatement });
  holder.store = store;
  await pushSales(store, [one]);
  isErasing = true;

  await erase(store);
  await pushing;

  expect(pushing).toBeDefined();
  expect(await erasedIn(store)).toEqual([one.id, two.id]);
  expect((await redactedIn(store)).flatMap(each => each.ids).toSorted()).toEqual([one.id, two.id]);
});
