import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, instantSchema, revSchema } from './common.ts';

/** The one document of the `settings` collection. */
export const settingsId = 'shop';

/** What a till must know of its shop. A cache: written by ingest only. */
export const settingsJsonSchema = {
  title: 'settings',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'rev',
    'name',
    'domain',
    'email',
    'address',
    'currency',
    'taxesIncluded',
    'taxShipping',
    'taxRates',
    'timeZone',
    'updatedAt',
  ],
  properties: {
    id: idSchema,
    rev: revSchema,
    name: { type: 'string' },
    domain: { type: 'string' },
    email: { type: 'string' },
    /** Lines for a receipt, ready to print. */
    address: { type: 'array', items: { type: 'string' } },
    /** ISO 4217. */
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    /** Whether prices include taxes. */
    taxesIncluded: { type: 'boolean' },
    /** Whether shipping is taxed. */
    taxShipping: { type: 'boolean' },
    /** What a till adds to, or takes out of, a taxable line. From the server's configuration: Shopify's API has none. */
    taxRates: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['title', 'rate'],
        properties: {
          title: { type: 'string', minLength: 1 },
          rate: { type: 'number', minimum: 0, maximum: 1 },
        },
      },
    },
    /** IANA name. */
    timeZone: { type: 'string' },
    updatedAt: instantSchema,
  },
} as const;

export type Settings = FromSchema<typeof settingsJsonSchema>;
