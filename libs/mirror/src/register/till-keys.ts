import { keyIdOf, type PublicKey } from '@tidemark/journal';
import type { Kysely } from 'kysely';
import { Known } from './known.ts';
import type { Enrolment, KeyedTill, TillKeyRecord } from '../contract/register.ts';
import { writingTogether } from '../documents/shop-lock.ts';
import { isShared } from '../statements/engine.ts';
import type { Tables } from '../tables.ts';

/** Tables for keys of tills, where tills were, and when staff left. */
export const tillKeyTables = [
  `create table till_key (shop text not null, till_id text not null, key_id text not null,
     public_key text not null, enrolled_at integer not null, primary key (shop, till_id)) strict, without rowid`,
  `create unique index till_key_by_id on till_key (key_id)`,
  `create table till_place (shop text not null, till_id text not null, location_id text not null,
     since integer not null, primary key (shop, till_id, location_id)) strict, without rowid`,
  `insert into till_place select shop, id, location_id, 0 from till`,
  `alter table staff add column dismissed_at integer`,
];

/** The keys of tills in SQL. Every push asks for one: it is answered from memory, so that no push waits for a write. */
export class TillKeys {
  readonly #db: Kysely<Tables>;
  readonly #tills: Known<KeyedTill>;
  readonly #keys: Known<PublicKey>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
    this.#tills = new Known(!isShared(db));
    this.#keys = new Known(!isShared(db));
  }

  /** Runs a change of tills, after which they are read again. */
  changing(change: () => Promise<unknown>): Promise<void> {
    return this.#tills.changing(() => this.#keys.changing(change));
  }

  async enrol(shop: string, tillId: string, key: PublicKey, at: number): Promise<Enrolment> {
    let result: Enrolment = 'taken';
    await this.changing(async () => {
      result = await writingTogether(this.#db, shop, async trx => {
        const keyId = keyIdOf(key);
        const known = await trx
          .selectFrom('till_key')
          .select(['shop', 'till_id', 'key_id'])
          .where(eb => eb.and({ shop, till_id: tillId }))
          .union(trx.selectFrom('till_key').select(['shop', 'till_id', 'key_id']).where('key_id', '=', keyId))
          .execute();
        const isOwn = (each: (typeof known)[number]) =>
          each.shop === shop && each.till_id === tillId && each.key_id === keyId;
        if (known.length > 0) return known.every(isOwn) ? 'known' : 'taken';
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('till_key')
          .values({ shop, till_id: tillId, key_id: keyId, public_key: textOf(key), enrolled_at: at })
          // A till of another shop may get this key at the same moment.
          .onConflict(conflict => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 0n ? 'taken' : 'enrolled';
      });
    });
    return result;
  }

  tillOfKey(keyId: string): Promise<KeyedTill | undefined> {
    return this.#tills.get(keyId, async () => {
      const row = await this.#db
        .selectFrom('till_key')
        .innerJoin('till', join =>
          join.onRef('till.shop', '=', 'till_key.shop').onRef('till.id', '=', 'till_key.till_id'),
        )
        .select(['till_key.shop', 'till_key.till_id', 'till.location_id', 'till_key.public_key'])
        .where('till_key.key_id', '=', keyId)
        .executeTakeFirst();
      return (
        row && {
          shop: row.shop,
          tillId: row.till_id,
          locationId: row.location_id,
          key: keyIn(row.public_key),
        }
      );
    });
  }

  keyOf(shop: string, tillId: string): Promise<PublicKey | undefined> {
    return this.#keys.get(`${shop} ${tillId}`, async () => {
      const row = await this.#db
        .selectFrom('till_key')
        .select('public_key')
        .where('shop', '=', shop)
        .where('till_id', '=', tillId)
        .executeTakeFirst();
      return row && keyIn(row.public_key);
    });
  }

  async all(shop: string): Promise<readonly TillKeyRecord[]> {
    const rows = await this.#db
      .selectFrom('till_key')
      .selectAll()
      .where('shop', '=', shop)
      .orderBy('till_id')
      .execute();
    return rows.map(row => ({
      tillId: row.till_id,
      keyId: row.key_id,
      key: keyIn(row.public_key),
      enrolledAt: row.enrolled_at,
    }));
  }
}

/** Only the four parts that make a public key, whatever else the object holds. */
function textOf({ kty, crv, x, y }: PublicKey): string {
  return JSON.stringify({ kty, crv, x, y });
}

function keyIn(text: string): PublicKey {
  return JSON.parse(text) as PublicKey;
}
