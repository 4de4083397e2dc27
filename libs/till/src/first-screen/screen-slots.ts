import { inventoryLevelId, type CollectionName, type InventoryLevel, type Product } from '@tidemark/schema';
import type { Listed, ScreenHead } from './listed-products.ts';

/** What a slot holds: a product, and its stock at the location that the screen is kept for. */
export interface SlotBody {
  readonly product: Product;
  readonly levels: readonly InventoryLevel[];
}

/** The caches that a first screen is kept beside. */
export interface StoredDocuments {
  /** How many living documents of a collection are stored. */
  count(name: CollectionName): Promise<number>;
  storedByIds(name: CollectionName, ids: readonly string[]): Promise<readonly object[]>;
}

/** What the slots of these products are to hold, where they are listed. */
export async function bodiesOf(
  { listed, locationId }: ScreenHead,
  products: readonly Product[],
  stored: StoredDocuments,
): Promise<Map<number, SlotBody>> {
  const slots = new Map(listed.map(({ id, slot }) => [id, slot]));
  const bodies = new Map<number, SlotBody>();
  for (const product of products) {
    const slot = slots.get(product.id);
    if (slot === undefined) continue;
    const levels = await stored.storedByIds('inventoryLevels', levelIdsOf(product, locationId));
    bodies.set(slot, { product, levels: levels as readonly InventoryLevel[] });
  }
  return bodies;
}

/** What the slots are to hold whose products have other stock now. */
export function restocked(
  held: ReadonlyMap<Listed, SlotBody>,
  changed: ReadonlyMap<string, InventoryLevel | undefined>,
  locationId: string | undefined,
): ReadonlyMap<number, SlotBody> {
  const bodies = new Map<number, SlotBody>();
  for (const [{ slot }, { product, levels }] of held) {
    const ids = levelIdsOf(product, locationId);
    if (!ids.some(id => changed.has(id))) continue;
    const stocked = new Map(levels.map(each => [each.id, each]));
    const next = ids.flatMap(id => (changed.has(id) ? changed.get(id) : stocked.get(id)) ?? []);
    bodies.set(slot, { product, levels: next });
  }
  return bodies;
}

function levelIdsOf(product: Product, locationId: string | undefined): readonly string[] {
  if (locationId === undefined) return [];
  return product.variants.map(({ inventoryItemId }) => inventoryLevelId(inventoryItemId, locationId));
}
