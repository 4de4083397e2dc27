import { idSchema, instantSchema, nullableId, revSchema } from './common.ts';

/** An id made by a till, or a till's own id: letters, digits and dashes. */
export const madeIdSchema = {
  type: 'string',
  minLength: 8,
  maxLength: 64,
  pattern: '^[A-Za-z0-9-]+$',
} as const;

/** `epoch:seq`, a place in the mirror's history. */
export const placeSchema = {
  type: 'string',
  pattern: '^[A-Za-z0-9_-]{1,64}:\\d{1,15}$',
  maxLength: 80,
} as const;

/** The origin of a record. The document names the shop, so that a till that changed shops cannot mix them up. */
const authorProperties = {
  shop: { type: 'string', minLength: 1, maxLength: 100 },
  tillId: madeIdSchema,
  staffId: idSchema,
  locationId: idSchema,
  createdAt: instantSchema,
} as const;

const authorFields = ['shop', 'tillId', 'staffId', 'locationId', 'createdAt'] as const;

/** The first properties of every record. `rev` is the mirror's: absent until the server stored the document. */
export const recordProperties = { id: madeIdSchema, rev: revSchema, ...authorProperties } as const;

export const recordFields = ['id', ...authorFields] as const;

/**
 * Who approved of what the writer's role does not allow alone. The till writes it with the record; the server checks it.
 * Absent: nobody had to.
 */
export const approvalsProperty = {
  approvals: {
    type: 'array',
    minItems: 1,
    maxItems: 20,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['permission', 'staffId', 'at'],
      properties: {
        permission: { type: 'string', minLength: 1, maxLength: 40 },
        staffId: idSchema,
        at: instantSchema,
      },
    },
  },
} as const;

/** The shift in which it was written, once there are shifts; null outside of any. */
export const shiftProperty = { shiftId: nullableId } as const;
