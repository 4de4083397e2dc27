import { countryName } from '../customers/customer-node.ts';
import { gid, idOf } from '../shop/ids.ts';
import { levelsPage, type LevelArguments } from './level-page.ts';
import type { NodeLookup } from '../graphql/node-lookup.ts';
import type { LocationRecord } from '../shop/records.ts';
import { levelKey, type Rows } from '../shop/rows.ts';
import { dateTime } from '../shop/times.ts';

/** A location as a GraphQL object. */
export function locationNode(location: LocationRecord, store: Rows, nodes: NodeLookup) {
  return {
    __typename: 'Location',
    id: gid('Location', location.id),
    legacyResourceId: location.id,
    name: location.name,
    isActive: location.isActive,
    createdAt: dateTime(location.createdAt),
    updatedAt: dateTime(location.updatedAt),
    address: {
      __typename: 'LocationAddress',
      address1: location.address1,
      address2: location.address2 ?? null,
      city: location.city,
      zip: location.zip,
      province: location.province ?? null,
      country: countryName(location.countryCode),
      countryCode: location.countryCode,
      phone: location.phone ?? null,
      formatted: [location.address1, `${location.zip} ${location.city}`, location.countryCode],
    },
    fulfillsOnlineOrders: location.fulfillsOnlineOrders ?? true,
    shipsInventory: location.fulfillsOnlineOrders ?? true,
    isFulfillmentService: location.isFulfillmentService ?? false,
    activatable: !location.isActive,
    deactivatable: location.isActive,
    deletable: !location.isActive,
    deactivatedAt: location.deactivatedAt === undefined ? null : dateTime(location.deactivatedAt),
    hasActiveInventory: () =>
      [...store.levels.values()].some(
        each => each.locationId === location.id && each.isActive && each.available !== 0,
      ),
    inventoryLevel: ({ inventoryItemId }: { inventoryItemId: string }) => {
      const level = store.levels.get(levelKey(idOf(inventoryItemId), location.id));
      return level ? nodes.level(level) : null;
    },
    inventoryLevels: (args: LevelArguments) =>
      levelsPage(
        nodes,
        [...store.levels.values()].filter(each => each.locationId === location.id),
        args,
      ),
  };
}
