import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { columns } from '../postgres/columns.ts';
import { mirrorDatabase, onPostgres, openIn } from '../postgres/testing-mirror.ts';
import { connectTo, type TestDatabase } from '../postgres/testing-postgres.ts';
import { whereIs } from '../postgres/postgres-errors.ts';
import { keyColumns } from '../postgres/tables.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import type { Tables } from '../tables.ts';
import { moveMirror, undoMove, type Engine } from './move-mirror.ts';
import { movedTables, writtenColumns } from './moved-tables.ts';

const shop = 'a.myshopify.com';
const newEpoch = () => 'e1';
let dataDir: string;
let file: string;
let database: TestDatabase;
let moves: number;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'move-'));
  file = join(dataDir, 'mirror.sqlite');
  moves = 0;
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function move(to: Engine, databaseUrl = database.url) {
  return moveMirror({
    dataDir,
    databaseUrl,
    to,
    now: 1_000,
    newId: () => `move-${++moves}`,
    newEpoch: () => 'epoch of a move',
  });
}

/** Fills each table of a file with rows that differ, those too that a later version adds. */
async function fillAllTables(rows = 250): Promise<void> {
  await (await openSqliteMirror({ file, newEpoch }))[Symbol.asyncDispose]();
  const raw = new DatabaseSync(file);
  for (const [table, types] of Object.entries(columns)) {
    if (movedTables[table as keyof Tables] !== 'copied') continue;
    const names = writtenColumns(table as keyof Tables, Object.keys(types));
    const insert = raw.prepare(
      `insert into "${table}" (${names.map(each => `"${each}"`).join(', ')}) values (${names.map(() => '?').join(', ')})`,
    );
    raw.exec('begin');
    for (let n = 0; n < rows; n++)
      insert.run(...names.map(name => valueOf(name, (types as Record<string, string>)[name] ?? '', n)));
    raw.exec('commit');
  }
  raw.close();
  // What an opening owes is done: records of erasures are written.
  await (await openSqliteMirror({ file, newEpoch }))[Symbol.asyncDispose]();
}

function valueOf(column: string, type: string, n: number): string | number | null {
  if (type.endsWith('null') && n % 2 === 1) return null;
  if (type.startsWith('bigint')) return column === 'deleted' || column === 'marked' ? n % 2 : 2 ** 52 + n;
  // Not in the order of their numbers, nor in that of a language; and what only escapes can say.
  if (column === 'body') return `{"n":${n},"text":"é\\u0000 \\ud83d ${'ä'.repeat(n)}"}`;
  if (column === 'shop') return `${n % 3 === 0 ? 'a' : 'B'}.myshopify.com ${n}`;
  return `${column} ${n % 2 === 0 ? 'Ä' : 'z'} ${n}`;
}

/** Every row of a mirror in a file, read with nothing but SQLite. */
function allRows(): Record<string, readonly unknown[]> {
  const raw = new DatabaseSync(file, { readOnly: true });
  const rows = Object.keys(columns).map(table => {
    const keys = keyColumns(table as keyof Tables).map(each => `"${each}"`);
    const found = raw.prepare(`select * from "${table}" order by ${keys.join(', ')}`).all();
    return [table, found.filter(row => !(table === 'watermark' && row['shop'] === ''))] as const;
  });
  raw.close();
  return Object.fromEntries(rows);
}

onPostgres(() => {
  beforeEach(async () => {
    database = await mirrorDatabase();
  });
  afterEach(() => database[Symbol.asyncDispose]());

  test('[M70] every row of every table is the same after it moved there and back', async () => {
    await fillAllTables();
    const before = allRows();
    const empty = Object.keys(before).filter(table => before[table]?.length === 0);
    expect(empty).toEqual(['lease', 'server', 'question', 'redaction_due']);

    const there = await move('postgres');
    rmSync(file);
    const back = await move('sqlite');

    expect(there.tables).toEqual(back.tables);
    expect(there.tables?.filter(each => each.rows === 0)).toEqual([{ table: 'redaction_due', rows: 0 }]);
    const leased = (rows: readonly unknown[] = []) =>
      rows.map(row => ({ ...(row as object), leased_until: 0, lease: '', due: 0 }));
    const after = allRows();
    expect({ ...after, outbox: leased(after['outbox']) }).toEqual({
      ...before,
      outbox: leased(before['outbox']),
    });
    expect(readdirSync(dataDir).filter(each => each.includes('moving'))).toEqual([]);
  });

  test('[M70] no more of large rows is in memory at once than of a page', async () => {
    await fillAllTables(1);
    const raw = new DatabaseSync(file);
    const insert = raw.prepare('insert into report (shop, name, body) values (?, ?, ?)');
    for (const n of [1, 2, 3, 4]) insert.run(shop, `large ${n}`, JSON.stringify('x'.repeat(1_500_000 * n)));
    raw.close();
    const pages: number[] = [];

    const { tables } = await moveMirror({
      ...{ dataDir, databaseUrl: database.url, to: 'postgres', now: 1, newEpoch, newId: () => 'id' },
      onRows: ({ table, rows }) => {
        if (table === 'report') pages.push(rows);
      },
    });

    // No two of these are together in 4 MB.
    expect(pages).toEqual([1, 2, 3, 4, 5]);
    expect(tables).toContainEqual({ table: 'report', rows: 5 });
  });

  test('[M70] a moved mirror goes on with its history, where it was', async () => {
    {
      await using store = await openSqliteMirror({ file, newEpoch: () => 'the first' });
      await store.register.addShop(shop);
      await store.mirror.setWatermark(shop, { resource: 'products', value: '2026-12-01' });
    }
    await move('postgres');

    await using store = await openIn(database, { folder: dataDir });
    expect((await store.mirror.heads(shop, '')).products.epoch).toBe('the first');
    expect(await store.mirror.watermark(shop, 'products')).toBe('2026-12-01');
    await store.register.addShop('b.myshopify.com');
  });

  test('[M70] the list of erasures goes along, and is newer than one that was there', async () => {
    await fillAllTables(1);
    const customer = (id: string) => JSON.stringify({ shop, customerId: id, orderIds: [], at: 1 });
    const gone = (backAt?: number) => JSON.stringify({ goneShop: 'a mark', ...(backAt ? { backAt } : {}) });
    writeFileSync(`${file}-erasures.jsonl`, [customer('1'), customer('2'), gone(5)].join('\n'));
    writeFileSync(
      join(dataDir, 'mirror-erasures.jsonl'),
      ['', customer('1'), customer('0'), gone()].join('\n'),
    );

    await move('postgres');

    const list = readFileSync(join(dataDir, 'mirror-erasures.jsonl'), 'utf8').split('\n');
    expect(list).toEqual([customer('1'), customer('0'), customer('2'), gone(5)]);
  });

  test('[M71] no server starts on what was left, until somebody undoes the move', async () => {
    await fillAllTables(1);
    await move('postgres');

    const refused = await openSqliteMirror({ file, newEpoch }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      kind: 'moved',
      message: expect.stringContaining('was moved to 127.0.0.1'),
    });
    expect(String(refused)).not.toContain('postgres:');
    await expect(move('postgres')).rejects.toThrow('already');

    expect(await undoMove({ of: 'sqlite', dataDir, databaseUrl: database.url, newEpoch })).toBe(file);
    await (await openSqliteMirror({ file, newEpoch }))[Symbol.asyncDispose]();
    await expect(undoMove({ of: 'sqlite', dataDir, databaseUrl: database.url, newEpoch })).rejects.toThrow(
      'was not moved',
    );
  });

  test('[M71] the same in a database', async () => {
    await fillAllTables(1);
    await move('postgres');
    rmSync(file);
    await move('sqlite');

    await expect(openIn(database)).rejects.toMatchObject({ kind: 'moved' });
    await undoMove({ of: 'postgres', dataDir, databaseUrl: database.url, newEpoch });
    await (await openIn(database))[Symbol.asyncDispose]();
  });

  test('[M72] a move that was killed after everything arrived is finished by the next one', async () => {
    await fillAllTables(2);
    await move('postgres');
    // As it was before its last step.
    const raw = new DatabaseSync(file);
    raw.exec(`update watermark set value = replace(value, 'true', 'false') where resource = 'moved'`);
    raw.close();
    await expect(openSqliteMirror({ file, newEpoch })).rejects.toThrow('was about to be moved');

    expect((await move('postgres')).tables).toBeUndefined();

    await expect(openSqliteMirror({ file, newEpoch })).rejects.toThrow('was moved');
  });

  test('[M72] a move that was killed in between begins again', async () => {
    await fillAllTables(2);
    const mark = { id: 'killed', to: whereIs(database.url), at: 1, isDone: false };
    const raw = new DatabaseSync(file);
    raw.prepare(`insert into watermark values ('', 'moved', ?)`).run(JSON.stringify(mark));
    raw.close();

    expect((await move('postgres')).tables?.[0]).toEqual({ table: 'shop', rows: 2 });
  });

  test('[M72] where the last step fails, no server starts on what was left, and the next run finishes', async () => {
    await fillAllTables(2);
    const raw = new DatabaseSync(file);
    raw.exec(`create trigger full before update on watermark when new.value like '%"isDone":true%'
      begin select raise(abort, 'the disk is full'); end`);
    raw.close();

    await expect(move('postgres')).rejects.toThrow('the disk is full');

    await expect(openSqliteMirror({ file, newEpoch })).rejects.toThrow('was about to be moved');
    const again = new DatabaseSync(file);
    again.exec('drop trigger full');
    again.close();
    expect((await move('postgres')).tables).toBeUndefined();
  });

  test('[M72] a move that was begun to one place does not go to another', async () => {
    await fillAllTables(1);
    const raw = new DatabaseSync(file);
    const mark = { id: 'killed', to: 'db.example/there', at: 1, isDone: false };
    raw.prepare(`insert into watermark values ('', 'moved', ?)`).run(JSON.stringify(mark));
    raw.close();

    await expect(move('postgres')).rejects.toThrow('db.example/there');

    await undoMove({ of: 'sqlite', dataDir, databaseUrl: database.url, newEpoch });
    expect((await move('postgres')).tables?.[0]).toEqual({ table: 'shop', rows: 1 });
  });

  test('[M51] [M70] a database that was promoted before it moves has a new history of its own', async () => {
    await using admin = await connectTo(database);
    {
      await using store = await openIn(database);
      await store.register.addShop(shop);
      await store.register.addShop('b.myshopify.com');
    }
    await admin.query(`update watermark set value = 'before' where shop = '' and resource = 'timeline'`);

    await move('sqlite');

    await using store = await openSqliteMirror({ file, newEpoch });
    const epochs = await Promise.all(
      [shop, 'b.myshopify.com'].map(async each => (await store.mirror.heads(each, '')).products.epoch),
    );
    expect(epochs).toEqual(['h1-epoch of a move', 'h1-epoch of a move']);
  });

  test('[M72] what fails on the way leaves both as they were', async () => {
    await fillAllTables(3);
    await using admin = await connectTo(database);
    await admin.query(`alter table till add constraint none check (id is null)`);

    await expect(move('postgres')).rejects.toThrow('none');

    await (await openSqliteMirror({ file, newEpoch }))[Symbol.asyncDispose]();
    expect((await admin.query('select 1 from shop')).rowCount).toBe(0);
  });

  test('[M72] nothing moves while a server runs, from nowhere, or to where something is', async () => {
    await expect(move('postgres')).rejects.toThrow('There is no mirror in');
    await expect(move('sqlite')).rejects.toThrow('is empty');
    await fillAllTables(1);
    await expect(move('sqlite')).rejects.toThrow('already');
    {
      await using _running = await openIn(database);
      await expect(move('postgres')).rejects.toMatchObject({ kind: 'owned' });
    }
    {
      await using _running = await openSqliteMirror({ file, newEpoch });
      await expect(move('postgres')).rejects.toMatchObject({ kind: 'owned' });
    }
    await expect(move('postgres', 'postgres://127.0.0.1:1/none')).rejects.toMatchObject({
      kind: 'unreachable',
    });
    await move('postgres');
  });
});
