import type { InventoryLevelRecord, OrderRecord, RefundLineRecord } from './records.ts';
import { levelKey, type Rows } from './rows.ts';

/** What an order does to a level: its new counts. */
export interface StockChange {
  readonly itemId: string;
  readonly locationId: string;
  readonly available: number;
  readonly committed: number;
}

/**
 * What an order takes: `available` falls; what is not yet fulfilled is committed, so that `on_hand` stays. Of the
 * location that fulfils it, else of the first at which the item is stocked.
 */
export function stockTaken(
  store: Rows,
  lines: OrderRecord['lines'],
  isFulfilled: boolean,
  locationId: string | undefined,
): StockChange[] {
  const taken = new Map<string, StockChange>();
  for (const { variantId, quantity } of lines) {
    const itemId = store.variants.get(variantId ?? '')?.inventoryItemId ?? '';
    const level = levelToTakeFrom(store, itemId, locationId);
    if (!level || !store.items.get(itemId)?.tracked) continue;
    const key = levelKey(itemId, level.locationId);
    const before = taken.get(key) ?? { available: level.available, committed: committedOf(level) };
    taken.set(key, {
      itemId,
      locationId: level.locationId,
      available: before.available - quantity,
      committed: before.committed + (isFulfilled ? 0 : quantity),
    });
  }
  return [...taken.values()];
}

/**
 * What goes back on the shelf. What was only committed is so no more, also when it is not restocked; what was given out
 * comes back on hand.
 */
export function stockReturned(
  store: Rows,
  order: OrderRecord,
  lines: readonly RefundLineRecord[],
): StockChange[] {
  const back = new Map<string, StockChange>();
  for (const { lineId, quantity, restockType, locationId } of lines) {
    if (restockType === 'NO_RESTOCK' && order.fulfillmentStatus === 'FULFILLED') continue;
    const line = order.lines.find(each => each.id === lineId);
    const itemId = store.variants.get(line?.variantId ?? '')?.inventoryItemId;
    const place = locationId ?? order.locationId ?? [...store.locations.keys()][0];
    const key = levelKey(itemId ?? '', place ?? '');
    const level = store.levels.get(key);
    if (!level || !itemId || !place || !store.items.get(itemId)?.tracked) continue;
    const before = back.get(key) ?? { available: level.available, committed: committedOf(level) };
    const uncommitted = order.fulfillmentStatus === 'FULFILLED' ? 0 : Math.min(before.committed, quantity);
    if (restockType === 'NO_RESTOCK' && uncommitted === 0) continue;
    back.set(key, {
      itemId,
      locationId: place,
      available: before.available + (restockType === 'NO_RESTOCK' ? 0 : quantity),
      committed: before.committed - uncommitted,
    });
  }
  return [...back.values()];
}

/** A variant that may not be oversold and would be. */
export function isShort(store: Rows, { itemId, available }: StockChange): boolean {
  const variant = store.variants.get(store.items.get(itemId)?.variantId ?? '');
  return available < 0 && variant?.inventoryPolicy === 'DENY';
}

function levelToTakeFrom(
  store: Rows,
  itemId: string,
  locationId: string | undefined,
): InventoryLevelRecord | undefined {
  const levels = (store.levelsOfItem.get(itemId) ?? []).filter(each => each.isActive);
  return levels.find(each => each.locationId === locationId) ?? levels[0];
}

function committedOf(level: InventoryLevelRecord): number {
  return level.states?.committed ?? 0;
}
