import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { Change, Notice } from '../contract/mirror.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import type { JudgeRow } from '../contract/records.ts';

const shop = 'a.myshopify.com';
const other = 'b.myshopify.com';
const submission = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 };
const accept: JudgeRow = row => ({
  ...{ kind: 'accept', changed: true },
  document: { ...row, submission } as never,
});
const keep: JudgeRow = () => ({ kind: 'refuse', code: 'written-once', message: 'kept', keep: true });
const notice = (eventId: string): Notice => ({
  ...{ eventId, topic: 'products/update', triggeredAt: 1 },
  subject: { kind: 'documents', collection: 'products', ids: [eventId] },
});
const unreadable = (id: string, createdAt: number): Change => ({
  ...{ kind: 'unreadable', id, scope: '', sourceUpdatedAt: 1, createdAt, readAt: 1 },
  ...{ defect: 'odd', body: '{}' },
});

test('[M30] whatever adds, moves or removes a row, the counts are those of the rows, of each shop', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  {
    await using store = await openSqliteMirror({ file, newEpoch: () => 'e1' });
    const { mirror, records, inbox, findings } = store;
    for (const id of ['a', 'b', 'c', 'd', 'a']) await inbox.note(shop, notice(id), 5);
    await inbox.note(other, notice('a'), 5);
    await inbox.park(shop, 'b', 'odd');
    await inbox.settle(shop, ['c', 'nobody']);
    const sales = [1, 2, 3].map(n => aSale({ id: `sale-000${n}`, receiptNumber: `AB12-00000${n}` }));
    await records.store(shop, 'sales', sales as never, accept, 5);
    await records.store(shop, 'sales', sales as never, accept, 6);
    const forks = ['a', 'b', 'a'].map(hash => ({ id: 'sale-0001', tillId: 'till-aaaa', journal: { hash } }));
    await records.store(shop, 'sales', forks as never, keep, 7);
    const key = { collection: 'sales', id: 'sale-0001' } as const;
    await records.move(shop, key, () => ({ submission: { state: 'refused' } as never }), 50);
    const marked = { state: 'accepted', orderId: '1', orderName: '#1', differences: [{}] };
    await records.move(shop, { ...key, id: 'sale-0002' }, () => ({ submission: marked as never }), 60);
    await mirror.commit(shop, 'orders', [unreadable('1', 10), unreadable('2', 20), unreadable('1', 10)]);
    await mirror.forgetQuarantined(shop, 'orders', 15);
    const found = (id: string, foundAt: number) =>
      ({ collection: 'products', id, foundAt, foundBy: 'audit' }) as const;
    await findings.untold(shop, [found('x', 10), found('y', 20), found('z', 30), found('x', 40)]);
    await findings.told(shop, 'products', ['y']);

    expect(await inbox.counts(shop)).toEqual({ waiting: 2, parked: 1 });
    expect(await inbox.counts(other)).toEqual({ waiting: 1, parked: 0 });
    expect((await records.counts(shop)).sales).toMatchObject({
      ...{ waiting: 1, refused: 1, accepted: 1, resolved: 0, differing: 1 },
      oldestWaiting: sales[2]?.createdAt,
    });
    expect((await records.counts(other)).sales).toMatchObject({ waiting: 0, oldestWaiting: null });
    expect([await mirror.quarantineCount(shop), await mirror.quarantineCount(other)]).toEqual([1, 0]);
    expect(await findings.neverTold(shop, 9)).toEqual({});
    expect(await findings.neverTold(shop, 10)).toEqual({ products: 1 });
    expect(await findings.neverTold(shop, 30)).toEqual({ products: 2 });
    await inbox.forget(shop, 100);
  }
  const raw = new DatabaseSync(file);
  const rows = (sql: string) =>
    raw
      .prepare(sql)
      .all()
      .map(each => ({ ...each }));
  const told = rows(`select shop, name, key, n from tally where n <> 0 order by 1, 2, 3`);
  const counted = rows(`select shop, 'inbox' as name, state as key, count(*) as n from inbox group by 1, 2, 3
    union all select shop, 'quarantine', '', count(*) from quarantine group by 1, 2, 3
    union all select shop, 'untold', collection, count(*) from untold group by 1, 2, 3
    union all select shop, 'journal_fork', '', count(*) from journal_fork group by 1, 2, 3
    union all select shop, 'way', collection || ' ' || state || ' ' || marked, count(*) from way group by 1, 2, 3
    order by 1, 2, 3`);
  raw.close();
  expect(told).toEqual(counted);
  rmSync(folder, { recursive: true });
});
