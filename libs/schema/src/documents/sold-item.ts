import type { FromSchema } from 'json-schema-to-ts';
import { moneySchema, nullableId, nullableText, shortText } from './common.ts';

/** The sold item as the till saw it: a copy, since the catalogue changes. Ids are null for a custom item. */
export const soldItemProperties = {
  productId: nullableId,
  variantId: nullableId,
  inventoryItemId: nullableId,
  title: shortText,
  variantTitle: nullableText,
  sku: nullableText,
  unitPrice: moneySchema,
  taxable: { type: 'boolean' },
} as const;

export const soldItemFields = [
  'productId',
  'variantId',
  'inventoryItemId',
  'title',
  'variantTitle',
  'sku',
  'unitPrice',
  'taxable',
] as const;

export const soldItemJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: soldItemFields,
  properties: soldItemProperties,
} as const;

export type SoldItem = FromSchema<typeof soldItemJsonSchema>;
