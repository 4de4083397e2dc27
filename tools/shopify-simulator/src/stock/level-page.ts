import { compareListed, connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { sortableId } from '../shop/ids.ts';
import type { NodeLookup } from '../graphql/node-lookup.ts';
import type { InventoryLevelRecord } from '../shop/records.ts';
import { fits, parseSearch } from '../search/search-syntax.ts';

export interface LevelArguments extends ConnectionArguments {
  readonly query?: string | null;
  readonly includeInactive?: boolean | null;
}

/** A page of the levels that match a search, sorted by id; inactive ones only with `includeInactive`. */
export function levelsPage(
  nodes: NodeLookup,
  levels: readonly InventoryLevelRecord[],
  { query, includeInactive, ...page }: LevelArguments,
): object {
  const search = query ? parseSearch(query) : undefined;
  const chosen = levels.filter(each => {
    if (!each.isActive && !includeInactive) return false;
    return !search || fits(search, each, readLevel, () => '', new Set());
  });
  const listed = chosen.map(row => ({ id: row.id, value: sortableId(row.id), row })).sort(compareListed);
  return connectionOf('InventoryLevel', listed, page, row => nodes.level(row));
}

function readLevel(level: InventoryLevelRecord, field: string) {
  if (field === 'updated_at') return { time: level.updatedAt };
  if (field === 'created_at') return { time: level.createdAt };
  if (field === 'inventory_item_id') return { id: level.inventoryItemId };
  if (field === 'id') return { id: level.id };
  return undefined;
}
