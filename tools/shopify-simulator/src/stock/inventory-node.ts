import { gid, idOf } from '../shop/ids.ts';
import { quantityOf } from './inventory-rules.ts';
import { levelsPage, type LevelArguments } from './level-page.ts';
import type { NodeLookup } from '../graphql/node-lookup.ts';
import type {
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
  VariantRecord,
} from '../shop/records.ts';
import { levelKey, type Rows } from '../shop/rows.ts';
import { dateTime } from '../shop/times.ts';

/** An inventory item as a GraphQL object. */
export function itemNode(item: InventoryItemRecord, store: Rows, nodes: NodeLookup) {
  return {
    __typename: 'InventoryItem',
    id: gid('InventoryItem', item.id),
    legacyResourceId: item.id,
    tracked: item.tracked,
    sku: () => store.variants.get(item.variantId)?.sku ?? null,
    createdAt: dateTime(item.createdAt),
    updatedAt: dateTime(item.updatedAt),
    variant: () => nodes.variant(store.variants.get(item.variantId) as VariantRecord),
    inventoryLevels: (args: LevelArguments) => levelsPage(nodes, store.levelsOfItem.get(item.id) ?? [], args),
    inventoryLevel: ({ locationId }: { locationId: string }) => {
      const level = store.levels.get(levelKey(item.id, idOf(locationId)));
      return level ? nodes.level(level) : null;
    },
  };
}

/** An inventory level as a GraphQL object. */
export function levelNode(level: InventoryLevelRecord, store: Rows, nodes: NodeLookup) {
  return {
    __typename: 'InventoryLevel',
    id: `${gid('InventoryLevel', level.id)}?inventory_item_id=${level.inventoryItemId}`,
    isActive: level.isActive,
    createdAt: dateTime(level.createdAt),
    updatedAt: dateTime(level.updatedAt),
    item: () => nodes.item(store.items.get(level.inventoryItemId) as InventoryItemRecord),
    location: () => nodes.location(store.locations.get(level.locationId) as LocationRecord),
    quantities: ({ names }: { names: readonly string[] }) =>
      names.map(name => ({
        __typename: 'InventoryQuantity',
        id: `${gid('InventoryQuantity', level.id)}?name=${name}`,
        name,
        quantity: quantityOf(level, name),
        updatedAt: name === 'available' ? dateTime(level.updatedAt) : null,
      })),
  };
}
