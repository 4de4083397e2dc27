import { GraphQLError } from 'graphql';
import { badRequest } from '../api/bad-request.ts';
import { idOf } from '../shop/ids.ts';
import type { InventoryLevelRecord, StockState } from '../shop/records.ts';
import { levelKey, type Rows } from '../shop/rows.ts';
import { userError, type UserError } from '../api/user-errors.ts';

/** One count to change, for either mutation. */
export interface QuantityInput {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly quantity?: number;
  readonly delta?: number;
  readonly changeFromQuantity?: number | null;
  readonly ledgerDocumentUri?: string | null;
}

export interface QuantitiesInput {
  readonly name: string;
  readonly reason: string;
  readonly referenceDocumentUri?: string | null;
  readonly changes: readonly QuantityInput[];
}

/** How the two mutations differ. */
export interface QuantityRules {
  readonly payload: 'InventoryAdjustQuantities' | 'InventorySetQuantities';
  readonly inputType: string;
  readonly list: 'changes' | 'quantities';
  readonly names: readonly string[];
  readonly wrongName: string;
  readonly limit: number;
  readonly duplicate: string;
}

export const adjustRules: QuantityRules = {
  payload: 'InventoryAdjustQuantities',
  inputType: 'InventoryChangeInput',
  list: 'changes',
  names: ['available', 'damaged', 'incoming', 'quality_control', 'reserved', 'safety_stock'],
  wrongName: 'INVALID_QUANTITY_NAME',
  limit: 2_000_000_000,
  duplicate: 'ADJUST_QUANTITIES_FAILED',
};

export const setRules: QuantityRules = {
  payload: 'InventorySetQuantities',
  inputType: 'InventoryQuantityInput',
  list: 'quantities',
  names: ['available', 'on_hand'],
  wrongName: 'INVALID_NAME',
  limit: 1_000_000_000,
  duplicate: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
};

const reasons = [
  ...['correction', 'cycle_count_available', 'damaged', 'movement_canceled', 'movement_created'],
  ...['movement_received', 'movement_updated', 'other', 'promotion', 'quality_control', 'received'],
  ...['reservation_created', 'reservation_deleted', 'reservation_updated', 'restock', 'safety_stock'],
  'shrinkage',
];

/** Maximum length of an input list. */
const listLimit = 250;

/**
 * @throws when the list is too long, or when a change lacks `changeFromQuantity`, required since 2026-04; null skips
 * the comparison.
 */
export function requireChangeFrom({ inputType }: QuantityRules, changes: readonly QuantityInput[]): void {
  if (changes.length > listLimit)
    throw badRequest(
      `The input array size of ${changes.length} is greater than the maximum allowed of ${listLimit}.`,
      'MAX_INPUT_SIZE_EXCEEDED',
    );
  if (changes.every(each => 'changeFromQuantity' in each)) return;
  const message = `${inputType} must include the following argument: changeFromQuantity.`;
  throw badRequest(message, 'INVALID_FIELD_ARGUMENTS');
}

/** Why the whole change is refused, in Shopify's words as far as recorded; empty if it is not. */
export function quantityErrors(rules: QuantityRules, store: Rows, input: QuantitiesInput): UserError[] {
  const typename = `${rules.payload}UserError`;
  const error = (path: readonly string[], message: string, code: string) =>
    userError(['input', ...path], message, code, typename);
  if (!rules.names.includes(input.name)) {
    const message = `The specified quantity name is invalid. Valid values are: ${rules.names.join(', ')}.`;
    return [error(['name'], message, rules.wrongName)];
  }
  if (!reasons.includes(input.reason)) {
    const message = `The specified reason is invalid. Valid values are: ${reasons.join(', ')}.`;
    return [error(['reason'], message, 'INVALID_REASON')];
  }
  const seen = new Set<string>();
  return input.changes.flatMap((change, n) => {
    const found = changeError(rules, store, input.name, change, seen);
    return found ? [error([rules.list, String(n), found.field], found.message, found.code)] : [];
  });
}

function changeError(
  rules: QuantityRules,
  store: Rows,
  name: string,
  change: QuantityInput,
  seen: Set<string>,
): { field: string; message: string; code: string } | undefined {
  const [itemId, locationId] = [idOf(change.inventoryItemId), idOf(change.locationId)];
  const found = (field: string, code: string, message: string) => ({ field, code, message });
  const size = sizeError(rules, name, change);
  if (size) return size;
  if (rules === adjustRules && name === 'available' && change.ledgerDocumentUri != null)
    return found(
      'ledgerDocumentUri',
      'INVALID_AVAILABLE_DOCUMENT',
      'Available takes no ledger document URI.',
    );
  if (rules === adjustRules && name !== 'available' && change.ledgerDocumentUri == null)
    return found('ledgerDocumentUri', 'INVALID_QUANTITY_DOCUMENT', `${name} needs a ledger document URI.`);
  if (!store.items.has(itemId))
    return found(
      'inventoryItemId',
      'INVALID_INVENTORY_ITEM',
      'The specified inventory item could not be found.',
    );
  if (!store.locations.has(locationId))
    return found('locationId', 'INVALID_LOCATION', 'The specified location could not be found.');
  const key = levelKey(itemId, locationId);
  const level = store.levels.get(key);
  if (!level?.isActive)
    return found(
      'locationId',
      'INVALID_LOCATION',
      'The specified inventory item is not stocked at the location.',
    );
  if (seen.has(key))
    return found(
      'inventoryItemId',
      rules.duplicate,
      'The combination of inventoryItemId and locationId must be unique.',
    );
  seen.add(key);
  const isStale = change.changeFromQuantity != null && change.changeFromQuantity !== quantityOf(level, name);
  return isStale
    ? found(
        'changeFromQuantity',
        'CHANGE_FROM_QUANTITY_STALE',
        'The changeFromQuantity argument no longer matches the persisted quantity.',
      )
    : undefined;
}

function sizeError({ limit, list }: QuantityRules, name: string, { quantity, delta }: QuantityInput) {
  const field = list === 'changes' ? 'delta' : 'quantity';
  const size = quantity ?? delta ?? 0;
  const most = limit.toLocaleString('en');
  const than = (word: string, bound: string, code: string) => ({
    field,
    message: `The quantity can't be ${word} than ${bound}.`,
    code,
  });
  if (name === 'on_hand' && size < 0)
    return { field, message: "The quantity can't be negative.", code: 'INVALID_QUANTITY_NEGATIVE' };
  if (size > limit) return than('higher', most, 'INVALID_QUANTITY_TOO_HIGH');
  if (size < -limit) return than('lower', `-${most}`, 'INVALID_QUANTITY_TOO_LOW');
  return undefined;
}

/** A level's count by name. @throws for an unknown name. */
export function quantityOf(level: InventoryLevelRecord, name: string): number {
  if (name === 'available') return level.available;
  if (name === 'on_hand') return level.onHand;
  if (isState(name)) return level.states?.[name] ?? 0;
  throw new GraphQLError(`The specified quantity name is invalid: ${name}`, {
    extensions: { code: 'BAD_REQUEST' },
  });
}

export function isState(name: string): name is StockState {
  return ['committed', 'damaged', 'incoming', 'quality_control', 'reserved', 'safety_stock'].includes(name);
}
