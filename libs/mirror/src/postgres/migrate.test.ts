import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openSqliteMirror } from '../sqlite/open.ts';
import { tableStatements } from './tables.ts';
import { mirrorDatabase, onPostgres, openIn } from './testing-mirror.ts';
import { connectTo } from './testing-postgres.ts';

const shop = 'a.myshopify.com';

test('[M53] the first migration is the one that has landed', () => {
  const hash = createHash('sha256').update(tableStatements.join(';\n')).digest('hex');

  expect(hash.slice(0, 16)).toBe('84c27f697e535a44');
});

/** The columns of each table of an SQLite mirror. */
async function columnsOfSqlite(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  await (await openSqliteMirror({ file, newEpoch: () => 'e1' }))[Symbol.asyncDispose]();
  const raw = new DatabaseSync(file);
  const rows = raw
    .prepare(
      `select t.name || '.' || c.name as name from sqlite_master t, pragma_table_xinfo(t.name) c
         where t.type = 'table' and t.name not like 'kysely%' and t.name not like 'sqlite%'`,
    )
    .all();
  raw.close();
  rmSync(folder, { recursive: true });
  return rows.map(each => String(each['name'])).sort();
}

onPostgres(() => {
  test('[M53] both engines have the same tables with the same columns', async () => {
    await using database = await mirrorDatabase();
    await using client = await connectTo(database);
    const { rows } = await client.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
         where table_schema = 'public' and table_name not like 'kysely%' and table_name <> 'limited'`,
    );

    expect(rows.map(each => each.name).sort()).toEqual(await columnsOfSqlite());
  });

  test('[M53] a database of the first version is brought to this one, and its staff stay', async () => {
    await using database = await mirrorDatabase();
    const anna = { id: 'a', name: 'anna', pinHash: 'x' };
    {
      await using store = await openIn(database);
      await store.register.addShop(shop);
      await store.register.saveStaff(shop, anna);
    }
    {
      await using client = await connectTo(database);
      await client.query(`alter table staff drop column role; drop table lease; drop table server;
        drop table question; drop table limited; drop function lease_token; alter table outbox drop column lease`);
      await client.query(`delete from kysely_migration where name > '001-first'`);
    }

    await using store = await openIn(database);

    expect(await store.register.staffOf(shop)).toEqual([anna]);
    await store.register.saveStaff(shop, { ...anna, role: 'cashier' });
    expect(await store.register.staff(shop, 'a')).toEqual({ ...anna, role: 'cashier' });
  });
});
