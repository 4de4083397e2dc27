import type { JournalEntry } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { Kysely } from 'kysely';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { migrations } from '../upgrade/migrations.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import { shopHead } from '../documents/places.ts';
import type { JudgeRow, PushedState } from '../contract/records.ts';
import { GroupCommit } from '../sqlite/group-commit.ts';
import { nodeSqliteDialect } from '../sqlite/sqlite-dialect.ts';
import { StoreHealth } from '../sqlite/store-health.ts';
import { storePushes } from './store-push.ts';
import type { Tables } from '../tables.ts';
import { upgrade } from '../upgrade/upgrade.ts';
import { nothingDurable } from '../sqlite/wal-sync.ts';
import { Redactions } from '../people/redactions.ts';
import { serverKeyOf } from '../people/server-key.ts';

const shop = 'a.myshopify.com';
const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;

const judge: JudgeRow = (pushed, current) => ({
  kind: 'conflict',
  document: { ...(pushed as PushedState & ReturnType<typeof aSale>), submission: waiting },
  changed: !current,
});

function pushOf(n: number) {
  const id = `sale-${String(n).padStart(4, '0')}`;
  // The second record of a series of its own: the one before is missing.
  const series = `aaaaaa${String(1_000 + n).replaceAll(/\d/g, digit => 'abcdefghij'[Number(digit)] ?? '')}`;
  const hash = 'h'.repeat(43);
  const journal: JournalEntry = {
    ...{ kind: 'sale', series, number: 2, previous: hash, draftId: `draft-${n}`, clockCorrection: null },
    ...{ detailsHash: hash, keyId: hash, hash, signature: 's'.repeat(86) },
  };
  const sale = aSale({ id, tillId: `till-${n}`, receiptNumber: `R${n}-000001`, journal });
  return { shop, collection: 'sales', rows: [{ ...sale, _deleted: false }], judge, storedAt: n } as const;
}

test('[O16] forty tills’ sales are stored by as many statements as two', async () => {
  const database = new DatabaseSync(':memory:');
  const statements: string[] = [];
  const db = new Kysely<Tables>({
    dialect: nodeSqliteDialect(
      database,
      new StoreHealth(':memory:', () => undefined),
      new GroupCommit(nothingDurable),
    ),
    log: ({ query }) => void statements.push(query.sql),
  });
  await upgrade(db, database, ':memory:', migrations, () => undefined);
  const redactions = new Redactions(serverKeyOf(':memory:'));
  const asked = async (from: number, count: number) => {
    const pushes = Array.from({ length: count }, (_, n) => pushOf(from + n));
    statements.length = 0;
    await db
      .transaction()
      .execute(async trx => storePushes(trx, pushes, await shopHead(trx, shop, () => 'e1'), redactions));
    return statements.length;
  };
  await asked(0, 2);

  expect(await asked(100, 40)).toBe(await asked(200, 2));
  expect(database.prepare('select count(*) as n from outbox').get()).toEqual({ n: 44 });
  expect(database.prepare('select count(*) as n from journal_series').get()).toEqual({ n: 44 });
  await db.destroy();
});

test('[M21] a push of many rows lets others have their turns while it is judged', async () => {
  await using store = await openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1' });
  let turns = 0;
  let next = setImmediate(function turn() {
    turns++;
    next = setImmediate(turn);
  });
  const asked: number[] = [];
  const slowly: JudgeRow = (row, current) => {
    for (const until = performance.now() + 1; performance.now() < until;);
    asked.push(turns);
    return judge(row, current, undefined);
  };

  const rows = Array.from({ length: 100 }, (_, n) => pushOf(n).rows[0]);
  await store.records.store(shop, 'sales', rows, slowly, 0);
  clearImmediate(next);

  // Each takes at least a millisecond, and no caller may be held for ten of them.
  expect(new Set(asked).size).toBeGreaterThanOrEqual(10);
});

test('[O16] pushes that come while the disk is asked share the next answer', async () => {
  const asked: (() => void)[] = [];
  const disk = { isSlow: false };
  await using store = await openSqliteMirror({
    file: ':memory:',
    newEpoch: () => 'e1',
    durable: () => ({
      committed: () => (disk.isSlow ? new Promise<void>(keep => asked.push(keep)) : Promise.resolve()),
      [Symbol.asyncDispose]: async () => undefined,
    }),
  });
  await store.register.saveStaff(shop, { id: 's', name: 'demo', pinHash: 'x' });
  await store.register.staff(shop, 's');
  disk.isSlow = true;
  const push = (n: number) => {
    const { collection, rows, storedAt } = pushOf(n);
    return store.records.store(shop, collection, rows, judge, storedAt);
  };
  const isAsked = async () => {
    while (asked.length === 0) await new Promise(resolve => setImmediate(resolve));
  };
  const next = async () => {
    await isAsked();
    asked.shift()?.();
  };

  const first = Array.from({ length: 10 }, (_, n) => push(n));
  await isAsked();
  const pushes = [...first, ...Array.from({ length: 30 }, (_, n) => push(10 + n))];
  // A query for a till's staff is answered while something is being stored.
  expect(await store.register.staff(shop, 's')).toMatchObject({ name: 'demo' });
  await next();
  await next();
  await Promise.all(pushes);

  expect(asked).toEqual([]);
  disk.isSlow = false;
});
