import type { CustomerEdit, RecordName } from '@tidemark/schema';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { readWhole } from '../damage/whole-rows.ts';
import type { Tables } from '../tables.ts';
import { hasOutcome, namesPerson, outcomeOf, personOf } from './people-tables.ts';

/** What the store has of one customer: ids of documents, by collection. */
export interface PersonsDocuments {
  /** The ids by which the customer is known: Shopify's, and those of the edits that made them. */
  readonly names: readonly string[];
  readonly orders: ReadonlySet<string>;
  readonly sales: ReadonlySet<string>;
  readonly carts: ReadonlySet<string>;
  /** Edits that made the customer come last: the others are found by them. */
  readonly customerEdits: ReadonlySet<string>;
}

interface Found {
  readonly collection: RecordName | 'orders';
  readonly id: string;
  readonly body: string;
}

/** Finds all documents of a customer by indexes, and the sales that became their orders. */
export async function findPerson(
  db: Kysely<Tables>,
  shop: string,
  customerId: string,
  orderIds: readonly string[],
): Promise<PersonsDocuments> {
  const becameThem = (await withOutcome(db, shop, customerId)).filter(
    each => each.collection === 'customerEdits',
  );
  const making = becameThem.filter(({ body }) => readWhole<CustomerEdit>(body)?.isNew).map(each => each.id);
  const names = [customerId, ...making];
  const found: Found[] = [...becameThem];
  for (const name of names) found.push(...(await withPerson(db, shop, name)));
  const orders = new Set([...idsIn(found, 'orders'), ...orderIds]);
  for (const id of orders)
    found.push(...(await withOutcome(db, shop, id)).filter(each => each.collection === 'sales'));
  const edits = idsIn(found, 'customerEdits').filter(id => !making.includes(id));
  return {
    names,
    orders,
    sales: new Set(idsIn(found, 'sales')),
    carts: new Set(idsIn(found, 'carts')),
    customerEdits: new Set([...edits, ...making]),
  };
}

function idsIn(found: readonly Found[], collection: Found['collection']): readonly string[] {
  return found.filter(each => each.collection === collection).map(each => each.id);
}

async function withPerson(db: Kysely<Tables>, shop: string, name: string): Promise<readonly Found[]> {
  const where = sql`"shop" = ${shop} and ${sql.raw(namesPerson)} and ${personOf} = ${name}`;
  return foundBy(db, sql`'' as "body"`, where);
}

async function withOutcome(db: Kysely<Tables>, shop: string, id: string): Promise<readonly Found[]> {
  const where = sql`"shop" = ${shop} and ${sql.raw(hasOutcome)} and ${outcomeOf} = ${id}`;
  return foundBy(db, sql`"body"`, where);
}

/** Among documents, and among records that have left the tills. */
async function foundBy(
  db: Kysely<Tables>,
  body: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): Promise<readonly Found[]> {
  const from = (table: 'document' | 'retired_record') =>
    sql<Found>`select "collection", "id", ${body} from ${sql.table(table)} where ${where}`.execute(db);
  return [...(await from('document')).rows, ...(await from('retired_record')).rows];
}
