import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, nullableId } from './common.ts';
import { settledOrWaitingJsonSchema } from './submission.ts';

/** Shopify takes at most so many changes of stock in one request (its limit for arrays of input). */
export const mostStockChanges = 250;

/**
 * Goods that Shopify took from other locations than the sale's, moved in its books to where they were: each change is
 * one item's difference at one location.
 */
const stockCorrectionJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'key', 'changes', 'submission'],
  properties: {
    kind: { type: 'string', const: 'stock-correction' },
    /** Names it among the sale's effects, and makes it one change in Shopify however often it is sent. */
    key: { type: 'string', minLength: 8, maxLength: 64, pattern: '^[A-Za-z0-9-]+$' },
    changes: {
      type: 'array',
      minItems: 1,
      maxItems: mostStockChanges,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['inventoryItemId', 'variantId', 'locationId', 'delta'],
        properties: {
          inventoryItemId: idSchema,
          variantId: nullableId,
          locationId: idSchema,
          delta: { type: 'integer', minimum: -1_000_000_000, maximum: 1_000_000_000 },
        },
      },
    },
    submission: settledOrWaitingJsonSchema,
  },
} as const;

/** What a sale changes in Shopify besides its order. The server alone writes it; each effect has a life of its own. */
export const effectsJsonSchema = {
  type: 'array',
  minItems: 1,
  maxItems: 100,
  items: stockCorrectionJsonSchema,
} as const;

export type Effect = FromSchema<typeof effectsJsonSchema>[number];
export type StockCorrection = Extract<Effect, { readonly kind: 'stock-correction' }>;
