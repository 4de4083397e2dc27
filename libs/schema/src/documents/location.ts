import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, revSchema, instantSchema } from './common.ts';

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
    name: { type: 'string' },
    active: { type: 'boolean' },
    /** Lines for a receipt, ready to print. */
    address: { type: 'array', items: { type: 'string' } },
    updatedAt: instantSchema,
  },
} as const;

export type Location = FromSchema<typeof locationJsonSchema>;
