import { gid, idOf } from '../shop/ids.ts';
import {
  adjustRules,
  isState,
  quantityErrors,
  quantityOf,
  requireChangeFrom,
  setRules,
  type QuantitiesInput,
  type QuantityInput,
  type QuantityRules,
} from './inventory-rules.ts';
import { activation } from './inventory-activation.ts';
import type { Nodes } from '../graphql/nodes.ts';
import { levelKey } from '../shop/rows.ts';
import type { Store } from '../shop/store.ts';
import { dateTime } from '../shop/times.ts';

interface Changed {
  readonly name: string;
  readonly delta: number;
  readonly itemId: string;
  readonly locationId: string;
  readonly ledgerDocumentUri: string | null;
}

/** Mutations that count and move stock. */
export function inventoryMutations(store: Store, nodes: Nodes) {
  function change(rules: QuantityRules, input: QuantitiesInput): object {
    requireChangeFrom(rules, input.changes);
    const userErrors = quantityErrors(rules, store, input);
    const changed =
      userErrors.length > 0 ? [] : input.changes.flatMap(each => apply(store, input.name, each));
    return {
      __typename: `${rules.payload}Payload`,
      inventoryAdjustmentGroup: changed.length > 0 ? group(input, changed) : null,
      userErrors,
    };
  }

  function group({ reason, referenceDocumentUri }: QuantitiesInput, changed: readonly Changed[]): object {
    return {
      __typename: 'InventoryAdjustmentGroup',
      id: gid('InventoryAdjustmentGroup', store.newId()),
      createdAt: dateTime(store.now()),
      reason,
      referenceDocumentUri: referenceDocumentUri ?? null,
      changes: ({ quantityNames }: { quantityNames?: readonly string[] | null }) =>
        changed
          .filter(each => !quantityNames || quantityNames.includes(each.name))
          .map(({ name, delta, itemId, locationId, ledgerDocumentUri }) => ({
            __typename: 'InventoryChange',
            name,
            delta,
            ledgerDocumentUri,
            quantityAfterChange: null,
            item: () => nodes.byGid(gid('InventoryItem', itemId)),
            location: () => nodes.byGid(gid('Location', locationId)),
          })),
    };
  }

  return {
    inventoryAdjustQuantities: ({ input }: { input: QuantitiesInput }) => change(adjustRules, input),
    inventorySetQuantities: ({
      input: { quantities, ...input },
    }: {
      input: Omit<QuantitiesInput, 'changes'> & { quantities: readonly QuantityInput[] };
    }) => change(setRules, { ...input, changes: quantities }),
    ...activation(store, nodes),
  };
}

/** Applies a change and reports it, with its effect on `on_hand` or `available`; empty if nothing changed. */
function apply(store: Store, name: string, input: QuantityInput): Changed[] {
  const [itemId, locationId] = [idOf(input.inventoryItemId), idOf(input.locationId)];
  const level = store.levels.get(levelKey(itemId, locationId));
  if (!level) return [];
  const before = quantityOf(level, name);
  const delta = input.delta ?? (input.quantity ?? before) - before;
  if (delta === 0) return [];
  if (isState(name)) store.setLevel(itemId, locationId, { states: { [name]: before + delta } });
  else store.setLevel(itemId, locationId, { available: level.available + delta });
  const row = { delta, itemId, locationId, ledgerDocumentUri: null };
  const named = isState(name) ? name : 'available';
  const told = { ...row, name: named, ledgerDocumentUri: input.ledgerDocumentUri ?? null };
  return name === 'incoming' ? [told] : [told, { ...row, name: 'on_hand' }];
}
