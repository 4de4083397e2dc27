import {
  effectOfMove,
  effectsOfSale,
  levelVerdict,
  parseCheckpoint,
  type StockEffect,
} from '@tidemark/protocol';
import {
  inventoryLevelId,
  type CollectionName,
  type InventoryLevel,
  type Sale,
  type StockMove,
} from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import type { Place } from '../documents/place.ts';
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

/** Effects of the outbox's records, by level. Records that left the outbox are included in the stored levels. */
async function effectsOn(
  trx: Transaction<Tables>,
  shop: string,
  reads: readonly LevelChange[],
): Promise<Map<string, StockEffect[]>> {
  const found = new Map<string, StockEffect[]>();
  for (const part of chunks(
    reads.map(each => each.document.id),
    500,
  )) {
    const rows = await trx
      .selectFrom('outbox_level')
      // A cross join: SQLite begins with the table named first, which is small.
      .crossJoin('document')
      .whereRef('document.shop', '=', 'outbox_level.shop')
      .whereRef('document.collection', '=', 'outbox_level.collection')
      .where('document.scope', '=', recordScope)
      .whereRef('document.id', '=', 'outbox_level.id')
      .select(['outbox_level.level_id', 'outbox_level.collection', 'document.body'])
      .where('outbox_level.shop', '=', shop)
      .where('outbox_level.level_id', 'in', listed(part))
      .execute();
    for (const { level_id, collection, body } of rows) {
      const promise = readWhole<Sale | StockMove>(body);
      const effect = (promise ? effectsOf(collection, promise) : []).find(
        each => inventoryLevelId(each.inventoryItemId, each.locationId) === level_id,
      );
      if (effect) found.set(level_id, [...(found.get(level_id) ?? []), effect]);
    }
  }
  return found;
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
