import type { Cart, RecordName } from '@tidemark/schema';
import { sql, type Kysely, type Transaction } from 'kysely';
import { isIn, pairsIn } from '../statements/engine.ts';
import { listed } from '../statements/listed.ts';
import { recordScope } from '../contract/replicated.ts';
import type { Tables } from '../tables.ts';

/**
 * One row for each living record that may leave the tills once it is old enough ([O20]): what Shopify has, or a person
 * resolved, and nobody has to read back; and carts that are sold or discarded. Few among all records, and ordered by
 * age, so that what is old is found without a look at the rest.
 */
export const settledTables = [
  `create table settled_record (shop text not null, collection text not null, id text not null,
     since integer not null, primary key (shop, collection, id)) strict, without rowid`,
  `create index settled_record_by_age on settled_record (shop, since)`,
];

const endedText = `json_valid(body) and json_extract(body, '$.status.value') in ('sold', 'discarded')`;

/** Notes everything that is settled in a mirror of an earlier version. */
export const fillSettled = [
  `insert into settled_record select document.shop, document.collection, document.id, document.read_at
     from way cross join document on document.shop = way.shop and document.collection = way.collection
       and document.scope = '' and document.id = way.id
     where way.state in ('accepted', 'resolved') and document.deleted = 0
       and not exists (select 1 from outbox where outbox.shop = way.shop and outbox.collection = way.collection
         and outbox.id = way.id)`,
  `insert into settled_record select shop, collection, id, read_at from document
     where collection = 'carts' and scope = '' and deleted = 0 and ${endedText}`,
];

/** Notes which of these records are settled and have left the outbox; they count from when they were first stored. */
export async function noteSettled(
  trx: Transaction<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await sql`insert into "settled_record" ("shop", "collection", "id", "since")
    select "shop", "collection", "id", "read_at" from "document"
    where "shop" = ${shop} and "collection" = ${collection} and "scope" = ${recordScope} and "deleted" = 0
      and ${isIn(sql`"id"`, listed(ids))}
      and exists (select 1 from "way" where "way"."shop" = "document"."shop"
        and "way"."collection" = "document"."collection" and "way"."id" = "document"."id"
        and "way"."state" in ('accepted', 'resolved'))
      and not exists (select 1 from "outbox" where "outbox"."shop" = "document"."shop"
        and "outbox"."collection" = "document"."collection" and "outbox"."id" = "document"."id")
    on conflict do nothing`.execute(trx);
}

/** A cart that changed, and when the push that changed it arrived. */
export interface ChangedCart {
  readonly cart: Cart;
  readonly changedAt: number;
}

/** Notes which of these carts are sold or discarded; they count from their last change, by the server's clock. */
export async function noteEndedCarts(
  trx: Transaction<Tables>,
  shop: string,
  changed: readonly ChangedCart[],
): Promise<void> {
  const ended = changed.filter(({ cart }) => isEnded(cart));
  const living = changed.filter(({ cart }) => !isEnded(cart)).map(({ cart }) => cart.id);
  if (living.length > 0) await forgetSettled(trx, shop, 'carts', living);
  if (ended.length === 0) return;
  const times = ended.map(({ cart, changedAt }) => [cart.id, changedAt]);
  await sql`insert into "settled_record" ("shop", "collection", "id", "since")
    select ${shop}, 'carts', pair.* from (${pairsIn(JSON.stringify(times), 'number')}) as pair where true
    on conflict ("shop", "collection", "id") do update set "since" = "excluded"."since"`.execute(trx);
}

/** These records are not settled any more, or have left the tills. */
export async function forgetSettled(
  trx: Transaction<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<void> {
  await trx
    .deleteFrom('settled_record')
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('id', 'in', listed(ids))
    .execute();
}

/** The records that have been settled since before a time, oldest first. */
export function settledBefore(
  db: Kysely<Tables>,
  shop: string,
  before: number,
  limit: number,
): Promise<{ readonly collection: RecordName; readonly id: string }[]> {
  return db
    .selectFrom('settled_record')
    .select(['collection', 'id'])
    .where('shop', '=', shop)
    .where('since', '<', before)
    .orderBy('since')
    .orderBy('collection')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Whether nothing will happen to a cart any more, unless a till that was offline edits it. */
export function isEnded({ status }: Cart): boolean {
  return status.value === 'sold' || status.value === 'discarded';
}
