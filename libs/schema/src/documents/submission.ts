import { idSchema, longText, nullableId, shortText } from './common.ts';
import { placeSchema } from './record.ts';

const countSchema = { type: 'integer', minimum: 0 } as const;

/** How often somebody said "send": 1 at first, one more with each "send again". */
const sendingSchema = { type: 'integer', minimum: 1 } as const;

/** Stored on the server, and not settled. `notBefore` is milliseconds since the epoch on the server's clock. */
const waitingJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['state', 'sending', 'attempts', 'unanswered', 'notBefore'],
  properties: {
    state: { type: 'string', const: 'waiting' },
    sending: sendingSchema,
    /** Attempts begun. */
    attempts: countSchema,
    /** Of those, the ones that may have reached Shopify without our knowing. */
    unanswered: countSchema,
    notBefore: { type: 'integer' },
  },
} as const;

/** Shopify said no, in these words: parked until somebody decides. */
const refusedJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['state', 'sending', 'attempts', 'reason'],
  properties: {
    state: { type: 'string', const: 'refused' },
    sending: sendingSchema,
    attempts: countSchema,
    reason: longText,
  },
} as const;

/** Somebody dealt with it by hand, and said how. */
const resolvedJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['state', 'sending', 'note'],
  properties: {
    state: { type: 'string', const: 'resolved' },
    sending: sendingSchema,
    note: longText,
  },
} as const;

/**
 * Shopify has it. `after` is the newest place of this record's collection just before the acceptance was stored: what
 * is read from Shopify when the collection is further than that includes it.
 */
const accepted = { state: { type: 'string', const: 'accepted' }, after: placeSchema } as const;

const nothing = { type: 'null' } as const;

/** Null: not stored on the server yet, as far as this copy knows. */
export const moveSubmissionJsonSchema = {
  anyOf: [
    nothing,
    waitingJsonSchema,
    refusedJsonSchema,
    resolvedJsonSchema,
    { type: 'object', additionalProperties: false, required: ['state', 'after'], properties: accepted },
  ],
} as const;

export const saleSubmissionJsonSchema = {
  anyOf: [
    nothing,
    waitingJsonSchema,
    refusedJsonSchema,
    resolvedJsonSchema,
    {
      type: 'object',
      additionalProperties: false,
      required: ['state', 'after', 'orderId', 'orderName', 'differences'],
      properties: {
        ...accepted,
        orderId: idSchema,
        /** What people call the order: "#1001". */
        orderName: shortText,
        /** Where Shopify's money is not the sale's. */
        differences: {
          type: 'array',
          maxItems: 100,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['field', 'sale', 'order'],
            properties: {
              field: shortText,
              sale: { type: 'integer' },
              order: { type: 'integer' },
            },
          },
        },
        /** Where Shopify says that the order was rung up, if that is not the sale's location; null: nowhere. */
        orderLocationId: nullableId,
        /** What left the stock of another location than the sale's, or of none (null). Absent: nothing is known to have. */
        misplaced: {
          type: 'array',
          maxItems: 10_000,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['variantId', 'quantity', 'locationId'],
            properties: {
              variantId: idSchema,
              quantity: { type: 'integer', minimum: 1 },
              locationId: nullableId,
            },
          },
        },
      },
    },
  ],
} as const;

export const editSubmissionJsonSchema = {
  anyOf: [
    nothing,
    waitingJsonSchema,
    {
      ...refusedJsonSchema,
      required: ['state', 'sending', 'attempts', 'reason', 'takenBy'],
      properties: {
        ...refusedJsonSchema.properties,
        /** The customer who has this e-mail address or phone number already. */
        takenBy: nullableId,
      },
    },
    {
      ...resolvedJsonSchema,
      required: ['state', 'sending', 'note', 'customerId'],
      properties: {
        ...resolvedJsonSchema.properties,
        /** The customer who was chosen instead. */
        customerId: nullableId,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['state', 'after', 'customerId', 'overruled'],
      properties: {
        ...accepted,
        /** Shopify's id: a new customer has one from now on. */
        customerId: idSchema,
        /** Fields that the shop had changed meanwhile, and kept. */
        overruled: { type: 'array', maxItems: 100, items: shortText },
      },
    },
  ],
} as const;
