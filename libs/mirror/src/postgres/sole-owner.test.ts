import { isLaterEpoch } from '@tidemark/protocol';
import { aProduct } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { lookAtPostgres } from './look-at.ts';
import { SoleOwner, soleOwnerLock } from './sole-owner.ts';
import { mirrorDatabase, onPostgres, openIn } from './testing-mirror.ts';
import { connectTo, testPostgres } from './testing-postgres.ts';

const endOwners = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = 'tidemark owner'`;
const owners = `select 1 from pg_stat_activity
  where datname = current_database() and application_name = 'tidemark owner'`;

onPostgres(() => {
  test('[M50] one server has a database; when it ends, the next one may', async () => {
    await using database = await mirrorDatabase();
    const never = () => expect.unreachable();
    const first = await SoleOwner.take(database.url, never);

    const second = await SoleOwner.take(database.url, never).catch((error: unknown) => error);
    expect(second).toMatchObject({ kind: 'owned' });

    await first[Symbol.asyncDispose]();
    await using _third = await SoleOwner.take(database.url, never);
  });

  test('[M50] a lost connection is made again and keeps the database; where another server was quicker, it says so', async () => {
    await using database = await mirrorDatabase();
    await using admin = await connectTo(database);
    let lost = 0;
    await using _owner = await SoleOwner.take(database.url, () => lost++);

    await admin.query(endOwners);
    await expect.poll(async () => (await admin.query(owners)).rowCount).toBe(1);
    expect(await SoleOwner.take(database.url, () => undefined).catch(() => 'owned')).toBe('owned');
    expect(lost).toBe(0);

    // The other one waits in a query, so that it has the lock as soon as the connection is gone.
    await using other = await connectTo(database);
    const taken = other.query(`select pg_advisory_lock(${soleOwnerLock})`);
    await expect
      .poll(async () => (await admin.query(`select 1 from pg_locks where not granted`)).rowCount)
      .toBe(1);
    await admin.query(endOwners);
    await taken;

    await expect.poll(() => lost, { timeout: 10_000 }).toBe(1);
  });

  test('[M41] looking says whether a mirror is there, owned, or cannot be reached', async () => {
    await using empty = await (await testPostgres()).newDatabase();
    await using database = await mirrorDatabase();
    expect(await lookAtPostgres(empty.url)).toEqual({ kind: 'none' });
    expect(await lookAtPostgres(database.url)).toEqual({ kind: 'whole' });
    expect(await lookAtPostgres('postgres://127.0.0.1:1/x')).toMatchObject({ kind: 'unreadable' });

    await using _owner = await SoleOwner.take(database.url, () => undefined);

    expect(await lookAtPostgres(database.url)).toMatchObject({ kind: 'owned' });
    // Another database of the same server is not.
    expect(await lookAtPostgres(empty.url)).toEqual({ kind: 'none' });
  });

  test('[M51] a database that was restored begins a new history of every shop, once', async () => {
    await using database = await mirrorDatabase();
    await using admin = await connectTo(database);
    const change = {
      kind: 'present',
      document: aProduct(),
      scope: '',
      sourceUpdatedAt: 1,
      readAt: 1,
    } as const;
    const heads = async () => {
      await using store = await openIn(database, { onOwnerLost: () => undefined });
      await store.mirror.commit('a.myshopify.com', 'products', [change]);
      return (await store.mirror.heads('a.myshopify.com', '')).products;
    };
    const before = await heads();
    expect(await heads()).toEqual(before);
    const timeline = await admin.query(`select value from watermark where resource = 'timeline'`);
    expect(timeline.rows[0]).toMatchObject({ value: expect.stringMatching(/^\d+\/[0-9A-F]{8}$/) as string });

    await admin.query(`update watermark set value = '1/00000001' where resource = 'timeline'`);
    const after = await heads();

    expect(after.seq).toBe(before.seq);
    expect(isLaterEpoch(after.epoch, before.epoch)).toBe(true);
    expect(await heads()).toEqual(after);
  });

  test('[M50] a database that does not answer is unreachable', async () => {
    const error = await SoleOwner.take('postgres://127.0.0.1:1/x', () => undefined).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject({ kind: 'unreachable' });
  });
});
