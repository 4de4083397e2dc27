import type { RecordName, Sale } from '@tidemark/schema';
import { sql, type Kysely } from 'kysely';
import type { PushedState } from '../contract/records.ts';
import { chunks } from '../statements/chunks.ts';
import { rowsWithPairs } from '../statements/engine.ts';
import { prepared } from '../statements/prepared.ts';
import type { Tables } from '../tables.ts';

/** What can be erased for good: a customer with all that names them, an order, a record of an earlier version. */
type ErasedKind = Tables['erased']['what'];

export interface ErasedKey {
  readonly what: ErasedKind;
  readonly id: string;
}

const erasedPairs = prepared<{ shop: string; pairs: string }>()((_, { shop, pairs }) =>
  rowsWithPairs(
    sql<ErasedKey>`select "what", "id" from "erased" where "shop" = ${shop}`,
    [sql`"what"`, sql`"id"`],
    pairs,
    'text',
  ),
);

/** Which of these were erased, as `keyOf` names them. */
export async function erasedAmong(
  db: Kysely<Tables>,
  shop: string,
  keys: readonly ErasedKey[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const part of chunks(keys, 1_000)) {
    const pairs = JSON.stringify(part.map(({ what, id }) => [what, id]));
    for (const each of await erasedPairs(db, { shop, pairs })) found.add(keyOf(each));
  }
  return found;
}

/** Remembers for good that these were erased. */
export async function rememberErased(
  db: Kysely<Tables>,
  shop: string,
  keys: readonly ErasedKey[],
  at: number,
): Promise<void> {
  for (const part of chunks(keys, 200))
    await db
      .insertInto('erased')
      .values(part.map(({ what, id }) => ({ shop, what, id, at })))
      .onConflict(conflict => conflict.doNothing())
      .execute();
}

/** The pushed rows whose personal data, or whose customer's, were erased ([Y2]). */
export async function erasedRows(
  db: Kysely<Tables>,
  shop: string,
  collection: RecordName,
  rows: readonly PushedState[],
): Promise<ReadonlySet<PushedState>> {
  if (collection === 'stockMoves') return new Set();
  const keysOf = (row: PushedState): readonly ErasedKey[] => {
    const customerId = customerClaimedBy(row);
    const own: ErasedKey = { what: collection, id: String(row.id).slice(0, 100) };
    const person: readonly ErasedKey[] =
      customerId === undefined ? [] : [{ what: 'customers', id: customerId }];
    // A cart may serve another customer later.
    return collection === 'carts' ? person : [own, ...person];
  };
  const named = new Map(rows.map(row => [row, keysOf(row)]));
  const keys = [...named.values()].flat();
  if (keys.length === 0) return new Set();
  const erased = await erasedAmong(db, shop, keys);
  if (erased.size === 0) return new Set();
  return new Set(rows.filter(row => named.get(row)?.some(each => erased.has(keyOf(each)))));
}

/** The customer whom a row claims, whatever it is: nothing of it was checked yet. */
function customerClaimedBy(row: PushedState): string | undefined {
  const { customerId, details } = row as { readonly customerId?: unknown; readonly details?: unknown };
  const named = [fieldOf(details, 'customerId'), fieldOf(customerId, 'value'), customerId];
  return named.find((each): each is string => typeof each === 'string' && each.length <= 100);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** Whether a document is a record of a journal without its personal data. */
export function isRedacted(document: object): boolean {
  const { journal, details } = document as Partial<Sale>;
  return journal !== undefined && details === null;
}

export function keyOf({ what, id }: ErasedKey): string {
  return `${what} ${id}`;
}
