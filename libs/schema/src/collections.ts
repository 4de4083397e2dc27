/** Every mirrored collection, in the order in which a till should pull them: what selling needs first comes first. */
export const collectionNames = [
  'settings',
  'locations',
  'products',
  'inventoryLevels',
  'productCollections',
  'customers',
  'orders',
] as const;

export type CollectionName = (typeof collectionNames)[number];

/** Collections of which a till holds only its own location's documents. */
export const scopedCollections: ReadonlySet<CollectionName> = new Set<CollectionName>(['inventoryLevels']);

/** The part of a collection a document belongs to: a location's id for stock, '' where there are no parts. */
export type Scope = string;

/** Which scope of a collection a till at `locationId` reads. */
export function scopeFor(collection: CollectionName, locationId: string): Scope {
  return scopedCollections.has(collection) ? locationId : '';
}

/** The scope of a document by its id alone: a stock level's id names its location. */
export function scopeOfId(collection: CollectionName, id: string): Scope {
  return scopedCollections.has(collection) ? id.slice(id.lastIndexOf('@') + 1) : '';
}
