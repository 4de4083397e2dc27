import type { Kysely } from 'kysely';
import { Known } from './known.ts';
import type { PublicKey } from '@tidemark/journal';
import type {
  Enrolment,
  KeyedTill,
  Register,
  StaffRecord,
  TillKeyRecord,
  TillMove,
  TillRecord,
} from '../contract/register.ts';
import { prefixesOf } from '../rules/receipt-prefix.ts';
import { storedRole } from './stored-role.ts';
import { TillKeys } from './till-keys.ts';
import { moveNamedMs, noteMove, readMoves, removeMoves } from './till-moves.ts';
import { mustNotBeGone } from '../people/erase-shop.ts';
import { writing, writingTogether } from '../documents/shop-lock.ts';
import { isShared } from '../statements/engine.ts';
import type { Tables } from '../tables.ts';

/** Staff and tills in SQL. */
export class SqlRegister implements Register {
  readonly #db: Kysely<Tables>;
  readonly #newEpoch: () => string;
  readonly #staff: Known<StaffRecord>;
  readonly #keys: TillKeys;

  constructor(db: Kysely<Tables>, newEpoch: () => string) {
    this.#db = db;
    this.#staff = new Known(!isShared(db));
    this.#keys = new TillKeys(db);
    this.#newEpoch = newEpoch;
  }

  async shops(): Promise<readonly string[]> {
    const rows = await this.#db.selectFrom('shop').select('shop').orderBy('shop').execute();
    return rows.map(row => row.shop);
  }

  async addShop(shop: string): Promise<void> {
    await writing(this.#db, shop, async db => {
      await mustNotBeGone(db, shop);
      await db
        .insertInto('shop')
        .values({ shop, epoch: this.#newEpoch(), seq: 0 })
        .onConflict(conflict => conflict.doNothing())
        .execute();
    });
  }

  async staffByName(shop: string, name: string): Promise<StaffRecord | undefined> {
    const row = await this.#db
      .selectFrom('staff')
      .selectAll()
      .where('shop', '=', shop)
      .where('name', '=', name)
      .executeTakeFirst();
    return row && staffOf(row);
  }

  /** Called with every request of a till: answers from memory, so that no request waits for a write. */
  staff(shop: string, id: string): Promise<StaffRecord | undefined> {
    return this.#staff.get(`${shop} ${id}`, async () => {
      const row = await this.#db
        .selectFrom('staff')
        .selectAll()
        .where('shop', '=', shop)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && staffOf(row);
    });
  }

  async staffOf(shop: string): Promise<readonly StaffRecord[]> {
    const rows = await this.#db
      .selectFrom('staff')
      .selectAll()
      .where('shop', '=', shop)
      .where('pin_hash', '!=', '')
      .orderBy('id')
      .execute();
    return rows.map(staffOf);
  }

  async dismiss(shop: string, id: string, at: number): Promise<void> {
    await this.#staff.changing(() =>
      writing(this.#db, shop, db =>
        db
          .updateTable('staff')
          .set({ pin_hash: '', dismissed_at: at })
          .where('shop', '=', shop)
          .where('id', '=', id)
          // Who is dismissed already left earlier.
          .where('pin_hash', '!=', '')
          .execute(),
      ),
    );
  }

  async saveStaff(shop: string, staff: StaffRecord): Promise<void> {
    const { id, name, pinHash: pin_hash, employedBy: source = 'environment', role = null } = staff;
    const row: Omit<Tables['staff'], 'shop' | 'id'> = { name, pin_hash, dismissed_at: null, source, role };
    await this.#staff.changing(() =>
      writing(this.#db, shop, db =>
        db
          .insertInto('staff')
          .values({ shop, id, ...row })
          .onConflict(conflict => conflict.columns(['shop', 'id']).doUpdateSet(row))
          .execute(),
      ),
    );
  }

  async till(shop: string, id: string): Promise<TillRecord | undefined> {
    const row = await this.#db
      .selectFrom('till')
      .selectAll()
      .where('shop', '=', shop)
      .where('id', '=', id)
      .executeTakeFirst();
    return row && { id: row.id, name: row.name, locationId: row.location_id };
  }

  async saveTill(shop: string, till: TillRecord, at: number): Promise<void> {
    const { id, name, locationId } = till;
    await this.#keys.changing(() =>
      writingTogether(this.#db, shop, async trx => {
        await noteMove(trx, shop, till, at);
        await trx
          .insertInto('till')
          .values({ shop, id, name, location_id: locationId })
          .onConflict(conflict =>
            conflict.columns(['shop', 'id']).doUpdateSet({ name, location_id: locationId }),
          )
          .execute();
        await trx
          .insertInto('till_place')
          .values({ shop, till_id: id, location_id: locationId, since: at })
          .onConflict(conflict => conflict.doNothing())
          .execute();
      }),
    );
  }

  async moves(shop: string, now: number): Promise<readonly TillMove[]> {
    const { moves } = await readMoves(this.#db, shop);
    return moves.filter(each => each.at > now - moveNamedMs);
  }

  async moveSeen(shop: string, ids: readonly number[]): Promise<readonly TillMove[]> {
    return writingTogether(this.#db, shop, trx => removeMoves(trx, shop, ids));
  }

  enrol(shop: string, tillId: string, key: PublicKey, at: number): Promise<Enrolment> {
    return this.#keys.enrol(shop, tillId, key, at);
  }

  tillOfKey(keyId: string): Promise<KeyedTill | undefined> {
    return this.#keys.tillOfKey(keyId);
  }

  keyOf(shop: string, tillId: string): Promise<PublicKey | undefined> {
    return this.#keys.keyOf(shop, tillId);
  }

  tillKeys(shop: string): Promise<readonly TillKeyRecord[]> {
    return this.#keys.all(shop);
  }

  async receiptPrefix(shop: string, tillId: string): Promise<string> {
    return writingTogether(this.#db, shop, async trx => {
      const till = await trx
        .selectFrom('till')
        .select('receipt_prefix')
        .where('shop', '=', shop)
        .where('id', '=', tillId)
        .executeTakeFirst();
      if (!till) throw new Error(`till ${tillId} is not registered`);
      if (till.receipt_prefix !== null) return till.receipt_prefix;
      const others = await trx
        .selectFrom('till')
        .select('receipt_prefix as prefix')
        .where('shop', '=', shop)
        .where('receipt_prefix', 'is not', null)
        .union(eb =>
          eb.selectFrom('receipt').select('prefix').where('shop', '=', shop).where('till_id', '!=', tillId),
        )
        .execute();
      const taken = new Set(others.map(each => each.prefix));
      const prefix = prefixesOf(tillId).find(each => !taken.has(each));
      if (prefix === undefined) throw new Error(`no receipt prefix is left for till ${tillId}`);
      await trx
        .updateTable('till')
        .set({ receipt_prefix: prefix })
        .where('shop', '=', shop)
        .where('id', '=', tillId)
        .execute();
      return prefix;
    });
  }
}

function staffOf(row: Tables['staff']): StaffRecord {
  const { id, name, pin_hash: pinHash, source, role } = row;
  return {
    ...{ id, name, pinHash },
    ...(source === 'owner' ? { employedBy: source } : {}),
    ...(role === null ? {} : { role: storedRole(role) }),
  };
}
