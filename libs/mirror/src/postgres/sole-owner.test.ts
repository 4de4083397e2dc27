import { expect, test } from 'vitest';
import { SoleOwner } from './sole-owner.ts';
import { mirrorDatabase, onPostgres } from './testing-mirror.ts';
import { connectTo } from './testing-postgres.ts';

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
    const taken = other.query('select pg_advisory_lock(687194767362)');
    await expect
      .poll(async () => (await admin.query(`select 1 from pg_locks where not granted`)).rowCount)
      .toBe(1);
    await admin.query(endOwners);
    await taken;

    await expect.poll(() => lost, { timeout: 10_000 }).toBe(1);
  });

  test('[M50] a database that does not answer is unreachable', async () => {
    const error = await SoleOwner.take('postgres://127.0.0.1:1/x', () => undefined).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject({ kind: 'unreachable' });
  });
});
