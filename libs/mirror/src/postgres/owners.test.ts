import { aProduct, aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { Lease } from '../contract/leases.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import type { Change } from '../contract/mirror.ts';
import type { JudgeRow, PushedState } from '../contract/records.ts';
import { serversLock } from './signals.ts';
import { mirrorDatabase, onPostgres, openIn } from './testing-mirror.ts';
import { connectTo, type TestDatabase } from './testing-postgres.ts';

const [shop, other] = ['a.myshopify.com', 'b.myshopify.com'];
const minute = 60_000;
let tokens = 0;
const newToken = () => `token-${++tokens}`;

const product = (id: string, sourceUpdatedAt = 1): Change => ({
  ...{ kind: 'present', document: aProduct({ id, title: `at ${sourceUpdatedAt}` }), scope: '' },
  ...{ sourceUpdatedAt, readAt: sourceUpdatedAt },
});
const sale = { ...aSale({ id: 'sale-1' }), _deleted: false } as PushedState;
const accept: JudgeRow = (row, current) => ({
  ...{ kind: 'accept', changed: !current },
  document: (current ?? row) as never,
});

/** Collects what a store announces, without repetitions. */
function heard(store: MirrorStore): Set<string> {
  const all = new Set<string>();
  store.mirror.onCommit(({ shop: of, collection, scopes }) => {
    for (const scope of scopes) all.add(`${of} ${collection} ${scope}`.trim());
  });
  store.records.onCommit(({ shop: of, collection }) => void all.add(`${of} ${collection}`));
  return all;
}

async function own(store: MirrorStore, holder: string, ms = minute): Promise<Lease> {
  const [lease] = await store.leases.take(holder, [shop], newToken, ms);
  return lease as Lease;
}

const endSignals = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = 'tidemark signals'`;

async function signalsOf(database: TestDatabase): Promise<number | null> {
  await using admin = await connectTo(database);
  const { rowCount } = await admin.query(
    `select 1 from pg_stat_activity where datname = current_database()
       and application_name = 'tidemark signals'`,
  );
  return rowCount;
}

onPostgres(() => {
  test('[M60] a writer that waited for the shop’s lock while it lost the shop stores nothing', async () => {
    await using database = await mirrorDatabase();
    await using one = await openIn(database);
    await using two = await openIn(database);
    await one.mirror.commit(shop, 'products', [product('1')]);
    const before = one.owned(await own(one, 'one', 0));
    await using holder = await connectTo(database);
    await holder.query('begin');
    await holder.query('select seq from shop where shop = $1 for no key update', [shop]);

    const late = before.mirror.commit(shop, 'products', [product('2')]).catch((error: unknown) => error);
    await expect
      .poll(async () => (await holder.query(`select 1 from pg_locks where not granted`)).rowCount)
      .toBe(1);
    const after = two.owned(await own(two, 'two'));
    await holder.query('commit');

    expect(await late).toMatchObject({ kind: 'fenced' });
    await after.mirror.commit(shop, 'products', [product('3')]);
    expect(await two.mirror.idsAfter(shop, 'products', undefined, 9)).toEqual(['1', '3']);
  });

  test.for([[true], [false]])(
    '[M61] [M62] what another process commits is heard; signals alone make no difference but time: %s',
    async ([signals]) => {
      await using database = await mirrorDatabase();
      const options = { signals: signals === true, watchMs: signals ? 60_000 : 20 };
      await using one = await openIn(database, options);
      await using two = await openIn(database, options);
      await one.mirror.commit(shop, 'products', [product('0')]);
      const news = heard(two);
      const watching = await two.watch(shop);

      await one.mirror.commit(shop, 'products', [product('1')]);
      await one.records.store(shop, 'sales', [sale], accept, 1);
      await one.mirror.commit(other, 'products', [product('2')]);

      await expect.poll(() => [...news].toSorted()).toEqual([`${shop} products`, `${shop} sales`]);
      watching[Symbol.dispose]();
    },
  );

  test('[M61] a shop that is watched before its first commit is heard, and a new history too', async () => {
    await using database = await mirrorDatabase();
    await using one = await openIn(database, { watchMs: 20 });
    await using two = await openIn(database, { watchMs: 20 });
    const news = heard(two);
    using _watching = await two.watch(shop);
    using _again = await two.watch(shop);
    await one.mirror.commit(shop, 'products', [product('1')]);
    await expect.poll(() => [...news]).toEqual([`${shop} products`]);

    news.clear();
    await one.mirror.beginHistory(shop);

    await expect.poll(() => [...news]).toEqual([`${shop} products`]);
  });

  test('[M62] a connection for signals that is lost is made again, and nothing is missed', async () => {
    await using database = await mirrorDatabase();
    await using admin = await connectTo(database);
    await using one = await openIn(database, { watchMs: 60_000 });
    await using two = await openIn(database, { watchMs: 60_000 });
    const news = heard(two);
    using _watching = await two.watch(shop);
    expect(await signalsOf(database)).toBe(2);

    await admin.query(endSignals);
    await one.mirror.commit(shop, 'products', [product('1')]);

    await expect.poll(() => [...news], { timeout: 10_000 }).toEqual([`${shop} products`]);
    await expect.poll(() => signalsOf(database)).toBe(2);
    news.clear();
    await one.mirror.commit(shop, 'products', [product('2')]);
    await expect.poll(() => [...news]).toEqual([`${shop} products`]);
  });

  test('[M62] what is told last is heard, by those alone who asked for it', async () => {
    await using database = await mirrorDatabase();
    await using one = await openIn(database, { watchMs: 60_000 });
    const heardOf: string[] = [];
    one.signals.on('rows', () => void heardOf.push('rows'));
    one.signals.on('owners', () => void heardOf.push('owners'));
    const two = await openIn(database, { watchMs: 60_000 });

    two.signals.tell('owners');
    await two[Symbol.asyncDispose]();

    await expect.poll(() => heardOf).toEqual(['owners']);
  });

  test('[M50] a server of a version that has its database for itself keeps others out, and is kept out', async () => {
    await using database = await mirrorDatabase();
    await using earlier = await connectTo(database);
    const take = async () =>
      (await earlier.query<{ has: boolean }>(`select pg_try_advisory_lock(${serversLock}) as has`)).rows[0]
        ?.has;
    expect(await take()).toBe(true);

    expect(await openIn(database).catch((error: unknown) => error)).toMatchObject({ kind: 'owned' });

    await earlier.query(`select pg_advisory_unlock(${serversLock})`);
    await using _one = await openIn(database);
    await using _two = await openIn(database);
    expect(await take()).toBe(false);
  });
});
