import { sql, type Kysely, type Transaction } from 'kysely';
import { inventoryLevelId, type CollectionName } from '@tidemark/schema';
import { chunks } from '../statements/chunks.ts';
import { ShopGatherings } from '../records/gathering.ts';
import { lockShop, writerTransaction, writing, writingTogether } from '../documents/shop-lock.ts';
import { isShared, rowId } from '../statements/engine.ts';
import { inSlices } from '../statements/in-slices.ts';
import type { Inbox, Notice } from '../contract/mirror.ts';
import { countDelivery, forgetUntold } from './sql-findings.ts';
import { tallies } from '../statements/tallies.ts';
import type { Tables } from '../tables.ts';
import { readWhole } from '../damage/whole-rows.ts';

/** The inbox in SQL. A settled notice stays as its event id alone, so that a late repeat is still a repeat. */
export class SqlInbox implements Inbox {
  readonly #db: Kysely<Tables>;

  /**
   * A webhook is answered after its commit, and a commit waits for the disk: webhooks that arrive together share one.
   */
  readonly #arriving: ShopGatherings<Arrival, boolean>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
    this.#arriving = new ShopGatherings(isShared(db), arrivals =>
      writerTransaction(db, arrivals[0]?.shop ?? '', async trx => {
        const isNew: boolean[] = [];
        for (const shop of new Set(arrivals.map(each => each.shop))) await lockShop(trx, shop);
        for (const arrival of arrivals) isNew.push(await storeNotice(trx, arrival));
        return isNew;
      }),
    );
  }

  note(shop: string, notice: Notice, receivedAt: number): Promise<boolean> {
    return this.#arriving.add({ shop, notice, receivedAt });
  }

  async waiting(shop: string, limit: number): Promise<readonly Notice[]> {
    const rows = await this.#db
      .selectFrom('inbox')
      .select(['event_id', 'notice'])
      .where('shop', '=', shop)
      .where('state', '=', sql.lit('waiting'))
      .orderBy('place')
      .limit(limit)
      .execute();
    const read = rows.map(row => ({ ...row, notice: readWhole<Notice>(row.notice) }));
    const damaged = read.filter(({ notice }) => typeof notice?.subject?.kind !== 'string');
    // [I4] A notice that can no longer be read is parked, and blocks none that comes after it.
    for (const { event_id } of damaged) await this.park(shop, event_id, 'what is stored of it is damaged');
    if (damaged.length > 0) return this.waiting(shop, limit);
    return read.flatMap(({ notice }) => notice ?? []);
  }

  async settle(shop: string, eventIds: readonly string[]): Promise<void> {
    await writingTogether(this.#db, shop, async trx => {
      for (const part of chunks(eventIds, 500)) {
        await trx
          .updateTable('inbox')
          .set({ state: 'settled', notice: '' })
          .where('shop', '=', shop)
          .where('event_id', 'in', part)
          .execute();
      }
    });
  }

  async park(shop: string, eventId: string, reason: string): Promise<void> {
    await writing(this.#db, shop, db =>
      db
        .updateTable('inbox')
        .set({ state: 'parked', reason })
        .where('shop', '=', shop)
        .where('event_id', '=', eventId)
        .execute(),
    );
  }

  async counts(shop: string): ReturnType<Inbox['counts']> {
    const counts = await tallies(this.#db, shop, 'inbox');
    return { waiting: counts.get('waiting') ?? 0, parked: counts.get('parked') ?? 0 };
  }

  async lastAt(shop: string): Promise<number | undefined> {
    return (await this.#newest(shop))?.received_at;
  }

  async forget(shop: string, time: number): Promise<void> {
    const newest = await this.#newest(shop);
    if (!newest) return;
    await inSlices(this.#db, shop, (db, rows) =>
      db
        .deleteFrom('inbox')
        .where(
          rowId,
          'in',
          db
            .selectFrom('inbox')
            .select(rowId.as('row'))
            .where('shop', '=', shop)
            .where('state', '=', sql.lit('settled'))
            .where('received_at', '<', time)
            .where('place', '<', newest.place)
            .limit(rows),
        )
        .executeTakeFirstOrThrow(),
    );
  }

  #newest(shop: string): Promise<{ readonly received_at: number; readonly place: number } | undefined> {
    return this.#db
      .selectFrom('inbox')
      .select(['received_at', 'place'])
      .where('shop', '=', shop)
      .orderBy('place', 'desc')
      .limit(1)
      .executeTakeFirst();
  }
}

interface Arrival {
  readonly shop: string;
  readonly notice: Notice;
  readonly receivedAt: number;
}

/** Stores a notice; returns whether it is new. */
export async function storeNotice(
  trx: Transaction<Tables>,
  { shop, notice, receivedAt }: Arrival,
): Promise<boolean> {
  const { next } = await trx
    .selectFrom('inbox')
    .select(eb => eb(eb.fn.coalesce(eb.fn.max('place'), eb.lit(0)), '+', 1).as('next'))
    .where('shop', '=', shop)
    .executeTakeFirstOrThrow();
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('inbox')
    .values({
      shop,
      event_id: notice.eventId,
      place: Number(next),
      notice: JSON.stringify(notice),
      received_at: receivedAt,
      state: 'waiting',
      reason: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirstOrThrow();
  const isNew = Number(numInsertedOrUpdatedRows) > 0;
  await countDelivery(trx, shop, notice, isNew, receivedAt);
  await forgetUntold(trx, shop, ...toldOf(notice));
  return isNew;
}

/** The documents that a notice names. */
function toldOf({ subject }: Notice): [CollectionName, readonly string[]] {
  if (subject.kind === 'documents') return [subject.collection, subject.ids];
  if (subject.kind === 'inventoryLevel')
    return ['inventoryLevels', [inventoryLevelId(subject.inventoryItemId, subject.locationId)]];
  return ['settings', []];
}
