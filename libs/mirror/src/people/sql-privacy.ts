import type { RecordName, RecordOf } from '@tidemark/schema';
import type { Kysely } from 'kysely';
import type {
  CustomerData,
  EraseRecord,
  Erased,
  ErasedCounts,
  Erasure,
  Privacy,
} from '../contract/privacy.ts';
import { readWhole } from '../damage/whole-rows.ts';
import { chunks } from '../statements/chunks.ts';
import { writingTogether } from '../documents/shop-lock.ts';
import { listed } from '../statements/listed.ts';
import type { Tables } from '../tables.ts';
import { eraseCustomer } from './erase-customer.ts';
import type { EraseParts } from './erase-work.ts';
import { eraseShopRows } from './erase-shop.ts';
import type { ErasureList } from './erasure-list.ts';
import { findPerson } from './find-person.ts';
import { redactionRecords, serverKeys } from './redactions.ts';
import type { Rewrites } from './rewriting.ts';

/** Personal data of customers in SQL. */
export class SqlPrivacy implements Privacy {
  readonly #parts: EraseParts;
  readonly #list: ErasureList;
  readonly #rewriting: Rewrites;

  constructor(parts: EraseParts, list: ErasureList, rewriting: Rewrites) {
    this.#parts = parts;
    this.#list = list;
    this.#rewriting = rewriting;
  }

  async erase(shop: string, erasure: Erasure, erase: EraseRecord): Promise<Erased> {
    // Before anything is erased: a mirror that is restored from a copy erases it again.
    await this.#list.add({ shop, ...erasure });
    await this.#rewriting.owe();
    const erased = await eraseCustomer(this.#parts, shop, erasure, erase);
    await this.#note(shop, erasure, erased.counts);
    if (!(await this.#rewriting.ifSmall(erasure.at))) await this.#rewriting.emptyLogs();
    return erased;
  }

  async eraseShop(shop: string, at: number): Promise<void> {
    await this.#rewriting.owe();
    await eraseShopRows(this.#parts.db, shop, at);
    await this.#list.forgetShop(shop);
    await this.#rewriting.inAnyCase();
  }

  rewrite(now: number): Promise<boolean> {
    return this.#rewriting.ifDue(now);
  }

  async redactions(shop: string): ReturnType<Privacy['redactions']> {
    const rows = await this.#parts.db
      .selectFrom('redaction')
      .select(['customer_id', 'at', 'records'])
      .where('shop', '=', shop)
      .orderBy('customer_id')
      .execute();
    return rows.map(({ customer_id: customerId, at, records }) => ({
      ...{ customerId, at },
      counts: JSON.parse(records) as ErasedCounts,
    }));
  }

  redactionRecords(...[shop, after, limit]: Parameters<Privacy['redactionRecords']>) {
    return redactionRecords(this.#parts.db, shop, after, limit);
  }

  serverKeys(): ReturnType<Privacy['serverKeys']> {
    return serverKeys(this.#parts.db);
  }

  async dataOf(shop: string, customerId: string, orderIds: readonly string[]): Promise<CustomerData> {
    const { db } = this.#parts;
    const found = await findPerson(db, shop, customerId, orderIds);
    const [customer] = await bodiesOf(db, shop, 'customers', [customerId]);
    const records = <C extends RecordName>(collection: C, ids: ReadonlySet<string>) =>
      bodiesOf(db, shop, collection, [...ids]) as Promise<readonly unknown[]> as Promise<
        readonly RecordOf[C][]
      >;
    return {
      customer,
      orders: (await bodiesOf(db, shop, 'orders', [...found.orders])) as CustomerData['orders'],
      sales: await records('sales', found.sales),
      carts: await records('carts', found.carts),
      customerEdits: await records('customerEdits', found.customerEdits),
    };
  }

  /** An erasure that is repeated changes little or nothing: counts add up. */
  async #note(shop: string, { customerId, at }: Erasure, counts: ErasedCounts): Promise<void> {
    await writingTogether(this.#parts.db, shop, async trx => {
      const known = await trx
        .selectFrom('redaction')
        .select(['at', 'records'])
        .where('shop', '=', shop)
        .where('customer_id', '=', customerId)
        .executeTakeFirst();
      const before = known && (JSON.parse(known.records) as ErasedCounts);
      const records = JSON.stringify(before ? sumOf(before, counts) : counts);
      await trx
        .insertInto('redaction')
        .values({ shop, customer_id: customerId, at: known?.at ?? at, records })
        .onConflict(conflict => conflict.columns(['shop', 'customer_id']).doUpdateSet({ records }))
        .execute();
    });
  }
}

function sumOf(before: ErasedCounts, more: ErasedCounts): ErasedCounts {
  const names = Object.keys(more) as (keyof ErasedCounts)[];
  return Object.fromEntries(
    names.map(name => [name, (before[name] ?? 0) + more[name]]),
  ) as unknown as ErasedCounts;
}

/** Living documents without the marks of replication. */
async function bodiesOf(
  db: Kysely<Tables>,
  shop: string,
  collection: RecordName | 'customers' | 'orders',
  ids: readonly string[],
): Promise<readonly object[]> {
  const found: object[] = [];
  for (const part of chunks(ids, 200)) {
    const rows = await db
      .selectFrom('document')
      .select('body')
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('scope', '=', '')
      .where('id', 'in', listed(part))
      .execute();
    for (const { body } of rows) {
      const { _deleted, rev: _rev, ...document } = readWhole<{ _deleted: boolean; rev: string }>(body) ?? {};
      if (_deleted === false) found.push(document);
    }
  }
  return found;
}
