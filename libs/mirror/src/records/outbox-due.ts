import type { RecordName } from '@tidemark/schema';
import { sql, type Kysely, type Transaction } from 'kysely';
import { listed } from '../statements/listed.ts';
import { noLease } from './leases.ts';
import { longestWaitMs } from '../contract/records.ts';
import type { Tables } from '../tables.ts';

/**
 * `due` is when a waiting record may be taken: 0 for at once. Postponed and leased records are ordered by it, so that
 * due ones are found however many wait.
 */
export const outboxDue = [
  `alter table outbox add column due integer generated always as (max(not_before, leased_until)) virtual`,
  `create index outbox_by_due on outbox (shop, collection, due, place) where stage = 'submit'`,
  `drop index outbox_due`,
];

/** How many rows one statement wakes. */
const wokenAtOnce = 500;

interface OutboxAsk {
  readonly shop: string;
  readonly collection: RecordName;
  readonly now: number;
}

/** The first due records without a lease, in the order in which they were stored ([O5]). */
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

/** When the next record without a lease is due ([O11]); undefined if none waits. */
export async function nextDue(db: Kysely<Tables>, ask: OutboxAsk): Promise<number | undefined> {
  const farthest = ask.now + longestWaitMs;
  const next = await submitting(db, ask)
    .select('due')
    .where('due', '<=', farthest)
    .orderBy('due')
    .limit(1)
    .executeTakeFirst();
  // Put off by a clock that ran ahead: due when its lease has ended.
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

/** Marks records whose wait or lease has ended as due at once. Each is met once per wait. */
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
        .set({ not_before: 0, ...noLease })
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
