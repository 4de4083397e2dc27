/** Every mirrored collection, in the order in which a till should pull them: those that selling needs come first. */
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

/** Collections of which a till has only its own location's documents. */
export const scopedCollections: ReadonlySet<CollectionName> = new Set<CollectionName>(['inventoryLevels']);

/** The part of a collection to which a document belongs: a location's id for stock, '' if there are no parts. */
export type Scope = string;

/** The scope of a collection that a till at `locationId` reads. */
export function scopeFor(collection: CollectionName, locationId: string): Scope {
  return scopedCollections.has(collection) ? locationId : '';
}

/** The scope of a document, from its id alone: a stock level's id names its location. */
export function scopeOfId(collection: CollectionName, id: string): Scope {
  return scopedCollections.has(collection) ? id.slice(id.lastIndexOf('@') + 1) : '';
}
