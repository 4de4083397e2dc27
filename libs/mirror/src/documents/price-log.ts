import type { Product } from '@tidemark/schema';
import { sql, type Kysely, type Transaction } from 'kysely';
import { readWhole } from '../damage/whole-rows.ts';
import { chunks } from '../statements/chunks.ts';
import { either } from '../statements/engine.ts';
import { inSlices } from '../statements/in-slices.ts';
import { insertRows, rowInsert } from '../statements/insert-rows.ts';
import { listedIn, listText } from '../statements/listed.ts';
import { prepared } from '../statements/prepared.ts';
import { giveTurn } from '../statements/turns.ts';
import type { Tables } from '../tables.ts';
import type { StoredRow } from './document-rows.ts';
import { keyOf, type Place } from './place.ts';

/** What was asked for a variant, and from which place on. */
export const priceLogTables = [
  `create table price_log (shop text not null, variant_id text not null, seq integer not null,
     price integer not null, at integer not null, primary key (shop, variant_id, seq)) strict, without rowid`,
  `create index price_log_by_time on price_log (shop, at)`,
];

const beginning = 'priceLogFrom';

/** Notes from which place on a mirror of an earlier version knows what was asked. */
export const priceLogBeginning = `insert into watermark (shop, resource, value)
  select shop, '${beginning}', cast(seq as text) from shop where seq > 0`;

const logBeginning = prepared<{ shop: string }>()((db, { shop }) =>
  db.selectFrom('watermark').select('value').where('shop', '=', shop).where('resource', '=', beginning),
);

/** The place from which on the log is whole; 0: from the beginning. */
export async function priceLogFrom(trx: Transaction<Tables>, shop: string): Promise<number> {
  const [row] = await logBeginning(trx, { shop });
  return Number(row?.value ?? 0);
}

const priceInsert = rowInsert('price_log', ['shop', 'variant_id', 'seq', 'price', 'at'], {
  replaces: ['shop', 'variant_id', 'seq'],
});

/** A product as a commit leaves it. */
interface ChangedProduct {
  readonly id: string;
  readonly scope: string;
  readonly readAt: number;
  /** Undefined for a deletion. */
  readonly living: object | undefined;
}

/** The price of a variant before and after a commit; undefined where it is not for sale. */
interface PriceMove {
  readonly variantId: string;
  readonly was: number | undefined;
  readonly is: number | undefined;
  readonly seq: number;
  readonly at: number;
}

/**
 * Notes the prices that this commit changes ([M38]). Call it before the products are written: `changed`, in the order
 * of their seqs, and the rows that they replace. A variant has rows from the first change of its price on, or from
 * when it leaves; the first row says what was asked from the beginning.
 */
export async function logPrices(
  trx: Transaction<Tables>,
  { shop, head }: Place,
  changed: readonly ChangedProduct[],
  before: ReadonlyMap<string, StoredRow>,
): Promise<void> {
  const moves: PriceMove[] = [];
  const stored = changed
    .map((product, n) => ({
      product,
      seq: head.seq + 1 + n,
      old: before.get(keyOf(product.scope, product.id)),
    }))
    // A new product changes no price.
    .filter(({ old }) => old !== undefined);
  for (const part of chunks(stored, 100)) {
    const olds = await storedPrices(
      trx,
      shop,
      part.flatMap(({ product, old }) => (old?.deleted ? [] : [product.id])),
    );
    for (const { product, seq } of part)
      moves.push(...movesOf(olds.get(product.id) ?? new Map(), product, seq));
  }
  if (moves.length > 0) await writeMoves(trx, shop, moves);
}

function movesOf(
  was: ReadonlyMap<string, number>,
  { living, readAt }: ChangedProduct,
  seq: number,
): readonly PriceMove[] {
  const is = pricesIn(living as Product | undefined);
  const ids = new Set([...was.keys(), ...is.keys()]);
  return [...ids]
    .map(id => ({ variantId: id, was: was.get(id), is: is.get(id), seq, at: readAt }))
    .filter(each => each.was !== each.is);
}

function pricesIn(product: Product | undefined): ReadonlyMap<string, number> {
  const variants: unknown = product?.variants;
  return new Map(
    (Array.isArray(variants) ? (variants as Product['variants']) : []).map(each => [each.id, each.price]),
  );
}

const productBodies = prepared<{ shop: string; ids: string }>()((db, { shop, ids }) =>
  db
    .selectFrom('document')
    .select(['id', 'body'])
    .where('shop', '=', shop)
    .where('collection', '=', 'products')
    .where('scope', '=', '')
    .where('id', 'in', listedIn(ids)),
);

/** The price of each variant, of each stored product with one of these ids. */
async function storedPrices(
  trx: Transaction<Tables>,
  shop: string,
  ids: readonly string[],
): Promise<Map<string, ReadonlyMap<string, number>>> {
  const found = new Map<string, ReadonlyMap<string, number>>();
  if (ids.length === 0) return found;
  for (const { id, body } of await productBodies(trx, { shop, ids: listText(ids) })) {
    await giveTurn();
    found.set(id, pricesIn(readWhole<Product>(body)));
  }
  return found;
}

async function writeMoves(
  trx: Transaction<Tables>,
  shop: string,
  moves: readonly PriceMove[],
): Promise<void> {
  const logged = new Map<string, number>();
  for (const row of await readLog(
    trx,
    shop,
    moves.map(each => each.variantId),
  ))
    logged.set(row.variant_id, row.price);
  const rows = moves.flatMap(({ variantId, was, is, seq, at }) => {
    const last = logged.get(variantId) ?? was;
    const first = !logged.has(variantId) && was !== undefined ? [[shop, variantId, 0, was, at]] : [];
    // A variant that comes for the first time has this one price.
    const next =
      is !== undefined && last !== undefined && last !== is ? [[shop, variantId, seq, is, at]] : [];
    return [...first, ...next];
  });
  await insertRows(trx, priceInsert, rows);
}

const logRows = prepared<{ shop: string; variantIds: string }>()((db, { shop, variantIds }) =>
  db
    .selectFrom('price_log')
    .select(['variant_id', 'seq', 'price'])
    .where('shop', '=', shop)
    .where('variant_id', 'in', listedIn(variantIds))
    .orderBy('variant_id')
    .orderBy('seq'),
);

/** The rows of these variants, each variant's in the order of their seqs. */
async function readLog(
  trx: Transaction<Tables>,
  shop: string,
  variantIds: readonly string[],
): Promise<readonly Pick<Tables['price_log'], 'variant_id' | 'seq' | 'price'>[]> {
  return logRows(trx, { shop, variantIds: listText(variantIds) });
}

/** What the mirror knows of a variant's prices. */
export interface KnownPrices {
  /** Undefined if it is not for sale now. */
  readonly present: number | undefined;
  /** By seq; empty if the price never changed. */
  readonly log: readonly { readonly seq: number; readonly price: number }[];
}

/** The prices of variants of these products, in minor units; a variant that the mirror does not know is missing. */
export async function readPrices(
  trx: Transaction<Tables>,
  shop: string,
  {
    productIds,
    variantIds,
  }: { readonly productIds: readonly string[]; readonly variantIds: readonly string[] },
): Promise<ReadonlyMap<string, KnownPrices>> {
  const logs = Map.groupBy(await readLog(trx, shop, variantIds), row => row.variant_id);
  const wanted = new Set(variantIds);
  const present = new Map<string, number>();
  // A product may have thousands of variants: few at a time, and the event loop runs in between ([M21]).
  for (const part of chunks(productIds, 50))
    for (const prices of (await storedPrices(trx, shop, part)).values())
      for (const [id, price] of prices) if (wanted.has(id)) present.set(id, price);
  const known = new Set([...present.keys(), ...logs.keys()]);
  return new Map([...known].map(id => [id, { present: present.get(id), log: logs.get(id) ?? [] }]));
}

/** The prices that were asked up to a place; all that are known if `until` is undefined ([M38]). */
export function pricesUpTo({ present, log }: KnownPrices, until: number | undefined): ReadonlySet<number> {
  // A log that ends with another price than the present one missed a change: the old product could not be read.
  const isOpen = until === undefined || log.at(-1)?.price !== present;
  const logged = log.filter(each => until === undefined || each.seq <= until).map(each => each.price);
  return new Set(isOpen && present !== undefined ? [...logged, present] : logged);
}

/**
 * Forgets prices that were replaced before `time`, then the last row of a variant where it is as old: its product says
 * the same. Returns how many.
 */
export async function retirePrices(db: Kysely<Tables>, shop: string, time: number): Promise<number> {
  const next = sql`(select n.at from price_log n where n.shop = price_log.shop
    and n.variant_id = price_log.variant_id and n.seq > price_log.seq order by n.seq limit 1)`;
  const another = sql`exists (select 1 from price_log n where n.shop = price_log.shop
    and n.variant_id = price_log.variant_id and n.seq <> price_log.seq)`;
  const remove = (which: ReturnType<typeof sql>) =>
    inSlices(db, shop, async (trx, rows) => {
      const old = sql`from price_log where shop = ${shop} and at < ${time} and ${which} limit ${rows}`;
      const { numAffectedRows = 0n } = await either(
        sql`delete from price_log where shop = ${shop} and (variant_id, seq) in (
          select variant_id, seq ${old})`,
        sql`delete from price_log where ctid = any(array(select ctid ${old}))`,
      ).execute(trx);
      return { numDeletedRows: numAffectedRows };
    });
  return (await remove(sql`${next} < ${time}`)) + (await remove(sql`not ${another}`));
}
