import { idOf } from '../shop/ids.ts';
import type { Nodes } from '../graphql/nodes.ts';
import { levelKey } from '../shop/rows.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

interface Activation {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly available?: number | null;
  readonly onHand?: number | null;
}

const most = 1_000_000_000;

/** Mutations that start and stop stocking an item at a location. The level keeps its id. */
export function activation(store: Store, nodes: Nodes) {
  return {
    inventoryActivate: (args: Activation) => {
      const [itemId, locationId] = [idOf(args.inventoryItemId), idOf(args.locationId)];
      const userErrors = activationErrors(store, itemId, locationId, args);
      const known = store.levels.get(levelKey(itemId, locationId));
      if (userErrors.length === 0 && !known?.isActive)
        // As recorded: at a new location Shopify ignores `available` and takes `onHand`.
        store.setLevel(itemId, locationId, {
          isActive: true,
          ...(args.onHand == null ? {} : { available: args.onHand }),
        });
      const level = store.levels.get(levelKey(itemId, locationId));
      return {
        __typename: 'InventoryActivatePayload',
        inventoryLevel: level && (userErrors.length === 0 || known?.isActive) ? nodes.level(level) : null,
        userErrors,
      };
    },
    inventoryDeactivate: ({ inventoryLevelId }: { inventoryLevelId: string }) => {
      const level = [...store.levels.values()].find(each => each.id === idOf(inventoryLevelId));
      if (level) store.setLevel(level.inventoryItemId, level.locationId, { isActive: false });
      const userErrors = level ? [] : [userError(null, 'Inventory level does not exist')];
      return { __typename: 'InventoryDeactivatePayload', userErrors };
    },
  };
}

function activationErrors(
  store: Store,
  itemId: string,
  locationId: string,
  { available, onHand, ...ids }: Activation,
): UserError[] {
  const location = store.locations.get(locationId);
  if (!store.items.has(itemId))
    return [userError(['inventoryItemId'], `The inventory item ${ids.inventoryItemId} could not be found.`)];
  if (!location)
    return [
      userError(['locationId'], "The product couldn't be stocked because the location could not be found."),
    ];
  const wrong = (reason: string) => `The product couldn't be stocked at ${location.name} because ${reason}.`;
  if (available != null && onHand != null) {
    const message = wrong('not allowed to set available and on_hand quantities at the same time');
    return [userError(['available'], message), userError(['onHand'], message)];
  }
  if (!location.isActive) return [userError(['locationId'], wrong('the location is not active'))];
  const isActive = store.levels.get(levelKey(itemId, locationId))?.isActive ?? false;
  return Object.entries({ available, onHand }).flatMap(([field, quantity]) => {
    if (quantity == null) return [];
    const name = field === 'onHand' ? 'on_hand' : field;
    if (isActive) {
      const article = name === 'on_hand' ? 'an on_hand' : 'available';
      const message = `Not allowed to set ${article} quantity when the item is already active at the location.`;
      return [userError([field], message)];
    }
    const isTooFar = Math.abs(quantity) > most;
    return isTooFar
      ? [userError([field], wrong('the quantity needs to be between -1 billion and 1 billion'))]
      : [];
  });
}
