import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, instantSchema, nullableText, revSchema } from './common.ts';

/** A group of products for browsing: Shopify's Collection. A cache: written by ingest only. */
export const productCollectionJsonSchema = {
  title: 'productCollection',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'rev', 'title', 'handle', 'imageUrl', 'productIds', 'updatedAt'],
  properties: {
    id: idSchema,
    rev: revSchema,
    title: { type: 'string' },
    handle: { type: 'string' },
    imageUrl: nullableText,
    /** All of its products, draft ones too, in ascending order of id. */
    productIds: { type: 'array', items: idSchema },
    updatedAt: instantSchema,
  },
} as const;

export type ProductCollection = FromSchema<typeof productCollectionJsonSchema>;
