import {
  effectOfMove,
  effectsOfSale,
  levelVerdict,
  parseCheckpoint,
  type StockEffect,
} from '@tidemark/protocol';
import { type CollectionName, type InventoryLevel, type Sale, type StockMove } from '@tidemark/schema';
import { sql, type RawBuilder, type Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import type { Place } from '../documents/place.ts';
import { either, storable } from '../statements/engine.ts';
import { listed } from '../statements/listed.ts';
import type { Change } from '../contract/mirror.ts';
import { recordScope } from '../contract/replicated.ts';
import type { Tables } from '../tables.ts';
import { readWhole } from '../damage/whole-rows.ts';

type LevelChange = Extract<Change, { kind: 'present' }> & {
  readonly asOf: NonNullable<InventoryLevel['asOf']>;
};

interface Ruled {
  readonly changes: readonly Change[];
  readonly uncertain: readonly string[];
}

/**
 * Applies the rule of what can be sold ([M22]): leaves out and names levels not yet distinguishable from in-flight
 * sales. The rest get their `asOf`, except levels that no till ever touched.
 */
export async function withLevelRule(
  trx: Transaction<Tables>,
  place: Place<CollectionName>,
  changes: readonly Change[],
): Promise<Ruled> {
  const reads = changes.filter(isToBeJudged);
  if (reads.length === 0) return { changes, uncertain: [] };
  const effects = await effectsOn(trx, place.shop, reads);
  const mayHaveHistory = effects.size > 0 || reads.some(hasHistory);
  const stored = mayHaveHistory
    ? await storedLevels(trx, place.shop, reads)
    : new Map<string, InventoryLevel>();
  const uncertain: string[] = [];
  const ruled = changes.flatMap((change): Change[] => {
    if (!isToBeJudged(change)) return [change];
    const { document, asOf } = change;
    const level = document as InventoryLevel;
    const old = stored.get(level.id);
    const touching = effects.get(level.id) ?? [];
    const verdict = levelVerdict({ available: level.available, asOf }, old, touching);
    if (verdict === 'read-again') {
      uncertain.push(level.id);
      return [];
    }
    // No till's record ever touched it: for a level without `asOf` that stays true.
    const isUntouched = touching.length === 0 && (old ? old.asOf === undefined : !hasHistory(change));
    const next = verdict === 'keep' || isUntouched ? old?.asOf : asOf;
    return [{ ...change, document: next ? { ...level, asOf: next } : level }];
  });
  return { changes: ruled, uncertain };
}

function isToBeJudged(change: Change): change is LevelChange {
  return change.kind === 'present' && change.asOf !== undefined;
}

/** Whether any till had written a record when the read began. */
function hasHistory({ asOf }: LevelChange): boolean {
  const known = histories.get(asOf);
  if (known !== undefined) return known;
  const found = [asOf.sales, asOf.stockMoves].some(each => parseCheckpoint(each).seq > 0);
  histories.set(asOf, found);
  return found;
}

/** Caches by `asOf`, which all levels of a read share. */
const histories = new WeakMap<LevelChange['asOf'], boolean>();

/**
 * Effects of the outbox's records, by level. Records that left the outbox are included in the stored levels. [M40] As
 * long as an order is in flight it may take its goods from any location: it touches all levels of its items.
 */
async function effectsOn(
  trx: Transaction<Tables>,
  shop: string,
  reads: readonly LevelChange[],
): Promise<Map<string, StockEffect[]>> {
  const found = new Map<string, StockEffect[]>();
  const byItem = Map.groupBy(reads, each => (each.document as InventoryLevel).inventoryItemId);
  for (const part of chunks([...byItem.keys()], 500)) {
    for (const { collection, body } of await recordsAbout(trx, shop, part)) {
      const record = readWhole<Sale | StockMove>(body);
      if (!record) continue;
      const mayBeAnywhere = collection === 'sales' && isInFlight(record);
      for (const effect of effectsOf(collection, record))
        for (const { document } of byItem.get(effect.inventoryItemId) ?? []) {
          const { id, locationId } = document as InventoryLevel;
          const touches = mayBeAnywhere || locationId === effect.locationId;
          if (touches) found.set(id, [...(found.get(id) ?? []), effect]);
        }
    }
  }
  return found;
}

function isInFlight({ submission }: Sale | StockMove): boolean {
  return submission?.state === 'waiting' && submission.unanswered > 0;
}

/** The records of the outbox that touch these items, at whichever location; each once. */
async function recordsAbout(
  trx: Transaction<Tables>,
  shop: string,
  items: readonly string[],
): Promise<Iterable<{ readonly collection: string; readonly body: string }>> {
  const list = JSON.stringify(items);
  const { rows } = await either(touchingInSqlite(shop, list), touchingInPostgres(shop, list)).execute(trx);
  return new Map(rows.map(each => [`${each.collection}/${each.id}`, each])).values();
}

interface Touching {
  readonly collection: string;
  readonly id: string;
  readonly body: string;
}

/** The ids of an item's levels begin with the item and "@"; "A" comes next. A cross join: SQLite begins with the list. */
function touchingInSqlite(shop: string, items: string): RawBuilder<Touching> {
  return sql`
    select "outbox_level"."collection", "outbox_level"."id", "document"."body"
      from json_each(${items}) cross join "outbox_level" cross join "document"
      where "outbox_level"."shop" = ${shop} and "outbox_level"."level_id" >= "json_each"."value" || '@'
        and "outbox_level"."level_id" < "json_each"."value" || 'A'
        and "document"."shop" = "outbox_level"."shop" and "document"."collection" = "outbox_level"."collection"
        and "document"."scope" = ${recordScope} and "document"."id" = "outbox_level"."id"`;
}

/** The same. `offset 0` keeps PostgreSQL from reading whole tables: it takes one step after the other, by indexes. */
function touchingInPostgres(shop: string, items: string): RawBuilder<Touching> {
  return sql`
    select l."collection", l."id", d."body"
      from json_array_elements_text(${storable(items)}) as item(value)
      cross join lateral (select "collection", "id" from "outbox_level" where "shop" = ${shop}
        and "level_id" >= item.value || '@' and "level_id" < item.value || 'A' offset 0) as l
      cross join lateral (select "body" from "document" where "shop" = ${shop} and "collection" = l."collection"
        and "scope" = ${recordScope} and "id" = l."id" offset 0) as d`;
}

/** The effects of a record on stock. */
export function effectsOf(collection: string, document: object): StockEffect[] {
  if (collection === 'sales') return effectsOfSale(document as Sale);
  return collection === 'stockMoves' ? [effectOfMove(document as StockMove)] : [];
}

async function storedLevels(
  trx: Transaction<Tables>,
  shop: string,
  reads: readonly LevelChange[],
): Promise<Map<string, InventoryLevel>> {
  const found = new Map<string, InventoryLevel>();
  for (const scope of new Set(reads.map(each => each.scope))) {
    const ids = reads.filter(each => each.scope === scope).map(each => each.document.id);
    for (const part of chunks(ids, 500)) {
      const rows = await trx
        .selectFrom('document')
        .select(['id', 'body'])
        .where('shop', '=', shop)
        .where('collection', '=', 'inventoryLevels')
        .where('scope', '=', scope)
        .where('deleted', '=', 0)
        .where('id', 'in', listed(part))
        .execute();
      for (const { id, body } of rows) {
        // A level that cannot be read counts as new.
        const level = readWhole<InventoryLevel>(body);
        if (level) found.set(id, level);
      }
    }
  }
  return found;
}
