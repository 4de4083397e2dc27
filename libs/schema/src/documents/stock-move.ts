import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, nullableId, nullableNote } from './common.ts';
import { approvalsProperty, recordFields, recordProperties, shiftProperty } from './record.ts';
import { moveSubmissionJsonSchema } from './submission.ts';

/**
 * A signed change of one item's count at one location. A record, written once. The set of moves only grows, and no till
 * ever sends a count: two tills that each received five have received ten.
 */
export const stockMoveJsonSchema = {
  title: 'stockMove',
  version: 1,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [
    ...recordFields,
    'shiftId',
    'inventoryItemId',
    'variantId',
    'delta',
    'reason',
    'seen',
    'counted',
    'note',
    'key',
    'submission',
  ],
  properties: {
    ...recordProperties,
    ...shiftProperty,
    ...approvalsProperty,
    inventoryItemId: idSchema,
    variantId: nullableId,
    delta: { type: 'integer', minimum: -1_000_000_000, maximum: 1_000_000_000 },
    reason: { type: 'string', enum: ['receive', 'count', 'damage'] },
    /** What the till showed as available when a person counted; null if no one counted. */
    seen: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    counted: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] },
    note: nullableNote,
    /** The key that makes it one change in Shopify however often it is sent. */
    key: { type: 'string', minLength: 8, maxLength: 64, pattern: '^[A-Za-z0-9-]+$' },
    submission: moveSubmissionJsonSchema,
  },
} as const;

export type StockMove = FromSchema<typeof stockMoveJsonSchema>;
export type MoveSubmission = FromSchema<typeof moveSubmissionJsonSchema>;
