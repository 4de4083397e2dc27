import type { FromSchema } from 'json-schema-to-ts';
import { nullableText } from './common.ts';

/** A postal address as typed into Shopify: any part may be missing. */
export const addressJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'company', 'address1', 'address2', 'city', 'province', 'zip', 'countryCode', 'phone'],
  properties: {
    name: nullableText,
    company: nullableText,
    address1: nullableText,
    address2: nullableText,
    city: nullableText,
    province: nullableText,
    zip: nullableText,
    /** ISO 3166-1, two letters. */
    countryCode: nullableText,
    phone: nullableText,
  },
} as const;

export type Address = FromSchema<typeof addressJsonSchema>;
