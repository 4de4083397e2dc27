import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery, Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { migrations } from '../upgrade/migrations.ts';
import { livingInBucket } from './places.ts';
import { salesWithReceipt } from '../records/receipts.ts';
import { GroupCommit } from '../sqlite/group-commit.ts';
import { nodeSqliteDialect } from '../sqlite/sqlite-dialect.ts';
import { StoreHealth } from '../sqlite/store-health.ts';
import type { Tables } from '../tables.ts';
import { nothingDurable } from '../sqlite/wal-sync.ts';

test('[O14] a receipt number is found by its index, not by reading all sales', async () => {
  const health = new StoreHealth(':memory:', () => undefined);
  const database = new DatabaseSync(':memory:');
  const queries: string[] = [];
  const db = new Kysely<Tables>({
    dialect: nodeSqliteDialect(database, health, new GroupCommit(nothingDurable)),
    log: ({ query }) => void queries.push(query.sql),
  });
  await new Migrator({ db, provider: migrations }).migrateToLatest();

  await salesWithReceipt(db, 'a', 'A7-000042');

  const plans = queries.slice(-2).map(query => database.prepare(`explain query plan ${query}`));
  const details = plans.flatMap(plan => plan.all('a', 'A7-000042').map(each => each['detail']));
  expect(details).toEqual([
    expect.stringContaining('sale_by_receipt'),
    expect.stringContaining('retired_by_receipt'),
  ]);
  await db.destroy();
});

test('[M20] a bucket is read by its index, not by reading its collection', async () => {
  const health = new StoreHealth(':memory:', () => undefined);
  const db = new Kysely<Tables>({
    dialect: nodeSqliteDialect(new DatabaseSync(':memory:'), health, new GroupCommit(nothingDurable)),
  });
  await new Migrator({ db, provider: migrations }).migrateToLatest();

  const plan = await db.transaction().execute(trx => {
    const place = { shop: 'a', collection: 'products', scope: '', bucket: 7 } as const;
    const { sql, parameters } = livingInBucket(trx, place).select(['id', 'rev', 'body']).compile();
    return trx.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    );
  });

  expect(plan.rows.map(each => each.detail)).toEqual([expect.stringContaining('document_by_bucket')]);
  await db.destroy();
});
