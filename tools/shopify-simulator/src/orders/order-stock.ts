import type { InventoryLevelRecord, OrderRecord, RefundLineRecord } from '../shop/records.ts';
import { levelKey, type Rows } from '../shop/rows.ts';
import type { ShopRules } from '../shop/rules.ts';

/** The location that an order's line is taken from; undefined where no stock is counted. */
export interface Taking {
  readonly lineId: string;
  readonly quantity: number;
  readonly locationId: string | undefined;
}

/** A level's new counts after an order. */
export interface StockChange {
  readonly itemId: string;
  readonly locationId: string;
  readonly available: number;
  readonly committed: number;
}

/**
 * The location that each line is taken from: the fulfilling location, or else the first that stocks it. Rule
 * `handedOverFrom` takes it from another one, even if the fulfilling location stocks it.
 */
export function takings(
  store: Rows,
  lines: OrderRecord['lines'],
  locationId: string | undefined,
  { unstockedItems, handedOverFrom }: Pick<ShopRules, 'unstockedItems' | 'handedOverFrom'>,
): Taking[] {
  return lines.map(({ id: lineId, variantId, quantity }) => {
    const itemId = store.variants.get(variantId ?? '')?.inventoryItemId ?? '';
    const levels = (store.levelsOfItem.get(itemId) ?? []).filter(each => each.isActive);
    const isElsewhere =
      unstockedItems === 'another-location' && !levels.some(each => each.locationId === locationId);
    const isCounted = store.items.get(itemId)?.tracked ?? false;
    const place = isCounted && (isElsewhere || locationId === undefined) ? levels[0]?.locationId : locationId;
    const other = levels.find(each => each.locationId !== place)?.locationId;
    const leavesOther = isCounted && handedOverFrom === 'another-location' && other !== undefined;
    return { lineId, quantity, locationId: leavesOther ? other : place };
  });
}

/** Whether an item is tracked, but not stocked at this location. */
export function isUnstocked(store: Rows, variantId: string | undefined, locationId: string): boolean {
  const itemId = store.variants.get(variantId ?? '')?.inventoryItemId ?? '';
  const levels = (store.levelsOfItem.get(itemId) ?? []).filter(each => each.isActive);
  return (store.items.get(itemId)?.tracked ?? false) && !levels.some(each => each.locationId === locationId);
}

/** The stock that an order takes: `available` falls; an unfulfilled order commits it, so that `on_hand` stays. */
export function stockTaken(
  store: Rows,
  lines: OrderRecord['lines'],
  from: readonly Taking[],
  isFulfilled: boolean,
): StockChange[] {
  const taken = new Map<string, StockChange>();
  for (const { lineId, quantity, locationId } of from) {
    const variantId = lines.find(each => each.id === lineId)?.variantId;
    const itemId = store.variants.get(variantId ?? '')?.inventoryItemId ?? '';
    if (locationId === undefined || !store.items.get(itemId)?.tracked) continue;
    const key = levelKey(itemId, locationId);
    const level = store.levels.get(key);
    const before = taken.get(key) ?? {
      available: level?.available ?? 0,
      committed: level ? committedOf(level) : 0,
    };
    taken.set(key, {
      itemId,
      locationId,
      available: before.available - quantity,
      committed: before.committed + (isFulfilled ? 0 : quantity),
    });
  }
  return [...taken.values()];
}

/**
 * The stock that a refund or cancellation returns. Committed goods are no longer committed, even if not restocked;
 * goods handed over are on hand again if restocked.
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

/** Whether the change oversells a variant that may not be oversold. */
export function isShort(store: Rows, { itemId, available }: StockChange): boolean {
  const variant = store.variants.get(store.items.get(itemId)?.variantId ?? '');
  return available < 0 && variant?.inventoryPolicy === 'DENY';
}

function committedOf(level: InventoryLevelRecord): number {
  return level.states?.committed ?? 0;
}
