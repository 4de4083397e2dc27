import type { FromSchema } from 'json-schema-to-ts';
import {
  addressLinesSchema,
  currencySchema,
  idSchema,
  instantSchema,
  mostTaxes,
  revSchema,
  shortText,
} from './common.ts';

/** The one document of the `settings` collection. */
export const settingsId = 'shop';

/** What a till must know about its shop. A cache: written by ingest only. */
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
    name: shortText,
    domain: shortText,
    email: shortText,
    address: addressLinesSchema,
    currency: currencySchema,
    /** Whether prices include taxes. */
    taxesIncluded: { type: 'boolean' },
    /** Whether shipping is taxed. */
    taxShipping: { type: 'boolean' },
    /**
     * The taxes that a till adds to a taxable line, or that its price includes. From the server's configuration:
     * Shopify's API has none.
     */
    taxRates: {
      type: 'array',
      maxItems: mostTaxes,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['title', 'rate'],
        properties: {
          title: { ...shortText, minLength: 1 },
          rate: { type: 'number', minimum: 0, maximum: 1 },
        },
      },
    },
    /** IANA name. */
    timeZone: shortText,
    updatedAt: instantSchema,
  },
} as const;

export type Settings = FromSchema<typeof settingsJsonSchema>;
