import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bucketDigests, bucketOf } from '@tidemark/protocol';
import { wantedWords } from '@tidemark/schema';
import { aProduct, aSale, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { describeEffects } from '../contract/effects.contract.ts';
import { describeJournals } from '../contract/journal.contract.ts';
import { describeMirror } from '../contract/mirror.contract.ts';
import { describeConnections } from '../contract/connections.contract.ts';
import { describeLeases } from '../contract/leases.contract.ts';
import { describeQuestions } from '../contract/questions.contract.ts';
import { describeRegister } from '../contract/register.contract.ts';
import { describeRecords } from '../contract/records.contract.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import { openMemoryMirror } from '../testing.ts';

describeMirror('SqliteMirror in memory', openMemoryMirror);
describeRecords('SqlitePromises in memory', openMemoryMirror);
describeEffects('SqliteEffects in memory', openMemoryMirror);
describeJournals('SqliteJournals in memory', openMemoryMirror);
describeRegister('SqliteRegister in memory', openMemoryMirror);
describeConnections('SqliteConnections in memory', openMemoryMirror);
describeLeases('SqliteLeases in memory', openMemoryMirror);
describeQuestions('SqliteQuestions in memory', openMemoryMirror);

/** Undoes what later versions added to tables that a test sets back by hand. */
const withoutLater = `drop index outbox_by_due; alter table outbox drop column due;
  create index outbox_due on outbox (shop, collection, stage, place);
  ${['quarantine', 'inbox', 'way', 'untold']
    .flatMap(each => ['added', 'removed', 'moved'].map(what => `drop trigger if exists ${each}_${what};`))
    .join(' ')}
  drop table journal_fork; drop table tally; drop index untold_by_time; drop index quarantine_by_time;
  drop index document_by_person; drop index document_by_outcome;
  drop index outbox_by_customer; alter table outbox drop column about; alter table outbox drop column lease;
  ${[
    'till_key',
    'till_place',
    'journal',
    'journal_series',
    'price_log',
    'retired_record',
    'settled_record',
    'erased',
    'redaction',
    'gone_shop',
    'redaction_record',
    'redaction_due',
    'server_key',
    'connection',
    'lease',
    'server',
    'question',
  ]
    .map(each => `drop table ${each};`)
    .join(' ')}
  alter table staff drop column dismissed_at; alter table staff drop column source;
  alter table staff drop column role;`;

test('[M11] a file keeps everything over a restart, the epoch too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  let epochs = 0;
  const open = () => openSqliteMirror({ file, newEpoch: () => `e${++epochs}` });
  {
    await using store = await open();
    const change = {
      kind: 'present',
      document: aProduct(),
      scope: '',
      sourceUpdatedAt: 1,
      readAt: 1,
    } as const;
    await store.mirror.commit('a.myshopify.com', 'products', [change]);
    await expect(open()).rejects.toThrow(/another server/);
  }

  await using again = await open();
  const page = await again.mirror.changesAfter(
    'a.myshopify.com',
    'products',
    '',
    { epoch: 'e1', seq: 0 },
    10,
  );

  expect(page.documents).toHaveLength(1);
  rmSync(folder, { recursive: true });
});

test('[M23] a mirror of before there were words is searched as any other, and a damaged row stops nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  const open = () => openSqliteMirror({ file, newEpoch: () => 'e1' });
  {
    await using store = await open();
    const changes = Array.from({ length: 300 }, (_, n) => ({
      kind: 'present' as const,
      document: aProduct({ id: String(n), title: n === 299 ? 'Mug' : 'Bowl' }),
      ...{ scope: '', sourceUpdatedAt: 1, readAt: 1 },
    }));
    await store.mirror.commit('a.myshopify.com', 'products', changes);
  }
  const raw = new DatabaseSync(file);
  raw.exec(`${withoutLater} drop table search_text; drop index sale_by_receipt;
    drop index order_by_created; drop index inbox_parked; drop index outbox_by_stage;
    delete from kysely_migration where name >= '005-search-texts';
    alter table quarantine drop column source_updated_at; alter table quarantine drop column read_at;
    alter table quarantine drop column created_at;
    update document set body = '{}' where id = '7'; update document set body = 'x' where id = '8'`);
  raw.close();

  await using again = await open();

  const find = (word: string) =>
    again.mirror.search('a.myshopify.com', 'products', { words: [[word]], limit: 500 });
  expect(await find('mug')).toEqual(['299']);
  expect(await find('bowl')).toHaveLength(297);
  rmSync(folder, { recursive: true });
});

test('[M12] a file that is no mirror is refused with its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  writeFileSync(file, 'this is not a database, it is a shopping list'.repeat(100));

  await expect(openSqliteMirror({ file, newEpoch: () => 'e1' })).rejects.toThrow(file);
  rmSync(folder, { recursive: true });
});

test('[M12] a file that is damaged in the middle is refused with its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  const open = () => openSqliteMirror({ file, newEpoch: () => 'e1' });
  await (await open())[Symbol.asyncDispose]();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, bytes.length - 3 * 4096));

  await expect(open()).rejects.toMatchObject({ kind: 'damaged', file });
  rmSync(folder, { recursive: true });
});

test('[M17] what a listener throws reaches neither the commit nor the other listeners', async () => {
  const thrown: unknown[] = [];
  await using store = await openSqliteMirror({
    file: ':memory:',
    newEpoch: () => 'e1',
    onListenerError: error => thrown.push(error),
  });
  const heard: string[] = [];
  const loud = new Error('not today');
  store.mirror.onCommit(() => {
    throw loud;
  });
  store.mirror.onCommit(({ collection }) => heard.push(collection));
  const change = { kind: 'present', document: aProduct(), scope: '', sourceUpdatedAt: 1, readAt: 1 } as const;

  expect(await store.mirror.commit('a.myshopify.com', 'products', [change])).toMatchObject({ changed: 1 });

  expect(heard).toEqual(['products']);
  expect(thrown).toEqual([loud]);
});

test('[M20] a row changed, lost or added behind the mirror’s back is found; the next read replaces it, and digests are right again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  const open = () => openSqliteMirror({ file, newEpoch: () => 'e1' });
  const shop = 'a.myshopify.com';
  const read = (id: string, readAt: number) =>
    ({ kind: 'present', document: aProduct({ id }), scope: '', sourceUpdatedAt: 1, readAt }) as const;
  {
    await using store = await open();
    await store.mirror.commit(shop, 'products', [read('1', 1), read('2', 1), read('3', 1)]);
    expect(await store.mirror.damagedBuckets(shop, 'products')).toEqual([]);
  }
  {
    using database = new DatabaseSync(file);
    database.exec(`delete from document where id = '1'`);
    database.exec(`update document set body = replace(body, '"rev"', '"ver"') || '}' where id = '2'`);
  }

  await using store = await open();
  const { mirror } = store;
  const damaged = await mirror.damagedBuckets(shop, 'products');

  expect(damaged.map(each => each.bucket).sort()).toEqual([bucketOf('1'), bucketOf('2')].sort());
  expect(damaged.flatMap(each => each.ids)).toEqual(['2']);
  const result = await mirror.commit(shop, 'products', [read('1', 2), read('2', 2), read('3', 2)]);
  expect([...result.changedIds].sort()).toEqual(['1', '2']);
  await mirror.rebuildDigests(shop, 'products', damaged);

  expect(await mirror.damagedBuckets(shop, 'products')).toEqual([]);
  const { documents } = await mirror.changesAfter(shop, 'products', '', undefined, 10);
  const stored = documents.map(text => JSON.parse(text) as { id: string; rev: string });
  expect((await mirror.digest(shop, 'products', '')).buckets).toEqual(bucketDigests(stored));
  rmSync(folder, { recursive: true });
});

test('[O5] a lease ends with its process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  const open = () => openSqliteMirror({ file, newEpoch: () => 'e1' });
  const [shop, forEver] = ['a.myshopify.com', Number.MAX_SAFE_INTEGER];
  {
    await using store = await open();
    const submission = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
    const document = aSale({ submission });
    const row = { ...document, _deleted: false };
    const verdict = { kind: 'accept', document, changed: true } as const;
    await store.records.store(shop, 'sales', [row], () => verdict, 0);
    expect(await store.records.take(shop, 'sales', 0, forEver, 1)).toHaveLength(1);
  }

  await using again = await open();

  expect(await again.records.take(shop, 'sales', 0, forEver, 1)).toHaveLength(1);
  rmSync(folder, { recursive: true });
});

test('[O7] of what was resolved by hand nothing is left in the outbox', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  const shop = 'a.myshopify.com';
  const key = { collection: 'sales', id: 'sale-0001' } as const;
  const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
  {
    await using store = await openSqliteMirror({ file, newEpoch: () => 'e1' });
    const { records } = store;
    const sale = aSale({ id: key.id, submission: waiting });
    const judge = () => ({ kind: 'conflict', document: sale, changed: true }) as const;
    await records.store(shop, 'sales', [{ ...sale, _deleted: false } as never], judge, 0);
    await records.move(
      shop,
      key,
      () => ({ submission: { state: 'refused', sending: 1, attempts: 1, reason: 'no' } }),
      0,
    );
    await records.haveRead(shop, [key]);
    await records.move(
      shop,
      key,
      () => ({ submission: { state: 'resolved', sending: 1, note: 'by hand' } }),
      0,
    );
  }

  using database = new DatabaseSync(file);

  for (const table of ['outbox', 'outbox_level'])
    expect(database.prepare(`select * from ${table}`).all(), table).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('[M26] a mirror of before finds by codes and words as they are now, deleted products too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  const open = () => openSqliteMirror({ file, newEpoch: () => 'e1' });
  const shop = 'a.myshopify.com';
  const of = { scope: '', sourceUpdatedAt: 1, readAt: 1 };
  const variants = [aVariant({ id: '11', barcode: '036000291452', sku: '007' })];
  {
    await using store = await open();
    await store.mirror.commit(shop, 'products', [
      { kind: 'present', document: aProduct({ id: '1', title: 'Organic T-Shirt', variants }), ...of },
      { kind: 'present', document: aProduct({ id: '2', title: 'Gone' }), ...of },
    ]);
    await store.mirror.commit(shop, 'products', [
      { kind: 'gone', id: '2', ...of, sourceUpdatedAt: 2, readAt: 2 },
    ]);
  }
  const raw = new DatabaseSync(file);
  raw.exec(`${withoutLater} delete from kysely_migration where name >= '009-findable-anew'; delete from code;
    insert into code values ('${shop}', '036000291452', '1', '11'), ('${shop}', '007', '1', '11'),
      ('${shop}', '40170725', '2', '21');
    update search_text set words = ' organic t shirt'`);
  raw.close();

  await using again = await open();

  const withCode = async (code: string) =>
    (await again.mirror.productsWithCode(shop, code)).map(each => each.productId);
  for (const code of ['036000291452', '0036000291452', '00036000291452', '007'])
    expect(await withCode(code), code).toEqual(['1']);
  expect(await withCode('7')).toEqual([]);
  expect([await withCode('40170725'), await withCode('00000040170725')]).toEqual([['2'], ['2']]);
  expect(await again.mirror.search(shop, 'products', { words: wantedWords('tshirt'), limit: 9 })).toEqual([
    '1',
  ]);
  expect(await again.mirror.search(shop, 'products', { words: wantedWords('1452'), limit: 9 })).toEqual([
    '1',
  ]);
  rmSync(folder, { recursive: true });
});
