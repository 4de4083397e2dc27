import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { GroupCommit } from './group-commit.ts';
import { nodeSqliteDialect } from './sqlite-dialect.ts';
import { StoreError } from '../contract/store-error.ts';
import { StoreHealth } from './store-health.ts';
import type { Durable } from './wal-sync.ts';

/** A store on a disk whose answers the test gives, one by one. */
async function onDisk() {
  const asked: { keep: () => void; refuse: (error: Error) => void }[] = [];
  const durable: Durable = {
    committed: () => new Promise((keep, refuse) => asked.push({ keep, refuse })),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const database = new DatabaseSync(':memory:');
  database.exec('create table note (text text not null)');
  const health = new StoreHealth('mirror.sqlite', () => undefined);
  const db = new Kysely<{ note: { text: string } }>({
    dialect: nodeSqliteDialect(database, health, new GroupCommit(durable)),
  });
  /** The nth question to the disk, once it is asked. */
  const question = async (n: number) => {
    for (;;) {
      const known = asked[n];
      if (known) return known;
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  const write = (text: string) =>
    db.transaction().execute(trx => trx.insertInto('note').values({ text }).execute());
  /** How many notes SQLite has, whatever the disk says. */
  const stored = () => database.prepare('select count(*) as n from note').get()?.['n'];
  return { db, health, asked, question, write, stored };
}

test('[I1] what the disk does not have yet, nobody is told and nobody reads; the event loop goes on meanwhile', async () => {
  const { db, asked, question, write } = await onDisk();
  const happened: string[] = [];

  const written = write('a').then(() => happened.push('written'));
  const read = sql`select * from note`.execute(db).then(({ rows }) => happened.push(`read ${rows.length}`));
  const { keep } = await question(0);
  await new Promise(resolve => setTimeout(resolve, 20));
  happened.push('others');
  keep();
  await Promise.all([written, read]);

  expect(happened).toEqual(['others', 'written', 'read 1']);
  expect(asked).toHaveLength(1);
  await db.destroy();
});

test('[M16] a write that the disk does not keep is refused, and said, until one is kept', async () => {
  const { db, health, question, write } = await onDisk();

  const refused = write('a');
  (await question(0)).refuse(new StoreError('unwritable', 'mirror.sqlite', 'the disk does not keep it'));
  await expect(refused).rejects.toMatchObject({ kind: 'unwritable' });
  expect(health.trouble?.kind).toBe('unwritable');

  const kept = write('b');
  (await question(1)).keep();
  await kept;
  expect(health.trouble).toBeUndefined();
  await db.destroy();
});

test('[I1] a transaction that only reads asks nothing of the disk, whatever was written before', async () => {
  const { db, asked, question, write } = await onDisk();
  const written = write('a');
  (await question(0)).keep();
  await written;

  await db.transaction().execute(trx => sql`select * from note`.execute(trx));
  await db.transaction().execute(trx => sql`delete from note where text = 'none'`.execute(trx));

  expect(asked).toHaveLength(1);
  await db.destroy();
});

test('[M37] commits made while the disk works share its next answer, and no one waits for their own', async () => {
  const { db, asked, question, write } = await onDisk();
  const kept: string[] = [];
  const writing = (text: string) => write(text).then(() => kept.push(text));

  const first = writing('a');
  const { keep } = await question(0);
  const others = ['b', 'c', 'd'].map(writing);
  // They are committed already: a reader in their turn finds them, and hears of them when they are durable.
  const read = sql`select * from note`.execute(db).then(({ rows }) => kept.push(`read ${rows.length}`));
  await rounds(20);
  expect(asked).toHaveLength(1);
  keep();
  await first;
  (await question(1)).keep();
  await Promise.all([...others, read]);

  expect(asked).toHaveLength(2);
  expect(kept).toEqual(['a', 'b', 'c', 'd', 'read 4']);
  await db.destroy();
});

test('[M25] [M37] a refusal is for all that wait for the disk; then it is asked in a writer’s turn alone', async () => {
  const { db, asked, question, write, stored } = await onDisk();
  const refusal = new StoreError('unwritable', 'mirror.sqlite', 'the disk does not keep it');

  const refused = Promise.allSettled(['a', 'b'].map(write));
  const read = sql`select * from note`.execute(db);
  (await question(0)).refuse(refusal);
  expect((await refused).map(each => each.status)).toEqual(['rejected', 'rejected']);
  expect((await read).rows).toHaveLength(2);

  // From here each waits for the one before: the whole log goes into the file, which no transaction may be in the way of.
  const inTurns = ['c', 'd'].map(write);
  const after = sql`select * from note`.execute(db);
  const { keep } = await question(1);
  await rounds(20);
  expect([asked.length, stored()]).toEqual([2, 3]);
  keep();
  (await question(2)).keep();
  await Promise.all(inTurns);
  expect((await after).rows).toHaveLength(4);
  await db.destroy();
});

async function rounds(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise(resolve => setImmediate(resolve));
}
