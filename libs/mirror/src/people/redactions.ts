import {
  mostRedacted,
  sealRedaction,
  seriesOfText,
  type PublicKey,
  type RedactionReason,
  type RedactionRecord,
  type ServerKey,
} from '@tidemark/journal';
import type { Kysely, Transaction } from 'kysely';
import { writingTogether } from '../documents/shop-lock.ts';
import { chunks } from '../statements/chunks.ts';
import type { Tables } from '../tables.ts';

/** A record of a journal, as the text of its body says; erased, it has no details. */
const isErasedBody = `case when json_valid(body) then json_type(body, '$.journal') = 'object'
  and json_type(body, '$.details') = 'null' end`;

const erasedSales = ['document', 'retired_record', 'journal_fork']
  .map(table => {
    const isSale = table === 'journal_fork' ? '' : `collection = 'sales' and `;
    return `select shop, id from ${table} where ${isSale}${isErasedBody}`;
  })
  .join(' union ');

/**
 * Tables of the server's own journal, and what versions before it erased: what the list of erasures tells was a
 * customer's request; what else is gone came erased to a server that wrote nothing of it.
 */
export const redactionTables = [
  `create table redaction_record (shop text not null, place integer not null, epoch text not null, body text not null,
     primary key (shop, place)) strict, without rowid`,
  `create table server_key (key_id text primary key, public_key text not null) strict, without rowid`,
  `create table redaction_due (shop text not null, id text not null, at integer not null, reason text not null,
     primary key (shop, id)) strict, without rowid`,
  `insert into redaction_due
     select s.shop, s.id, coalesce(e.at, 0), case when e.id is null then 'earlier-version' else 'customer-request' end
     from (${erasedSales}) s left join erased e on e.shop = s.shop and e.what = 'sales' and e.id = s.id`,
];

/** Where a redaction record is written. */
export interface RedactionPlace {
  readonly shop: string;
  /** The shop's history. */
  readonly epoch: string;
}

/** Which records lost their personal data. */
export interface Redacting {
  readonly ids: readonly string[];
  readonly reason: RedactionReason;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The journal of a shop's server: says which records lost their personal data ([Y9]). A new history, as after a restore,
 * and a new key begin a new series, so that no number has two records.
 */
export class Redactions {
  readonly #key: () => ServerKey;

  constructor(key: () => ServerKey) {
    this.#key = key;
  }

  /** Appends to the journal, within the transaction that empties the records. */
  async append(
    trx: Transaction<Tables>,
    place: RedactionPlace,
    { ids, reason, at }: Redacting,
  ): Promise<void> {
    const sorted = [...new Set(ids)].sort();
    for (const records of chunks(sorted, mostRedacted))
      await this.#appendOne(trx, place, { reason, records, at: new Date(at).toISOString() });
  }

  async #appendOne(
    trx: Transaction<Tables>,
    { shop, epoch }: RedactionPlace,
    says: Pick<RedactionRecord, 'at' | 'reason' | 'records'>,
  ): Promise<void> {
    const key = this.#key();
    const last = await lastOf(trx, shop);
    const place = (last?.place ?? 0) + 1;
    const before = last?.record.journal;
    const goesOn = before && last.epoch === epoch && before.keyId === key.id;
    if (!goesOn) await keepKey(trx, key);
    const at = goesOn
      ? { series: before.series, number: before.number + 1, previous: before.hash }
      : {
          ...{ series: seriesOfText(`redactions ${shop} ${epoch} ${place} ${key.id}`), number: 1 },
          ...{
            previous: null,
            opens: { last: before ? { series: before.series, number: before.number } : null },
          },
        };
    const body = JSON.stringify(sealRedaction({ shop, ...says }, at, key));
    await trx.insertInto('redaction_record').values({ shop, place, epoch, body }).execute();
  }

  /** Writes what versions before this one erased. Each transaction may be the last of this process. */
  async writeDue(db: Kysely<Tables>): Promise<void> {
    const shops = await db.selectFrom('redaction_due').select('shop').distinct().execute();
    for (const { shop } of shops) while (await this.#writeSomeDue(db, shop));
  }

  /** Returns whether there were any. */
  #writeSomeDue(db: Kysely<Tables>, shop: string): Promise<boolean> {
    return writingTogether(db, shop, async trx => {
      const due = await trx
        .selectFrom('redaction_due')
        .selectAll()
        .where('shop', '=', shop)
        .orderBy('id')
        .limit(mostRedacted)
        .execute();
      const head = await trx.selectFrom('shop').select('epoch').where('shop', '=', shop).executeTakeFirst();
      for (const some of Map.groupBy(due, each => `${each.reason} ${each.at}`).values()) {
        const [{ reason, at }] = some as [(typeof some)[0]];
        await this.append(
          trx,
          { shop, epoch: head?.epoch ?? '' },
          { ids: some.map(({ id }) => id), reason, at },
        );
      }
      const last = due.at(-1);
      if (!last) return false;
      await trx.deleteFrom('redaction_due').where('shop', '=', shop).where('id', '<=', last.id).execute();
      return true;
    });
  }
}

/** A page of a shop's redaction records, in their order. */
export async function redactionRecords(
  db: Kysely<Tables>,
  shop: string,
  after: number,
  limit: number,
): Promise<readonly RedactionRecord[]> {
  const rows = await db
    .selectFrom('redaction_record')
    .select('body')
    .where('shop', '=', shop)
    .where('place', '>', after)
    .orderBy('place')
    .limit(limit)
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as RedactionRecord);
}

/** The public keys with which redaction records were signed. */
export async function serverKeys(db: Kysely<Tables>): Promise<readonly PublicKey[]> {
  const rows = await db.selectFrom('server_key').select('public_key').orderBy('key_id').execute();
  return rows.map(each => JSON.parse(each.public_key) as PublicKey);
}

async function lastOf(trx: Transaction<Tables>, shop: string) {
  const row = await trx
    .selectFrom('redaction_record')
    .select(['place', 'epoch', 'body'])
    .where('shop', '=', shop)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { ...row, record: JSON.parse(row.body) as RedactionRecord };
}

async function keepKey(trx: Transaction<Tables>, { id, publicKey }: ServerKey): Promise<void> {
  await trx
    .insertInto('server_key')
    .values({ key_id: id, public_key: JSON.stringify(publicKey) })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}
