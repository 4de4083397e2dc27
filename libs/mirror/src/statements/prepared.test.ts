import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { GroupCommit } from '../sqlite/group-commit.ts';
import { nodeSqliteDialect } from '../sqlite/sqlite-dialect.ts';
import { StoreHealth } from '../sqlite/store-health.ts';
import { nothingDurable } from '../sqlite/wal-sync.ts';
import type { Tables } from '../tables.ts';
import { listedIn, listText } from './listed.ts';
import { prepared } from './prepared.ts';

function open() {
  const database = new DatabaseSync(':memory:');
  database.exec('create table shop (shop text primary key, epoch text, seq integer)');
  const statements: string[] = [];
  const health = new StoreHealth(':memory:', () => undefined);
  const dialect = nodeSqliteDialect(database, health, new GroupCommit(nothingDurable), sql => {
    statements.push(sql);
  });
  return { db: new Kysely<Tables>({ dialect }), statements };
}

test('a prepared query runs with the values of each run, is built once for a store, and prepared once', async () => {
  const stores = [open(), open()];
  let built = 0;
  const seqs = prepared<{ from: number; shops: string }>()((db, { from, shops }) => {
    built++;
    return db
      .selectFrom('shop')
      .select(['shop', 'seq'])
      .where('shop', 'in', listedIn(shops))
      .where('seq', '>=', from)
      .where('epoch', '=', 'e1')
      .where('seq', '<', sql<number>`${from} + 10`)
      .orderBy('seq');
  });

  for (const { db, statements } of stores) {
    const rows = ['a', 'b', `c'; drop table shop`].map((shop, n) => ({ shop, epoch: 'e1', seq: n + 1 }));
    await db.insertInto('shop').values(rows).execute();
    statements.length = 0;
    const asked = (from: number, shops: readonly string[]) => seqs(db, { from, shops: listText(shops) });

    expect(await asked(1, ['a', 'b', 'b'])).toEqual([
      { shop: 'a', seq: 1 },
      { shop: 'b', seq: 2 },
    ]);
    expect(await asked(2, ['a', 'b'])).toEqual([{ shop: 'b', seq: 2 }]);
    expect(
      await db.transaction().execute(trx => seqs(trx, { from: 0, shops: listText([`c'; drop table shop`]) })),
    ).toEqual([{ shop: `c'; drop table shop`, seq: 3 }]);
    expect(await asked(0, ['a'])).toEqual([{ shop: 'a', seq: 1 }]);
    expect(statements.filter(each => each.startsWith('select'))).toHaveLength(1);
    await db.destroy();
  }

  expect(built).toBe(2);
});

test('a prepared query writes, and says which rows it wrote', async () => {
  const { db } = open();
  const add = prepared<{ shop: string; seq: number }>()((db, { shop, seq }) =>
    db
      .insertInto('shop')
      .values({ shop, epoch: 'e1', seq })
      .onConflict(each => each.doNothing())
      .returning('seq'),
  );

  expect(await add(db, { shop: 'a', seq: 1 })).toEqual([{ seq: 1 }]);
  expect(await add(db, { shop: 'a', seq: 2 })).toEqual([]);
  expect(await db.selectFrom('shop').selectAll().execute()).toEqual([{ shop: 'a', epoch: 'e1', seq: 1 }]);
  await db.destroy();
});
