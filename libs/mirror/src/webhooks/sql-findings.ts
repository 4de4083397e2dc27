import type { CollectionName } from '@tidemark/schema';
import type { Kysely } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import type { Findings, Notice, Untold, WebhookScore } from '../contract/mirror.ts';
import { reading, writing } from '../documents/shop-lock.ts';
import { tallies } from '../statements/tallies.ts';
import type { Tables } from '../tables.ts';

/** What ingest found out, in SQL. */
export class SqlFindings implements Findings {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async scores(shop: string): Promise<readonly WebhookScore[]> {
    return this.#db
      .selectFrom('webhook_score')
      .select(['topic', 'received', 'repeated', 'late'])
      .where('shop', '=', shop)
      .orderBy('topic')
      .execute();
  }

  async untold(shop: string, found: readonly Untold[]): Promise<void> {
    for (const part of chunks(found, 200)) {
      await writing(this.#db, shop, db =>
        db
          .insertInto('untold')
          .values(
            part.map(({ collection, id, foundAt, foundBy }) => ({
              shop,
              collection,
              id,
              found_at: foundAt,
              found_by: foundBy,
            })),
          )
          .onConflict(conflict => conflict.doNothing())
          .execute(),
      );
    }
  }

  async told(shop: string, collection: CollectionName, ids: readonly string[]): Promise<void> {
    await writing(this.#db, shop, db => forgetUntold(db, shop, collection, ids));
  }

  async neverTold(shop: string, time: number): ReturnType<Findings['neverTold']> {
    return reading(this.#db, shop, async trx => {
      const all = await tallies(trx, shop, 'untold');
      // Searches only recent rows: a webhook may still report those.
      const recent = await trx
        .selectFrom('untold')
        .select(['collection', eb => eb.fn.countAll<number>().as('n')])
        .where('shop', '=', shop)
        .where('found_at', '>', time)
        .groupBy('collection')
        .execute();
      const open = new Map<string, number>(recent.map(({ collection, n }) => [collection, Number(n)]));
      const never = [...all].map(([collection, n]) => [collection, n - (open.get(collection) ?? 0)] as const);
      return Object.fromEntries(never.filter(([, n]) => n > 0));
    });
  }

  async saveReport(shop: string, name: string, text: string): Promise<void> {
    await writing(this.#db, shop, db =>
      db
        .insertInto('report')
        .values({ shop, name, body: text })
        .onConflict(conflict => conflict.columns(['shop', 'name']).doUpdateSet({ body: text }))
        .execute(),
    );
  }

  async report(shop: string, name: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('report')
      .select('body')
      .where('shop', '=', shop)
      .where('name', '=', name)
      .executeTakeFirst();
    return row?.body;
  }
}

/** Removes untold changes that a webhook has reported. */
export async function forgetUntold(
  db: Kysely<Tables>,
  shop: string,
  collection: CollectionName,
  ids: readonly string[],
): Promise<void> {
  for (const part of chunks(ids, 500)) {
    await db
      .deleteFrom('untold')
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('id', 'in', part)
      .execute();
  }
}

/** A delivery this long after the change that it reports is late. */
const lateAfterMs = 60_000;

/** Counts one delivery by topic. */
export async function countDelivery(
  db: Kysely<Tables>,
  shop: string,
  { topic, triggeredAt }: Notice,
  isNew: boolean,
  receivedAt: number,
): Promise<void> {
  const one = {
    received: isNew ? 1 : 0,
    repeated: isNew ? 0 : 1,
    late: isNew && receivedAt - triggeredAt > lateAfterMs ? 1 : 0,
  };
  await db
    .insertInto('webhook_score')
    .values({ shop, topic, ...one })
    .onConflict(conflict =>
      conflict.columns(['shop', 'topic']).doUpdateSet(eb => ({
        received: eb('webhook_score.received', '+', one.received),
        repeated: eb('webhook_score.repeated', '+', one.repeated),
        late: eb('webhook_score.late', '+', one.late),
      })),
    )
    .execute();
}
