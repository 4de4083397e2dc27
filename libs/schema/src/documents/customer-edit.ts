import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { addressJsonSchema } from './address.ts';
import { idSchema, nullableNote, nullableText } from './common.ts';
import { recordFields, recordProperties } from './record.ts';
import { editSubmissionJsonSchema } from './submission.ts';

function change<const S extends JSONSchema>(value: S) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['was', 'is'],
    properties: { was: value, is: value },
  } as const;
}

const textChange = change(nullableText);

/** Only the changed fields, each with its old value: enough for a three-way merge with the shop's present values. */
const customerChangesJsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    firstName: textChange,
    lastName: textChange,
    email: textChange,
    phone: textChange,
    note: change(nullableNote),
    /** The default address, as a whole. */
    address: change({ anyOf: [addressJsonSchema, { type: 'null' }] }),
  },
} as const;

/**
 * What a till changed about a customer, or a customer that it added. A record, written once; `customers` itself stays a
 * cache. A new customer's edit has `isNew`, and its own id is the customer's until Shopify gives one.
 */
export const customerEditJsonSchema = {
  title: 'customerEdit',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [...recordFields, 'customerId', 'isNew', 'changes', 'submission'],
  properties: {
    ...recordProperties,
    customerId: idSchema,
    isNew: { type: 'boolean' },
    changes: customerChangesJsonSchema,
    submission: editSubmissionJsonSchema,
  },
} as const;

export type CustomerChanges = FromSchema<typeof customerChangesJsonSchema>;
export type CustomerEdit = FromSchema<typeof customerEditJsonSchema>;
export type EditSubmission = FromSchema<typeof editSubmissionJsonSchema>;
