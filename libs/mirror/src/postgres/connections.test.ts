import { aProduct, aSale } from '@tidemark/schema/testing';
import { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { CopiedElsewhereError, StoreError } from '../contract/store-error.ts';
import type { JudgeRow, PushedState } from '../contract/records.ts';
import { StoreHealth } from '../sqlite/store-health.ts';
import type { Tables } from '../tables.ts';
import { openPool } from './connections.ts';
import { openPostgresMirror } from './open.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { asPostgresError } from './postgres-errors.ts';
import { mirrorDatabase, onPostgres, openIn, openTestMirror } from './testing-mirror.ts';
import { connectTo, testPostgres } from './testing-postgres.ts';

const shop = 'a.myshopify.com';
const change = { kind: 'present', document: aProduct(), scope: '', sourceUpdatedAt: 1, readAt: 1 } as const;

/** Ends all other connections of a database, as a server that stops does. */
const endAll = `select count(pg_terminate_backend(pid)) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Blocks the event loop, as a process does that is stopped. */
const stopped =
  (ms: number): JudgeRow =>
  row => {
    for (const until = performance.now() + ms; performance.now() < until;);
    return { kind: 'accept', document: { ...row } as never, changed: true };
  };
const pushed = [{ ...aSale({ id: 'sale-0001' }), _deleted: false } as PushedState];

onPostgres(() => {
  test('[M44] a lost connection fails the calls that use it, and the next ones work', async () => {
    await using database = await mirrorDatabase();
    const troubles: unknown[] = [];
    await using store = await openIn(database, { onTrouble: each => troubles.push(each?.kind) });
    const commit = () => store.mirror.commit(shop, 'products', [change]);
    await commit();
    await using admin = await connectTo(database);

    await admin.query(endAll);
    // The news that a connection is lost may come only with the answer to a call.
    const idle = await commit().catch(commit);
    await admin.query('begin');
    await admin.query('lock table document');
    const busy = commit().catch((error: unknown) => error);
    await expect
      .poll(
        async () =>
          (await admin.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock'`)).rowCount,
      )
      .toBe(1);
    await admin.query(endAll);
    const failed = await busy;
    await admin.query('rollback');

    expect(idle.unchanged).toBe(1);
    expect(failed).toBeInstanceOf(StoreError);
    expect(failed).toMatchObject({ kind: 'unreachable' });
    expect(store.trouble()?.kind).toBe('unreachable');
    expect((await commit().catch(commit)).unchanged).toBe(1);
    expect(troubles.slice(-2)).toEqual(['unreachable', undefined]);
  });

  test('[M44] a server that is not there, and a database that is not there, are said at the opening', async () => {
    await using database = await mirrorDatabase();
    const url = new URL(database.url);
    url.pathname = '/no-such-database';
    const options = { folder: undefined, newEpoch: () => 'e1', connectMs: 2_000 };

    const noDatabase = await openPostgresMirror({ url: url.href, ...options }).catch(String);
    const noServer = await openPostgresMirror({
      ...{ url: 'postgres://user:secret@127.0.0.1:1/x' },
      ...options,
    }).catch((error: unknown) => error);

    expect(noDatabase).toMatch(/^StoreError: .*no-such-database: it cannot be reached/);
    expect(noServer).toMatchObject({ kind: 'unreachable', file: '127.0.0.1:1/x' });
    expect(String(noServer)).not.toContain('secret');
  });

  test('[M44] nobody waits for a shop’s lock for ever, and what waited in vain may be tried again', async () => {
    await using database = await mirrorDatabase();
    await using store = await openIn(database, { lockMs: 100 });
    await store.register.addShop(shop);
    await using holder = await connectTo(database);
    await holder.query('begin');
    await holder.query('select seq from shop for no key update');

    await expect(store.mirror.commit(shop, 'products', [change])).rejects.toMatchObject({ kind: 'busy' });
    expect(store.trouble()).toBeUndefined();
    expect((await store.mirror.heads(shop, '1')).products.seq).toBe(0);
    await holder.query('commit');

    expect((await store.mirror.commit(shop, 'products', [change])).changed).toBe(1);
  });

  test('[M44] a process that stops in the middle loses its transaction, and the shop is free', async () => {
    await using database = await mirrorDatabase();
    await using store = await openIn(database, { idleMs: 100 });
    await store.register.addShop(shop);

    await expect(store.records.store(shop, 'sales', pushed, stopped(600), 1)).rejects.toMatchObject({
      kind: 'unreachable',
    });

    expect(await store.records.find(shop, 'sales', 'sale-0001')).toBeUndefined();
    await store.records.store(shop, 'sales', pushed, stopped(0), 1);
    expect(await store.records.find(shop, 'sales', 'sale-0001')).toMatchObject({ id: 'sale-0001' });
  });

  test('[M45] processes that open an empty database at once make its tables once', async () => {
    await using database = await (await testPostgres()).newDatabase();

    const stores = await Promise.all([openIn(database), openIn(database), openIn(database)]);
    const results = await Promise.all(stores.map(each => each.mirror.commit(shop, 'products', [change])));

    expect(results.map(each => each.changed).toSorted()).toEqual([0, 0, 1]);
    for (const store of stores) await store[Symbol.asyncDispose]();
  });

  test('[M46] a number that JavaScript cannot hold fails its reader, and no other', async () => {
    await using database = await mirrorDatabase();
    await using store = await openIn(database);
    await using admin = await connectTo(database);
    await admin.query(`insert into tally values ('${shop}', 'quarantine', '', 9007199254740993)`);

    await expect(store.mirror.quarantineCount(shop)).rejects.toThrow('9007199254740993 is no whole number');

    expect(await store.mirror.quarantineCount('b.myshopify.com')).toBe(0);
  });

  test('[M47] a statement has a name, and is prepared once for a connection; a long list of values has none', async () => {
    await using database = await mirrorDatabase();
    const pool = openPool({ url: database.url, connections: 1 });
    const health = new StoreHealth('', () => undefined, asPostgresError);
    const db = new Kysely<Tables>({ dialect: postgresDialect(pool, health) });
    const shops = (count: number) =>
      db
        .selectFrom('shop')
        .select('seq')
        .where(
          'shop',
          'in',
          Array.from({ length: count }, (_, n) => String(n)),
        )
        .execute();
    const prepared = async () => (await pool.query('select statement from pg_prepared_statements')).rows;

    for (const count of [1, 1, 2, 2, 25, 25]) await shops(count);

    expect(await prepared()).toHaveLength(2);
    await db.destroy();
  });

  test('[M49] a statement whose answer nobody waits for fails its transaction, with its own error', async () => {
    await using database = await mirrorDatabase();
    await using store = await openIn(database);
    await using admin = await connectTo(database);
    await store.mirror.commit(shop, 'products', [change]);
    await admin.query(`alter table search_text add constraint no_tea check (words not like '%tea%')`);
    const tea = { ...change, document: aProduct({ id: '2', title: 'tea' }) };

    const failed = store.mirror.commit(shop, 'products', [tea]);

    await expect(failed).rejects.toMatchObject({ code: '23514', constraint: 'no_tea' });
    expect((await store.mirror.heads(shop, '1')).products.seq).toBe(1);
    const coffee = { ...change, document: aProduct({ id: '3', title: 'coffee' }) };
    expect((await store.mirror.commit(shop, 'products', [coffee])).changed).toBe(1);
  });

  test('[M18] a copy is PostgreSQL’s own business, and the store says so', async () => {
    await using store = await openTestMirror();

    await expect(store.backUp('/nowhere')).rejects.toBeInstanceOf(CopiedElsewhereError);
  });
});
