import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { GroupCommit } from './group-commit.ts';
import { nodeSqliteDialect } from './sqlite-dialect.ts';
import { StoreHealth } from './store-health.ts';
import { nothingDurable } from './wal-sync.ts';

test('[M16] a full store says so, keeps what it had, and stores again when there is room', async () => {
  const database = new DatabaseSync(':memory:');
  const said: (string | undefined)[] = [];
  const health = new StoreHealth('mirror.sqlite', trouble => said.push(trouble?.kind));
  const db = new Kysely<{ note: { text: string } }>({
    dialect: nodeSqliteDialect(database, health, new GroupCommit(nothingDurable)),
  });
  await sql`create table note (text text not null)`.execute(db);
  const write = () =>
    db.transaction().execute(async trx => {
      for (let n = 0; n < 20; n++)
        await trx
          .insertInto('note')
          .values({ text: 'x'.repeat(4000) })
          .execute();
    });
  const count = async () => (await db.selectFrom('note').select('text').execute()).length;
  await write();
  database.exec('pragma max_page_count = 30');

  await expect(write()).rejects.toMatchObject({ name: 'StoreError', kind: 'full', file: 'mirror.sqlite' });
  await expect(write()).rejects.toMatchObject({ kind: 'full' });
  expect(health.trouble?.message).toContain('its disk is full');
  expect(await count()).toBe(20);

  database.exec('pragma max_page_count = 1000');
  await count();
  expect(health.trouble).toBeDefined();
  await write();
  expect(health.trouble).toBeUndefined();
  expect(await count()).toBe(40);
  expect(said).toEqual(['full', undefined]);
  await db.destroy();
});

test('[M16] a wrong statement is no trouble of the store', async () => {
  const database = new DatabaseSync(':memory:');
  const health = new StoreHealth('mirror.sqlite', () => expect.unreachable());
  const db = new Kysely<object>({
    dialect: nodeSqliteDialect(database, health, new GroupCommit(nothingDurable)),
  });

  await expect(sql`select * from nowhere`.execute(db)).rejects.toThrow(/no such table/);

  expect(health.trouble).toBeUndefined();
  await db.destroy();
});
