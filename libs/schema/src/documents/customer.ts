import type { FromSchema } from 'json-schema-to-ts';
import { addressJsonSchema } from './address.ts';
import {
  idSchema,
  instantSchema,
  moneySchema,
  nullableNote,
  nullableText,
  revSchema,
  shortText,
  tagsSchema,
} from './common.ts';

/** A person or firm that the shop knows. A cache: written by ingest only. */
export const customerJsonSchema = {
  title: 'customer',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'rev',
    'firstName',
    'lastName',
    'displayName',
    'email',
    'phone',
    'addresses',
    'tags',
    'note',
    'taxExempt',
    'orders',
    'spent',
    'createdAt',
    'updatedAt',
  ],
  properties: {
    id: idSchema,
    rev: revSchema,
    firstName: nullableText,
    lastName: nullableText,
    /** What Shopify shows: the name, else the e-mail address, else the phone number. */
    displayName: shortText,
    email: nullableText,
    phone: nullableText,
    /** The default address first; Shopify shows 250. */
    addresses: { type: 'array', maxItems: 500, items: addressJsonSchema },
    tags: tagsSchema,
    note: nullableNote,
    taxExempt: { type: 'boolean' },
    /** The number of all orders that Shopify counts. */
    orders: { type: 'integer', minimum: 0 },
    spent: moneySchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
} as const;

export type Customer = FromSchema<typeof customerJsonSchema>;
