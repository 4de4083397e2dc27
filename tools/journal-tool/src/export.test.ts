import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteMirror } from '@tidemark/mirror';
import { aJournal, aSealedSale, aTillKey } from '@tidemark/journal/testing';
import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fillMirror, run } from './testing.ts';

const shop = 'tidemark-demo.myshopify.com';
const key = await aTillKey();
const keys = [{ tillId: 'till-aaaa', key }];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Exports to a file, and returns the lines between the first and the last. */
function exported(...args: readonly string[]): Sale[] {
  const { code, stderr } = run('export', folder, ['--data', '.', '--out', 'out.jsonl', '--force', ...args]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const lines = readFileSync(join(folder, 'out.jsonl'), 'utf8').trim().split('\n');
  return lines.slice(1, -1).map(each => JSON.parse(each) as Sale);
}

const numbers = (sales: readonly Sale[]) => sales.map(each => each.journal?.number ?? each.id);
const verified = (...args: readonly string[]) => run('verify', folder, ['out.jsonl', ...args]);

test('[JT10] an export is sorted by number, has the unsigned sales after, and is whole', async () => {
  const sales = await aJournal(11, key);
  await fillMirror(folder, shop, { sales: [aSale(), ...sales.toReversed()], keys });

  expect(numbers(exported())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 'sale-0001']);
  expect(verified()).toMatchObject({ code: 0, stdout: expect.stringContaining('Records: 11 in 1 series') });
});

test('[JT10] a record is exported as it is stored, without the marks of replication', async () => {
  const [record] = await aJournal(1, key);
  await fillMirror(folder, shop, {
    sales: [{ ...(record as Sale), flaws: [{ code: 'staff-unknown', about: 'x' }] }],
    keys,
  });

  expect(exported()).toEqual([{ ...record, flaws: [{ code: 'staff-unknown', about: 'x' }] }]);
});

test('[JT18] records that have left the tills are exported in their place, and the journal is whole', async () => {
  const sales = await aJournal(11, key);
  const isRetired = (_sale: Sale, n: number) => n % 3 !== 1;
  const old = [aSale({ id: 'sale-0001' }), aSale({ id: 'sale-0002' })];
  await fillMirror(folder, shop, {
    sales: [old[1]!, ...sales.filter((sale, n) => !isRetired(sale, n))],
    retired: [old[0]!, ...sales.filter(isRetired)],
    keys,
  });

  expect(exported()).toEqual([...sales, ...old]);
  expect(verified()).toMatchObject({ code: 0, stdout: expect.stringContaining('Records: 11 in 1 series') });
});

test('[JT11] what was altered in the mirror’s file is found', async () => {
  const [r1, r2, r3, r4] = (await aJournal(4, key)) as [Sale, Sale, Sale, Sale];
  await fillMirror(folder, shop, { sales: [r1, { ...r2, createdAt: '2026-01-01T00:00:01Z' }, r4], keys });

  expect(numbers(exported())).toEqual([1, 2, 4]);
  expect(verified()).toMatchObject({ code: 1, stdout: expect.stringContaining('1 changed, 1 missing') });
  expect(r3.id).toBe('aaaaaaaaaa-3');
});

test('[JT11] records of a copied till are exported under their number, and are a fork', async () => {
  const [r1, r2] = (await aJournal(2, key)) as [Sale, Sale];
  const twin = await aSealedSale({ receiptNumber: 'A-000077' }, key, {
    number: 2,
    previous: r1.journal?.hash ?? null,
  });
  await fillMirror(folder, shop, { sales: [r1, r2], forks: [twin], keys });

  expect(numbers(exported())).toEqual([1, 2, 2]);
  expect(verified()).toMatchObject({ code: 1, stdout: expect.stringContaining('1 forked') });
});

test('[JT12] a till, a location and a period are asked for, and the verification knows', async () => {
  const other = await aTillKey('till-bbbb');
  const day = (n: number) => ({ createdAt: `2026-01-0${n}T12:00:00Z`, locationId: n % 2 === 0 ? '2' : '1' });
  const sales: Sale[] = [];
  let previous: string | null = null;
  for (const [index, change] of [1, 2, 4, 3, 5, 6].map(day).entries()) {
    const sale = await aSealedSale(change, key, { number: index + 1, previous });
    previous = sale.journal.hash;
    sales.push(sale);
  }
  const foreign = await aJournal(
    1,
    other,
    { series: 'bbbbbbbbbb' },
    { tillId: 'till-bbbb', createdAt: '2026-01-01T00:00:00Z' },
  );
  const old = aSale({ createdAt: '2025-12-31T23:00:00Z' });
  await fillMirror(folder, shop, {
    sales: [...sales, ...foreign, old],
    keys: [...keys, { tillId: 'till-bbbb', key: other }],
  });

  expect(numbers(exported('--till', 'till-bbbb'))).toEqual([1]);
  expect(verified().code).toBe(0);
  expect(numbers(exported('--location', '2'))).toEqual([2, 3, 6]);
  expect(verified()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('3 numbers that are not in the file'),
  });
  // The clock was set back between them: number 4 stands between 3 and 5.
  expect(numbers(exported('--from', '2026-01-04', '--to', '2026-01-06'))).toEqual([3, 4, 5]);
  expect(verified()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('from 2026-01-04T00:00:00.000Z'),
  });
  expect(numbers(exported('--to', '2026-01-01T00:30:00+01:00'))).toEqual(['sale-0001']);
});

test('[JT13] CSV has a row per record, and keys are a file of their own', async () => {
  await fillMirror(folder, shop, { sales: [...(await aJournal(2, key)), aSale()], keys });

  const csv = run('export', folder, ['--data', '.', '--format', 'csv']);
  const rows = csv.stdout.trimEnd().split('\r\n');

  expect(rows).toHaveLength(4);
  expect(rows[0]).toContain('series,number,id,kind,receiptNumber');
  expect(csv.stderr).toContain('2 records, and 1 sales without a journal');
  expect(run('export', folder, ['--data', '.', '--format', 'keys', '--out', 'keys.json']).code).toBe(0);
  exported();
  expect(verified('--keys', 'keys.json').code).toBe(0);
});

test('[JT14] a file that is there is replaced only by force', async () => {
  await fillMirror(folder, shop, { sales: await aJournal(1, key), keys });
  writeFileSync(join(folder, 'taxes.txt'), 'important');

  expect(run('export', folder, ['--data', '.', '--out', 'taxes.txt'])).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('EEXIST') },
  });
  expect(readFileSync(join(folder, 'taxes.txt'), 'utf8')).toBe('important');
  expect(run('export', folder, ['--data', '.', '--out', 'taxes.txt', '--force']).code).toBe(0);
  expect(readFileSync(join(folder, 'taxes.txt'), 'utf8')).toContain('tidemark-journal/2');
});

test('[JT15] while a server runs, its newest backup is exported, and that is said', async () => {
  const sales = await aJournal(2, key);
  await fillMirror(folder, shop, { sales: sales.slice(0, 1), keys });
  mkdirSync(join(folder, 'backups'));
  const backup = 'mirror-2026-11-24T03-00-00.sqlite';
  await using server = await openSqliteMirror({ file: join(folder, 'mirror.sqlite'), newEpoch: () => 'e1' });
  await server.backUp(join(folder, 'backups', backup));

  const { code, stderr } = run('export', folder, ['--data', '.', '--out', 'out.jsonl']);

  expect(code).toBe(0);
  expect(stderr).toContain(`its newest backup is exported: ${backup}`);
  expect(verified()).toMatchObject({ code: 0, stdout: expect.stringContaining(`from ${backup}`) });
  expect(readdirSync(join(folder, 'backups'))).toEqual([backup]);
  rmSync(join(folder, 'backups'), { recursive: true });
  expect(run('export', folder, ['--data', '.'])).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('it has no backup yet') },
  });
});

test('[JT15] what a killed server had committed is exported', async () => {
  await fillMirror(folder, shop, { sales: await aJournal(1, key), keys });
  const child = committing(join(folder, 'mirror.sqlite'), 'another.myshopify.com');
  await once(child, 'exit');

  expect(run('export', folder, ['--data', '.', '--shop', 'another.myshopify.com']).code).toBe(0);
});

/** A process that adds a shop and is killed before SQLite has moved it from its log into the file. */
function committing(file: string, shop: string): ChildProcess {
  const program = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${JSON.stringify(file)});
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal');
    database.exec("insert into shop values ('${shop}', 'e1', 0)");
    process.kill(process.pid, 'SIGKILL');`;
  return spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
}

test('[JT16] a mirror of a version without a journal exports what it has', async () => {
  await fillMirror(folder, shop, { sales: [aSale()] });
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(folder, 'mirror.sqlite'));
  database.exec('drop table till_key; drop table journal_fork');
  database.close();

  expect(numbers(exported())).toEqual(['sale-0001']);
  expect(verified().code).toBe(0);
});

test('[JT16] rows that hold no record are counted', async () => {
  await fillMirror(folder, shop, { sales: [aSale()] });
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(folder, 'mirror.sqlite'));
  database.exec(`update document set body = '{"id"'`);
  database.close();

  expect(run('export', folder, ['--data', '.'])).toMatchObject({
    ...{ code: 0, stderr: expect.stringContaining('1 rows of the mirror hold no record') },
  });
});

test('[JT17] a missing mirror, another file, a missing shop and a wrong command are said', async () => {
  expect(run('export', folder, ['--data', '.'])).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('there is no mirror in') },
  });
  writeFileSync(join(folder, 'mirror.sqlite'), 'milk, eggs, bread'.repeat(500));
  expect(run('export', folder, ['--data', '.'])).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('cannot be read') },
  });
  rmSync(join(folder, 'mirror.sqlite'));
  await fillMirror(folder, shop, {});
  await fillMirror(folder, 'b.myshopify.com', {});
  copyFileSync(join(folder, 'mirror.sqlite'), join(folder, 'before'));

  for (const args of [
    ['--data', '.'],
    ['--data', '.', '--shop', 'c.myshopify.com'],
  ])
    expect(run('export', folder, args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Shops: b.myshopify.com, ${shop}`),
    });
  for (const args of [['--format', 'pdf'], ['--from', 'monday'], ['--all'], ['file']])
    expect(run('export', folder, args)).toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
  expect(run('export', folder, ['--data', '.', '--shop', shop]).code).toBe(0);
  expect(readFileSync(join(folder, 'mirror.sqlite')).equals(readFileSync(join(folder, 'before')))).toBe(true);
});
