import { sql, type Kysely } from 'kysely';
import type { Lease, Leases, ServerProcess } from '../contract/leases.ts';
import { either } from '../statements/engine.ts';
import type { Tables } from '../tables.ts';

/** The store's own clock, in milliseconds since the epoch. In PostgreSQL the statement's, not the transaction's. */
const clock = either(
  sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
);

/** Until when something holds that begins now. */
const from = (ms: number) => sql<number>`${clock} + ${sql.lit(Math.round(ms))}`;

/** Leases in SQL. Each call is one statement, on rows that no commit of a shop touches. */
export class SqlLeases implements Leases {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async take(
    holder: string,
    shops: readonly string[],
    newToken: () => string,
    ms: number,
  ): Promise<readonly Lease[]> {
    if (shops.length === 0) return [];
    // All takers go through the shops in one order: none waits for another that waits for it.
    const rows = [...new Set(shops)]
      .toSorted()
      .map(shop => ({ shop, holder, token: newToken(), until: from(ms) }));
    const taken = await this.#db
      .insertInto('lease')
      .values(rows)
      .onConflict(conflict =>
        conflict
          .column('shop')
          .doUpdateSet({
            holder,
            token: eb => eb.ref('excluded.token'),
            until: eb => eb.ref('excluded.until'),
          })
          .where('lease.until', '<=', clock),
      )
      .returning(['shop', 'token'])
      .execute();
    return taken.toSorted((a, b) => (a.shop < b.shop ? -1 : 1));
  }

  async renew(holder: string, ms: number): Promise<readonly Lease[]> {
    const held = await this.#db
      .updateTable('lease')
      .set({ until: from(ms) })
      .where('holder', '=', holder)
      .returning(['shop', 'token'])
      .execute();
    return held.toSorted((a, b) => (a.shop < b.shop ? -1 : 1));
  }

  async give({ shop, token }: Lease): Promise<void> {
    await this.#db.deleteFrom('lease').where('shop', '=', shop).where('token', '=', token).execute();
  }

  async holders(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db
      .selectFrom('lease')
      .select(['shop', 'holder'])
      .where('until', '>', clock)
      .execute();
    return new Map(rows.map(each => [each.shop, each.holder]));
  }

  async nextEnd(holder: string): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom('lease')
      .select(eb => [eb.fn.min('until').as('until'), clock.as('now')])
      .where('until', '>', clock)
      .where('holder', '!=', holder)
      .executeTakeFirst();
    return row?.until == null ? undefined : Number(row.until) - Number(row.now);
  }

  async join({ holder, secrets }: ServerProcess, ms: number): Promise<readonly ServerProcess[]> {
    await this.#db
      .insertInto('server')
      .values({ holder, secrets, until: from(ms) })
      .onConflict(conflict => conflict.column('holder').doUpdateSet({ secrets, until: from(ms) }))
      .execute();
    await this.#db.deleteFrom('server').where('until', '<=', clock).execute();
    const all = await this.#db
      .selectFrom('server')
      .select(['holder', 'secrets'])
      .where('until', '>', clock)
      .execute();
    return all.toSorted((a, b) => (a.holder < b.holder ? -1 : 1));
  }

  async leave(holder: string): Promise<void> {
    await this.#db.deleteFrom('lease').where('holder', '=', holder).execute();
    await this.#db.deleteFrom('server').where('holder', '=', holder).execute();
  }
}

/** Ends all leases. Only for who has the store alone: then earlier holders are gone. */
export async function endLeases(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom('lease').execute();
  await db.deleteFrom('server').execute();
  await db.deleteFrom('question').execute();
}
