import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, instantSchema, revSchema } from './common.ts';
import { placeSchema } from './record.ts';

/** Shopify's count of one inventory item at one location. A cache: written by ingest only. */
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
     * The newest places of `sales` and `stockMoves` when the read that showed this count began: the count includes what
     * Shopify had accepted by then, and nothing else. Absent if no till's record ever touched this level.
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

/** The id of a stock level: one per item and location. Shopify's own gid says the same at greater length. */
export function inventoryLevelId(inventoryItemId: string, locationId: string): string {
  return `${inventoryItemId}@${locationId}`;
}
