import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, instantSchema, revSchema } from './common.ts';

/** How many of one inventory item Shopify counts at one location. A cache: written by ingest only. */
export const inventoryLevelJsonSchema = {
  title: 'inventoryLevel',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'rev', 'inventoryItemId', 'locationId', 'available', 'updatedAt'],
  properties: {
    /** `inventoryLevelId(inventoryItemId, locationId)`. */
    id: idSchema,
    rev: revSchema,
    inventoryItemId: idSchema,
    locationId: idSchema,
    /** May be negative: Shopify lets shops oversell. */
    available: { type: 'integer' },
    updatedAt: instantSchema,
  },
} as const;

export type InventoryLevel = FromSchema<typeof inventoryLevelJsonSchema>;

/** Our name for a stock level: one per item and location. Shopify's own gid says the same in a longer way. */
export function inventoryLevelId(inventoryItemId: string, locationId: string): string {
  return `${inventoryItemId}@${locationId}`;
}
