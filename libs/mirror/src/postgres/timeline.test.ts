import { isLaterEpoch } from '@tidemark/protocol';
import { aProduct } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { lookAtPostgres } from './look-at.ts';
import { mirrorDatabase, onPostgres, openIn } from './testing-mirror.ts';
import { connectTo, testPostgres } from './testing-postgres.ts';

const shop = 'a.myshopify.com';
const change = {
  kind: 'present',
  document: aProduct(),
  scope: '',
  sourceUpdatedAt: 1,
  readAt: 1,
} as const;
const headOf = async (store: MirrorStore) => (await store.mirror.heads(shop, '')).products;

/** As if the database had been restored, or a standby promoted. */
const promote = `update watermark set value = '1/00000001' where resource = 'timeline'`;
const endAll = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name like 'tidemark%'`;

onPostgres(() => {
  test('[M41] looking says whether a mirror is there, in use, or cannot be reached', async () => {
    await using empty = await (await testPostgres()).newDatabase();
    await using database = await mirrorDatabase();
    expect(await lookAtPostgres(empty.url)).toEqual({ kind: 'none' });
    expect(await lookAtPostgres(database.url)).toEqual({ kind: 'whole' });
    expect(await lookAtPostgres('postgres://127.0.0.1:1/x')).toMatchObject({ kind: 'unreadable' });

    await using _store = await openIn(database);

    expect(await lookAtPostgres(database.url)).toMatchObject({ kind: 'owned' });
    // Another database of the same server is not.
    expect(await lookAtPostgres(empty.url)).toEqual({ kind: 'none' });
  });

  test('[M51] a database that was restored begins a new history of every shop, once', async () => {
    await using database = await mirrorDatabase();
    await using admin = await connectTo(database);
    const heads = async () => {
      await using store = await openIn(database);
      await store.mirror.commit(shop, 'products', [change]);
      return headOf(store);
    };
    const before = await heads();
    expect(await heads()).toEqual(before);
    const timeline = await admin.query(`select value from watermark where resource = 'timeline'`);
    expect(timeline.rows[0]).toMatchObject({ value: expect.stringMatching(/^\d+\/[0-9A-F]{8}$/) as string });

    await admin.query(promote);
    const after = await heads();

    expect(after.seq).toBe(before.seq);
    expect(isLaterEpoch(after.epoch, before.epoch)).toBe(true);
    expect(await heads()).toEqual(after);
  });

  test('[M51] processes that go on after it begin one new history before they commit anything', async () => {
    await using database = await mirrorDatabase();
    await using admin = await connectTo(database);
    let news = 0;
    await admin.query(`create table played as select 'one' as name`);
    const timeline = 'select name from played';
    const options = { timeline, onNewHistory: () => void news++ };
    await using one = await openIn(database, options);
    await using two = await openIn(database, options);
    await one.mirror.commit(shop, 'products', [change]);
    const before = await headOf(one);
    news = 0;

    await admin.query(`update played set name = 'two'`);
    await admin.query(endAll);
    const commits = [one, two].map(async store => {
      const again = { ...change, document: aProduct({ id: '2' }) };
      const tries = async (): Promise<unknown> => store.mirror.commit(shop, 'products', [again]);
      await expect
        .poll(
          () =>
            tries().then(
              () => true,
              () => false,
            ),
          { timeout: 10_000 },
        )
        .toBe(true);
      return headOf(store);
    });
    const heads = await Promise.all(commits);

    expect(new Set(heads.map(each => each.epoch)).size).toBe(1);
    expect(isLaterEpoch(heads[0]?.epoch ?? '', before.epoch)).toBe(true);
    expect(news).toBe(2);
    expect(
      await admin.query(`select count(distinct epoch) as n from shop where shop = '${shop}'`),
    ).toMatchObject({
      rows: [{ n: '1' }],
    });
  });

  test('[M44] a database that does not answer is unreachable', async () => {
    const error = await openIn({ url: 'postgres://127.0.0.1:1/x' } as never).catch((each: unknown) => each);
    expect(error).toMatchObject({ kind: 'unreachable' });
  });
});
