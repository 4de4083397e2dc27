import type { FromSchema } from 'json-schema-to-ts';
import { addressJsonSchema } from './address.ts';
import { idSchema, nullableText } from './common.ts';
import { promiseFields, promiseProperties } from './promise.ts';
import { editSubmissionJsonSchema } from './submission.ts';

const textChange = {
  type: 'object',
  additionalProperties: false,
  required: ['was', 'is'],
  properties: { was: nullableText, is: nullableText },
} as const;

const nullableAddress = { anyOf: [addressJsonSchema, { type: 'null' }] } as const;

/** Only the fields that were changed, each with what it was: enough for a three-way merge with whatever the shop has. */
export const customerChangesJsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    firstName: textChange,
    lastName: textChange,
    email: textChange,
    phone: textChange,
    note: textChange,
    /** The default address, as a whole. */
    address: {
      type: 'object',
      additionalProperties: false,
      required: ['was', 'is'],
      properties: { was: nullableAddress, is: nullableAddress },
    },
  },
} as const;

/**
 * What a till changed about a customer, or whom it added. A promise, written once; `customers` itself stays a cache.
 * A new customer's edit has `isNew`, and its own id is the customer's until Shopify gives one.
 */
export const customerEditJsonSchema = {
  title: 'customerEdit',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [...promiseFields, 'customerId', 'isNew', 'changes', 'submission'],
  properties: {
    ...promiseProperties,
    customerId: idSchema,
    isNew: { type: 'boolean' },
    changes: customerChangesJsonSchema,
    submission: editSubmissionJsonSchema,
  },
} as const;

export type CustomerChanges = FromSchema<typeof customerChangesJsonSchema>;
export type CustomerEdit = FromSchema<typeof customerEditJsonSchema>;
export type EditSubmission = FromSchema<typeof editSubmissionJsonSchema>;
