import { aTillKey } from '@tidemark/journal/testing';
import type { Checkpoint } from '@tidemark/protocol';
import { aProduct, aSale } from '@tidemark/schema/testing';
import type pg from 'pg';
import { expect, test } from 'vitest';
import type { MirrorStore } from '../contract/mirror-store.ts';
import type { Change } from '../contract/mirror.ts';
import type { JudgeRow, PushedState } from '../contract/records.ts';
import { mirrorDatabase, onPostgres, openIn } from './testing-mirror.ts';
import { connectTo } from './testing-postgres.ts';

const [shop, other] = ['a.myshopify.com', 'b.myshopify.com'];
const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 };
const accept: JudgeRow = (row, current) => ({
  ...{ kind: 'accept', changed: !current },
  document: (current ?? { ...row, submission: waiting }) as never,
});

interface Two {
  readonly one: MirrorStore;
  readonly two: MirrorStore;
  /**
   * Runs something while another connection holds the shop's row, and lets go once `count` transactions wait for it: they
   * surely overlap. `meanwhile`: what is done before it lets go.
   */
  whileHeld<R>(count: number, act: () => Promise<R>, meanwhile?: () => Promise<void>): Promise<R>;
}

/** Two stores over one database, as two processes have them. */
async function withTwo(act: (two: Two) => Promise<void>): Promise<void> {
  await using database = await mirrorDatabase();
  await using one = await openIn(database);
  await using two = await openIn(database);
  await using holder = await connectTo(database);
  await act({ one, two, whileHeld: (...asked) => holding(holder, ...asked) });
}

async function holding<R>(
  holder: pg.Client,
  ...[count, run, meanwhile = async () => undefined]: Parameters<Two['whileHeld']>
): Promise<R> {
  await holder.query('begin');
  await holder.query('select seq from shop where shop = $1 for no key update', [shop]);
  const running = run() as Promise<R>;
  try {
    await expect.poll(() => waitingFor(holder), { interval: 10, timeout: 5_000 }).toBe(count);
    await meanwhile();
  } finally {
    await holder.query('commit');
  }
  return running;
}

async function waitingFor(holder: pg.Client): Promise<number> {
  const { rows } = await holder.query<{ n: string }>(
    `select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return Number(rows[0]?.n);
}

const sales = (prefix: string, count: number) =>
  Array.from(
    { length: count },
    (_, n) => ({ ...aSale({ id: `${prefix}-${1000 + n}` }), _deleted: false }) as PushedState,
  );
const products = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n): Change => ({
    ...{ kind: 'present', document: aProduct({ id: `${prefix}-${n}` }), scope: '' },
    ...{ sourceUpdatedAt: 1, readAt: 1 },
  }));

onPostgres(() => {
  test('[M42] two processes that take at the same moment take no sale twice, and leave none', () =>
    withTwo(async ({ one, two, whileHeld }) => {
      await one.records.store(shop, 'sales', sales('sale', 6), accept, 1);
      const take = (store: MirrorStore, now: number) => store.records.take(shop, 'sales', now, now + 100, 3);

      const taken = await whileHeld(2, () => Promise.all([take(one, 10), take(two, 10)]));

      const ids = taken.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(6);
      expect(ids).toHaveLength(6);
      for (let now = 1_000; now < 31_000; now += 1_000) {
        const both = (await Promise.all([take(one, now), take(two, now)])).flat().map(({ id }) => id);
        expect([...new Set(both)].toSorted()).toEqual(both.toSorted());
        expect(both).toHaveLength(6);
      }
    }));

  test('[M42] a reader that polls meets every document: the order of commits is the order of seqs', () =>
    withTwo(async ({ one, two }) => {
      const [batches, size] = [40, 5];
      let isWriting = true;
      const write = async (store: MirrorStore, prefix: string) => {
        for (let n = 0; n < batches; n++)
          await store.mirror.commit(shop, 'products', products(`${prefix}-${n}`, 1 + (n % size)));
      };
      const read = async () => {
        const seen: string[] = [];
        let from: Checkpoint | undefined;
        for (let isLast = false; !isLast;) {
          isLast = !isWriting;
          for (let isEnd = false; !isEnd;) {
            const page = await two.mirror.changesAfter(shop, 'products', '', from, 7);
            seen.push(...page.documents.map(each => (JSON.parse(each) as { id: string }).id));
            expect(page.checkpoint.seq).toBe(seen.length);
            [from, isEnd] = [page.checkpoint, page.digest !== undefined];
          }
        }
        return seen;
      };

      const reading = read();
      await Promise.all([write(one, 'one'), write(two, 'two'), write(one, 'three')]);
      isWriting = false;

      const all = 3 * Array.from({ length: batches }, (_, n) => 1 + (n % size)).reduce((a, b) => a + b);
      expect(new Set(await reading).size).toBe(all);
    }));

  test('[M42] pushes of two shops that arrive in both orders wait for each other in no circle', () =>
    withTwo(async ({ one, two }) => {
      const push = (store: MirrorStore, of: string, prefix: string) =>
        store.records.store(of, 'sales', sales(prefix, 3), accept, 1);

      for (let n = 0; n < 15; n++) {
        const outcomes = await Promise.all([
          ...[push(one, shop, `one-${n}`), push(one, other, `one-${n}`)],
          ...[push(two, other, `two-${n}`), push(two, shop, `two-${n}`)],
        ]);
        expect(outcomes.flat().map(each => each.outcome)).toEqual(Array(12).fill('accepted'));
      }

      for (const of of [shop, other]) expect((await one.records.counts(of)).sales.waiting).toBe(90);
    }));

  test('[M48] a shop that everybody waits for takes no connection of the others', () =>
    withTwo(async ({ one, whileHeld }) => {
      await one.register.addShop(shop);
      const many = Array.from({ length: 20 }, (_, n) => n);

      const busy = () =>
        Promise.all(
          many.flatMap(n => [
            one.mirror.commit(shop, 'products', products(`p-${n}`, 1)),
            one.mirror.heads(shop, '1'),
          ]),
        );
      await whileHeld(1, busy, async () => {
        for (const n of many) await one.mirror.commit(other, 'products', products(`p-${n}`, 1));
      });

      for (const of of [shop, other]) expect((await one.mirror.heads(of, '1')).products.seq).toBe(20);
    }));

  test('[M43] two processes that meet a shop for the first time begin one history', () =>
    withTwo(async ({ one, two }) => {
      for (let n = 0; n < 20; n++) {
        const fresh = `${n}.myshopify.com`;
        const results = await Promise.all([
          one.mirror.commit(fresh, 'products', products('one', 1)),
          two.mirror.commit(fresh, 'products', products('two', 1)),
          two.mirror.heads(fresh, '1'),
          one.register.addShop(fresh),
        ]);
        expect(results[0].changed + results[1].changed).toBe(2);
        expect((await one.mirror.heads(fresh, '1')).products).toEqual({ epoch: 'e1', seq: 2 });
      }
    }));

  test('[M43] a notice that both get is new to one of them', () =>
    withTwo(async ({ one, two }) => {
      for (let n = 0; n < 20; n++) {
        const notice = {
          ...{ eventId: `event-${n}`, topic: 'products/update', triggeredAt: 1 },
          subject: { kind: 'documents', collection: 'products', ids: ['1'] },
        } as const;
        const told = await Promise.all([one, two].map(each => each.inbox.note(shop, notice, 1)));
        expect(told.toSorted()).toEqual([false, true]);
      }
      expect(await one.inbox.counts(shop)).toEqual({ waiting: 20, parked: 0 });
    }));

  test('[M43] each till has one receipt prefix, and no other till has it', () =>
    withTwo(async ({ one, two, whileHeld }) => {
      await one.register.addShop(shop);
      const tills = Array.from({ length: 30 }, (_, n) => `till-${n}`);
      for (const id of tills) await one.register.saveTill(shop, { id, name: id, locationId: '1' }, 1);

      const [first = ''] = tills;
      const both = await whileHeld(2, () =>
        Promise.all([one.register.receiptPrefix(shop, first), two.register.receiptPrefix(shop, first)]),
      );
      const prefixes = await Promise.all(
        tills.flatMap(id => [one.register.receiptPrefix(shop, id), two.register.receiptPrefix(shop, id)]),
      );

      expect(new Set(both).size).toBe(1);
      expect(new Set(prefixes).size).toBe(30);
    }));

  test('[M43] [R3] a key that two tills of two shops ask for at once goes to one of them', () =>
    withTwo(async ({ one, two }) => {
      for (const of of [shop, other])
        for (const id of ['till-aaaa', 'till-bbbb'])
          await one.register.saveTill(of, { id, name: id, locationId: '1' }, 1);
      const [key, second] = [(await aTillKey('a')).publicKey, (await aTillKey('b')).publicKey];

      const keys = await Promise.all([
        one.register.enrol(shop, 'till-aaaa', key, 1),
        two.register.enrol(other, 'till-aaaa', key, 1),
      ]);
      const tills = await Promise.all([
        one.register.enrol(shop, 'till-bbbb', second, 1),
        two.register.enrol(shop, 'till-bbbb', (await aTillKey('c')).publicKey, 1),
      ]);

      expect(keys.toSorted()).toEqual(['enrolled', 'taken']);
      expect(tills.toSorted()).toEqual(['enrolled', 'taken']);
    }));

  test('[M43] what one process writes, the other reads at once: nobody who was dismissed stays', () =>
    withTwo(async ({ one, two }) => {
      const staff = { id: 'staff-1', name: 'Anna', pinHash: 'scrypt$1' };
      await one.register.saveStaff(shop, staff);
      expect(await two.register.staff(shop, 'staff-1')).toEqual(staff);

      await one.register.dismiss(shop, 'staff-1', 5);

      expect(await two.register.staff(shop, 'staff-1')).toMatchObject({ pinHash: '' });
    }));
});
