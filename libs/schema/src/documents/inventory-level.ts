import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, instantSchema, revSchema } from './common.ts';
import { placeSchema } from './record.ts';

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
    /**
     * The newest places of `sales` and `stockMoves` when the read that showed this count began: what Shopify had
     * accepted by then is in it, and nothing else is. Absent where nothing of a till's ever touched this level.
     */
    asOf: {
      type: 'object',
      additionalProperties: false,
      required: ['sales', 'stockMoves'],
      properties: { sales: placeSchema, stockMoves: placeSchema },
    },
  },
} as const;

export type InventoryLevel = FromSchema<typeof inventoryLevelJsonSchema>;

/** Our name for a stock level: one per item and location. Shopify's own gid says the same in a longer way. */
export function inventoryLevelId(inventoryItemId: string, locationId: string): string {
  return `${inventoryItemId}@${locationId}`;
}
