import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bucketDigests } from '@tidemark/protocol';
import { aSale } from '@tidemark/schema/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeOldMirror, type OldMirror, type OldRow } from './testing-old-mirror.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror, type MirrorStoreOptions } from '../sqlite/open.ts';
import { isWorthShrinking } from './shrink.ts';
import type { Upgrade } from './upgrade.ts';
import type { JudgeRow } from '../contract/records.ts';

const shop = 'a.myshopify.com';
let made: string;
let old: OldMirror;
let folder: string;
let file: string;

beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'mirror-'));
  old = makeOldMirror(join(made, 'mirror.sqlite'), shop, { products: 2_000, sales: 100 });
});
afterAll(() => rmSync(made, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  file = join(folder, 'mirror.sqlite');
  copyFileSync(join(made, 'mirror.sqlite'), file);
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (options: Partial<MirrorStoreOptions> = {}) =>
  openSqliteMirror({ file, newEpoch: () => 'e9', ...options });

const living = (collection: string) =>
  old.rows.filter(each => each.collection === collection && each.deleted === 0);

async function expectAll(store: MirrorStore): Promise<void> {
  for (const [collection, reads] of [
    ['products', store.mirror],
    ['sales', store.records],
  ] as const) {
    const page = await reads.changesAfter(shop, collection as never, '', undefined, 10_000);
    const own = old.rows.filter(each => each.collection === collection);
    expect(page.documents).toEqual(own.map(each => each.body));
    const { checkpoint, buckets } = await reads.digest(shop, collection as never, '');
    expect(checkpoint).toEqual({ epoch: 'e1', seq: own.at(-1)?.seq });
    expect(buckets).toEqual(bucketDigests(living(collection)));
  }
  expect(await store.mirror.damagedBuckets(shop, 'products')).toEqual([]);
  const taken = await store.records.take(shop, 'sales', 100, 200, 1_000);
  expect(taken.map(each => each.id)).toEqual(old.waiting);
  expect(await store.records.counts(shop)).toMatchObject({ sales: { waiting: old.waiting.length } });
}

function rowsIn(path: string): OldRow[] {
  const raw = new DatabaseSync(path);
  const rows = raw.prepare('select collection, id, seq, deleted, rev, body from document order by seq').all();
  expect(raw.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
  raw.close();
  return rows.map(each => ({ ...each })) as unknown as OldRow[];
}

test('[M29] a mirror of the first version keeps every document, seq, digest and place in the outbox, in a smaller file', async () => {
  const before = statSync(file).size;
  const told: Upgrade[] = [];
  {
    await using store = await open({ onUpgrade: each => told.push(each) });
    await expectAll(store);
  }

  expect(rowsIn(file)).toEqual(old.rows);
  expect(statSync(file).size).toBeLessThan(before * 0.6);
  expect(told.map(each => each.step)).toEqual(['migrating', 'shrinking', 'done']);
  expect(told[0]).toMatchObject({ bytes: before });

  told.length = 0;
  await (await open({ onUpgrade: each => told.push(each) }))[Symbol.asyncDispose]();
  expect(told).toEqual([]);
});

test.each([/^insert into document_rebuilt/, /^drop table document/, /order_by_created/])(
  '[M29] a crash before %s leaves the mirror as it was',
  async moment => {
    const crashed = join(folder, 'crashed.sqlite');
    let isCut = false;
    const onStatement = (sql: string) => {
      if (isCut || !moment.test(sql)) return;
      isCut = true;
      // What a power cut would leave.
      for (const part of ['', '-wal']) if (existsSync(file + part)) copyFileSync(file + part, crashed + part);
    };
    await (await open({ onStatement }))[Symbol.asyncDispose]();
    expect(isCut).toBe(true);

    {
      await using store = await open({ file: crashed });
      await expectAll(store);
    }

    expect(rowsIn(crashed)).toEqual(old.rows);
  },
);

test('[M29] a migration that fails takes back those before it, and the next opening brings them all', async () => {
  const fault = new Error('not now');
  const onStatement = (sql: string) => {
    if (sql.startsWith('drop table document')) throw fault;
  };

  await expect(open({ onStatement })).rejects.toThrow(/could not be brought to this version/);

  const raw = new DatabaseSync(file);
  expect(raw.prepare('select count(*) as n from kysely_migration').get()).toEqual({ n: 4 });
  raw.close();
  await using store = await open();
  await expectAll(store);
});

test('[R3] [R4] [R5] a mirror of before there were keys knows where its tills are, and who had left', async () => {
  const raw = new DatabaseSync(file);
  raw.exec(`insert into till (shop, id, name, location_id) values ('${shop}', 'till-aaaa', 'Till', '7');
    insert into staff values ('${shop}', 'demo', 'demo', 'x'), ('${shop}', 'left', 'left', '')`);
  raw.close();
  await using store = await open();
  const asked: unknown[] = [];
  const judge: JudgeRow = (_row, _current, facts) => {
    asked.push([facts?.staff, facts?.places]);
    return { kind: 'refuse', code: 'does-not-fit', message: 'only asked' };
  };
  const sales = ['demo', 'left', 'nobody'].map((staffId, n) => aSale({ id: `sale-new${n}`, staffId }));
  const rows = sales.map(each => ({ ...each, _deleted: false }));

  await store.records.store(shop, 'sales', rows, judge, 5);

  const places = new Set(['7']);
  const known = { dismissedAt: undefined };
  expect(asked).toEqual([
    [known, places],
    [known, places],
    ['unknown', places],
  ]);
  expect(await store.register.tillKeys(shop)).toEqual([]);
  expect(await store.records.journalState(shop, Date.now())).toMatchObject({
    gapCount: 0,
    forks: 0,
    flawed: 0,
  });
});

test('[M29] a file is written anew when a third of it is unused, and not for a little', () => {
  expect(isWorthShrinking({ pages: 3_000, free: 1_100 })).toBe(true);
  expect(isWorthShrinking({ pages: 3_000, free: 900 })).toBe(false);
  expect(isWorthShrinking({ pages: 300, free: 200 })).toBe(false);
});

test('[O20] [M29] what was settled in a mirror of an earlier version leaves the tills too', async () => {
  const [first, second, third] = living('sales').map(each => each.id);
  const raw = new DatabaseSync(file);
  const submission = `json('{"state":"accepted","after":"e1:1","orderId":"7","orderName":"#7","differences":[]}')`;
  raw.exec(`update way set state = 'accepted' where id in ('${first}', '${second}', '${third}');
    update document set body = json_set(body, '$.submission', ${submission})
      where id in ('${first}', '${second}', '${third}');
    delete from outbox where id in ('${first}', '${third}')`);
  raw.close();
  await using store = await open();

  expect(await store.records.retire(shop, Date.now(), Date.now(), 100)).toBe(2);
  expect(await store.records.find(shop, 'sales', first ?? '')).toMatchObject({ id: first });
});
