import type { FromSchema } from 'json-schema-to-ts';
import { addressLinesSchema, idSchema, instantSchema, revSchema, shortText } from './common.ts';

/** A place where the shop keeps stock or sells. A cache: written by ingest only. */
export const locationJsonSchema = {
  title: 'location',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'rev', 'name', 'active', 'address', 'updatedAt'],
  properties: {
    id: idSchema,
    rev: revSchema,
    name: shortText,
    active: { type: 'boolean' },
    address: addressLinesSchema,
    updatedAt: instantSchema,
  },
} as const;

export type Location = FromSchema<typeof locationJsonSchema>;
