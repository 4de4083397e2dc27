import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, instantSchema, nullableAddress, revSchema, shortText } from './common.ts';

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
    title: shortText,
    handle: shortText,
    imageUrl: nullableAddress,
    /** All of its products, drafts too, in ascending order of id. */
    productIds: { type: 'array', maxItems: 500_000, items: idSchema },
    updatedAt: instantSchema,
  },
} as const;

export type ProductCollection = FromSchema<typeof productCollectionJsonSchema>;
