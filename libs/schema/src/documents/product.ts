import type { FromSchema } from 'json-schema-to-ts';
import {
  idSchema,
  instantSchema,
  moneySchema,
  nullableAddress,
  nullableText,
  revSchema,
  shortText,
  tagsSchema,
} from './common.ts';

/** One thing a cashier can sell: a product's size, colour or only form. */
const variantJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'title',
    'sku',
    'barcode',
    'price',
    'compareAtPrice',
    'position',
    'taxable',
    'inventoryItemId',
    'tracked',
    'sellsBelowZero',
    'options',
  ],
  properties: {
    id: idSchema,
    title: shortText,
    sku: nullableText,
    barcode: nullableText,
    price: moneySchema,
    compareAtPrice: { anyOf: [moneySchema, { type: 'null' }] },
    position: { type: 'integer', minimum: 1 },
    taxable: { type: 'boolean' },
    inventoryItemId: idSchema,
    /** False: Shopify does not count this variant's stock. */
    tracked: { type: 'boolean' },
    /** Shopify's inventory policy CONTINUE: may be sold with none left. */
    sellsBelowZero: { type: 'boolean' },
    /** A bundle: made of other variants, whose stock a plain sale would not take. Absent: unknown, treated as false. */
    requiresComponents: { type: 'boolean' },
    options: {
      type: 'array',
      maxItems: 10,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'value'],
        properties: { name: shortText, value: shortText },
      },
    },
  },
} as const;

/** A product with all of its variants, in position order. A cache: written by ingest only. */
export const productJsonSchema = {
  title: 'product',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'rev',
    'title',
    'handle',
    'vendor',
    'productType',
    'status',
    'published',
    'tags',
    'imageUrl',
    'variants',
    'updatedAt',
  ],
  properties: {
    /** The numeric tail of Shopify's gid. */
    id: idSchema,
    rev: revSchema,
    title: { type: 'string', maxLength: 300 },
    handle: shortText,
    vendor: shortText,
    productType: shortText,
    /** Only active products are shown for sale; the others stay, so that a till can say why one is not. */
    status: { type: 'string', enum: ['active', 'draft', 'archived', 'unlisted'] },
    /** Whether it is published to the server's sales channel; true if the server has none. */
    published: { type: 'boolean' },
    /** Selling it would have to issue a gift card. Absent: unknown, treated as false. */
    isGiftCard: { type: 'boolean' },
    /** Sold by subscription only. Absent: unknown, treated as false. */
    requiresSellingPlan: { type: 'boolean' },
    tags: tagsSchema,
    imageUrl: nullableAddress,
    /** Shopify allows 2,048. */
    variants: { type: 'array', maxItems: 5_000, items: variantJsonSchema },
    updatedAt: instantSchema,
  },
} as const;

export type Variant = FromSchema<typeof variantJsonSchema>;
export type Product = FromSchema<typeof productJsonSchema>;
