import type { RecordName } from '@tidemark/schema';
import { sql, type Kysely, type Transaction } from 'kysely';
import { listed } from '../statements/listed.ts';
import { longestWaitMs } from '../contract/records.ts';
import type { Tables } from '../tables.ts';

/**
 * `due` is when somebody may take what waits: 0 for at once. What is put off, or in somebody's hands, is put in order by it, so
 * that what is due is found however much waits.
 */
export const outboxDue = [
  `alter table outbox add column due integer generated always as (max(not_before, leased_until)) virtual`,
  `create index outbox_by_due on outbox (shop, collection, due, place) where stage = 'submit'`,
  `drop index outbox_due`,
];

/** So much is woken by one statement. */
const wokenAtOnce = 500;

interface OutboxAsk {
  readonly shop: string;
  readonly collection: RecordName;
  readonly now: number;
}

/** The first of those that are due and in nobody's hands, in the order in which they were stored ([O5]). */
export async function dueNow(
  trx: Transaction<Tables>,
  ask: OutboxAsk,
  limit: number,
): Promise<readonly { readonly id: string; readonly stored_at: number }[]> {
  await wake(trx, ask);
  return submitting(trx, ask)
    .select(['id', 'stored_at'])
    .where('due', '=', sql.lit(0))
    .orderBy('place')
    .limit(limit)
    .execute();
}

/** When the next one is due that nobody has ([O11]); undefined where none waits. */
export async function nextDue(db: Kysely<Tables>, ask: OutboxAsk): Promise<number | undefined> {
  const farthest = ask.now + longestWaitMs;
  const next = await submitting(db, ask)
    .select('due')
    .where('due', '<=', farthest)
    .orderBy('due')
    .limit(1)
    .executeTakeFirst();
  // Put off by a clock that ran ahead: due when nobody has it any more.
  const { beyond } = await submitting(db, ask)
    .select(eb =>
      eb.fn
        .min<number | null>(
          eb.case().when('not_before', '>', farthest).then(eb.ref('leased_until')).else(eb.ref('due')).end(),
        )
        .as('beyond'),
    )
    .where('due', '>', farthest)
    .executeTakeFirstOrThrow();
  const all = [next?.due, beyond].filter(each => typeof each === 'number');
  return all.length > 0 ? Math.min(...all) : undefined;
}

/** What was put off until now, or was let go of: due at once from now on. Each is met once, whenever it was put off. */
async function wake(trx: Transaction<Tables>, ask: OutboxAsk): Promise<void> {
  const { shop, collection, now } = ask;
  const farthest = now + longestWaitMs;
  const over = submitting(trx, ask).select('id').where('due', '>', sql.lit(0)).where('due', '<=', now);
  const beyond = submitting(trx, ask)
    .select('id')
    .where('due', '>', farthest)
    .where('not_before', '>', farthest)
    .where('leased_until', '<=', now);
  for (const which of [over, beyond])
    for (let woken = wokenAtOnce; woken === wokenAtOnce;) {
      const rows = await which.limit(wokenAtOnce).execute();
      woken = rows.length;
      if (woken === 0) break;
      await trx
        .updateTable('outbox')
        .set({ not_before: 0, leased_until: 0 })
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('id', 'in', listed(rows.map(each => each.id)))
        .execute();
    }
}

function submitting(db: Kysely<Tables>, { shop, collection }: OutboxAsk) {
  return db
    .selectFrom('outbox')
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('stage', '=', sql.lit('submit'));
}
