import type { Kysely } from 'kysely';
import type { Connection, Connections } from '../contract/connections.ts';
import { writing, writingTogether } from '../documents/shop-lock.ts';
import type { ErasureList } from '../people/erasure-list.ts';
import { forgetGone } from '../people/erase-shop.ts';
import type { Tables } from '../tables.ts';

export const connectionTables = [
  `create table connection (shop text primary key, source text not null, credentials text not null,
     scopes text not null, settings text not null, connected_at integer not null, uninstalled_at integer) strict`,
];

/** The shops that this server serves, in SQL. */
export class SqlConnections implements Connections {
  readonly #db: Kysely<Tables>;
  readonly #newEpoch: () => string;
  readonly #erasures: ErasureList;

  constructor(db: Kysely<Tables>, newEpoch: () => string, erasures: ErasureList) {
    this.#db = db;
    this.#newEpoch = newEpoch;
    this.#erasures = erasures;
  }

  async all(): Promise<readonly Connection[]> {
    const rows = await this.#db.selectFrom('connection').selectAll().orderBy('shop').execute();
    return rows.map(connectionOf);
  }

  async of(shop: string): Promise<Connection | undefined> {
    const row = await this.#db
      .selectFrom('connection')
      .selectAll()
      .where('shop', '=', shop)
      .executeTakeFirst();
    return row && connectionOf(row);
  }

  async connect({
    shop,
    source,
    credentials,
    scopes,
    connectedAt,
  }: Parameters<Connections['connect']>[0]): Promise<void> {
    // First the list: were it last, a crash would leave a shop that the next opening erases.
    await this.#erasures.shopIsBack(shop, connectedAt);
    const now = { source, credentials, scopes: scopes.join(' '), connected_at: connectedAt };
    await writingTogether(this.#db, shop, async trx => {
      await forgetGone(trx, shop);
      await trx
        .insertInto('shop')
        .values({ shop, epoch: this.#newEpoch(), seq: 0 })
        .onConflict(conflict => conflict.doNothing())
        .execute();
      await trx
        .insertInto('connection')
        .values({ shop, ...now, settings: '{}', uninstalled_at: null })
        .onConflict(conflict => conflict.column('shop').doUpdateSet({ ...now, uninstalled_at: null }))
        .execute();
    });
  }

  async renew(shop: string, before: string, credentials: string): Promise<boolean> {
    const { numUpdatedRows } = await writing(this.#db, shop, db =>
      db
        .updateTable('connection')
        .set({ credentials })
        .where('shop', '=', shop)
        .where('credentials', '=', before)
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  async uninstalled(shop: string, at: number): Promise<boolean> {
    const { numUpdatedRows } = await writing(this.#db, shop, db =>
      db
        .updateTable('connection')
        .set({ credentials: '', uninstalled_at: at })
        .where('shop', '=', shop)
        .where('connected_at', '<=', at)
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  async saveSettings(shop: string, settings: string): Promise<void> {
    await writing(this.#db, shop, db =>
      db.updateTable('connection').set({ settings }).where('shop', '=', shop).execute(),
    );
  }
}

function connectionOf(row: Tables['connection']): Connection {
  const { shop, source, credentials, scopes, settings } = row;
  return {
    ...{ shop, source, credentials, settings },
    scopes: scopes === '' ? [] : scopes.split(' '),
    connectedAt: row.connected_at,
    uninstalledAt: row.uninstalled_at ?? undefined,
  };
}
