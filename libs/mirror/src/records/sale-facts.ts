import { parseCheckpoint, type Checkpoint } from '@tidemark/protocol';
import {
  settingsId,
  type JournalEntry,
  type RecordApproval,
  type Sale,
  type Settings,
} from '@tidemark/schema';
import { sql, type Transaction } from 'kysely';
import type { RowFacts } from '../contract/journal.ts';
import type { PushedState } from '../contract/records.ts';
import { readWhole } from '../damage/whole-rows.ts';
import { priceLogFrom, pricesUpTo, readPrices, type KnownPrices } from '../documents/price-log.ts';
import { rowsWithPairs } from '../statements/engine.ts';
import { listedIn, listText } from '../statements/listed.ts';
import { prepared } from '../statements/prepared.ts';
import type { Tables } from '../tables.ts';
import { storedRole } from '../register/stored-role.ts';
import { readSeries } from './journal-rows.ts';

/** What new sales of a batch claim, and what the store knows about it. */
export interface FactsOfSales {
  of(row: PushedState): RowFacts;
  /** Counts a journal record that is stored as part of the same batch. */
  add(sale: Sale): void;
}

type Chained = Pick<JournalEntry, 'hash' | 'previous'>;

/** What a row says, whatever it is: nothing of it was checked yet. */
interface Claims {
  readonly tillId: string;
  readonly staffId: string;
  /** The ids of those who are said to have approved. */
  readonly approvers: readonly string[];
  readonly pricedUnder: string;
  readonly items: readonly { readonly productId: string; readonly variantId: string }[];
  readonly series: string;
  readonly number: number;
}

/** Gathers the facts about all new sales of a batch, by as many statements for one as for many ([O16]). */
export async function gatherFacts(
  trx: Transaction<Tables>,
  shop: string,
  head: Checkpoint,
  rows: readonly PushedState[],
): Promise<FactsOfSales> {
  const claims = new Map(rows.map(row => [row, claimsOf(row)]));
  const all = [...claims.values()];
  const staff = await membersOf(trx, shop, distinct(all.flatMap(each => [each.staffId, ...each.approvers])));
  const places = await placesOf(trx, shop, distinct(all.map(each => each.tillId)));
  const currency = await currencyOf(trx, shop);
  const items = all.flatMap(each => each.items);
  const prices = await readPrices(trx, shop, {
    productIds: distinct(items.map(each => each.productId)),
    variantIds: distinct(items.map(each => each.variantId)),
  });
  const loggedFrom = await priceLogFrom(trx, shop);
  const journaled = all.filter(each => each.series !== '');
  const names = distinct(journaled.map(each => each.series));
  const series = new Map(
    (await readSeries(trx, shop, names)).map(row => [row.series, { tillId: row.till_id, keyId: row.key_id }]),
  );
  const chained = await neighbours(trx, shop, journaled);
  return {
    of(row) {
      const said = claims.get(row) ?? claimsOf(row);
      const until = placeIn(said.pricedUnder, head);
      const writer = staff.get(said.staffId);
      return {
        staff: writer ? { dismissedAt: writer.dismissedAt } : 'unknown',
        roleAt: (id, at) => {
          const found = staff.get(id);
          return found && (found.dismissedAt ?? at) >= at ? found.role : undefined;
        },
        places: places.get(said.tillId) ?? new Set(),
        currency,
        prices: variantId =>
          until !== undefined && until < loggedFrom ? 'any' : pricesOf(prices, variantId, until),
        series: series.get(said.series),
        before: chained.get(keyOf(said.series, said.number - 1))?.hash,
        after: chained.get(keyOf(said.series, said.number + 1))?.previous ?? undefined,
      };
    },
    add({ tillId, journal }) {
      if (!journal) return;
      chained.set(keyOf(journal.series, journal.number), journal);
      if (!series.has(journal.series)) series.set(journal.series, { tillId, keyId: journal.keyId });
    },
  };
}

function claimsOf(row: PushedState): Claims {
  const { tillId, staffId, approvals, pricedUnder, lines, journal } = row as Partial<
    Record<keyof Sale, unknown>
  >;
  const { series, number } = fieldsOf<JournalEntry>(journal);
  return {
    tillId: textOf(tillId),
    staffId: textOf(staffId),
    approvers: (Array.isArray(approvals) ? approvals.slice(0, mostApprovals) : []).map(each =>
      textOf(fieldsOf<RecordApproval>(each).staffId),
    ),
    pricedUnder: textOf(pricedUnder),
    items: (Array.isArray(lines) ? lines : []).map(line => {
      const { productId, variantId } = fieldsOf<Sale['lines'][number]>(line);
      return { productId: textOf(productId), variantId: textOf(variantId) };
    }),
    series: textOf(series),
    number: Number.isSafeInteger(number) ? (number as number) : 0,
  };
}

function fieldsOf<T>(value: unknown): Partial<Record<keyof T, unknown>> {
  return typeof value === 'object' && value !== null ? value : {};
}

/** An id as the schemas allow it; '' for anything else. */
function textOf(value: unknown): string {
  return typeof value === 'string' && value.length <= 100 ? value : '';
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter(each => each !== '');
}

/** A record has no more; the rest of a larger one is not looked up. */
const mostApprovals = 20;

const members = prepared<{ shop: string; ids: string }>()((db, { shop, ids }) =>
  db
    .selectFrom('staff')
    .select(['id', 'dismissed_at', 'role'])
    .where('shop', '=', shop)
    .where('id', 'in', listedIn(ids)),
);

async function membersOf(trx: Transaction<Tables>, shop: string, ids: readonly string[]) {
  const rows = await members(trx, { shop, ids: listText(ids) });
  return new Map(
    rows.map(row => [row.id, { dismissedAt: row.dismissed_at ?? undefined, role: storedRole(row.role) }]),
  );
}

const tillPlaces = prepared<{ shop: string; tillIds: string }>()((db, { shop, tillIds }) =>
  db
    .selectFrom('till_place')
    .select(['till_id', 'location_id'])
    .where('shop', '=', shop)
    .where('till_id', 'in', listedIn(tillIds)),
);

async function placesOf(
  trx: Transaction<Tables>,
  shop: string,
  tillIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await tillPlaces(trx, { shop, tillIds: listText(tillIds) });
  const byTill = Map.groupBy(rows, row => row.till_id);
  return new Map([...byTill].map(([id, own]) => [id, new Set(own.map(row => row.location_id))]));
}

const storedSettings = prepared<{ shop: string }>()((db, { shop }) =>
  db
    .selectFrom('document')
    .select('body')
    .where('shop', '=', shop)
    .where('collection', '=', 'settings')
    .where('scope', '=', '')
    .where('id', '=', settingsId),
);

async function currencyOf(trx: Transaction<Tables>, shop: string): Promise<string | undefined> {
  const [row] = await storedSettings(trx, { shop });
  return row && readWhole<Partial<Settings>>(row.body)?.currency;
}

const numbered = prepared<{ shop: string; wanted: string }>()((_, { shop, wanted }) =>
  rowsWithPairs(
    sql<
      Tables['journal']
    >`select "series", "number", "hash", "previous" from "journal" where "shop" = ${shop}`,
    [sql`"series"`, sql`"number"`],
    wanted,
    'number',
  ),
);

/** The stored records before and after these, by series and number. */
async function neighbours(
  trx: Transaction<Tables>,
  shop: string,
  claims: readonly Claims[],
): Promise<Map<string, Chained>> {
  if (claims.length === 0) return new Map();
  const wanted = claims.flatMap(({ series, number }) => [
    [series, number - 1],
    [series, number + 1],
  ]);
  const rows = await numbered(trx, { shop, wanted: JSON.stringify(wanted) });
  return new Map(rows.map(row => [keyOf(row.series, row.number), row]));
}

function keyOf(series: string, number: number): string {
  return `${series} ${number}`;
}

/** How far in this history the till knew the products; undefined if it names no place of it. */
function placeIn(pricedUnder: string, head: Checkpoint): number | undefined {
  if (!/^[^:]+:\d+$/.test(pricedUnder)) return undefined;
  const { epoch, seq } = parseCheckpoint(pricedUnder);
  return epoch === head.epoch ? seq : undefined;
}

function pricesOf(
  known: ReadonlyMap<string, KnownPrices>,
  variantId: string,
  until: number | undefined,
): ReadonlySet<number> | undefined {
  const prices = known.get(variantId);
  return prices && pricesUpTo(prices, until);
}
