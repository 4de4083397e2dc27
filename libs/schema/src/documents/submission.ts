import { idSchema, longText, nullableId, shortText } from './common.ts';
import { placeSchema } from './record.ts';

const countSchema = { type: 'integer', minimum: 0 } as const;

/** The number of the sending: 1 at first, one more with each "send again". */
const sendingSchema = { type: 'integer', minimum: 1 } as const;

/** Stored on the server, not settled yet. `notBefore` is milliseconds since the epoch on the server's clock. */
const waitingJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['state', 'sending', 'attempts', 'unanswered', 'notBefore'],
  properties: {
    state: { type: 'string', const: 'waiting' },
    sending: sendingSchema,
    /** Attempts begun. */
    attempts: countSchema,
    /** The attempts among them that may have reached Shopify without an answer. */
    unanswered: countSchema,
    notBefore: { type: 'integer' },
  },
} as const;

/** Shopify refused it, with this reason: parked until a person decides. */
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

/** A person dealt with it by hand, and noted how. */
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
 * Shopify has it. `after` is the newest place of this record's collection just before the acceptance was stored: a read
 * from Shopify that begins with the collection beyond that place includes it.
 */
const accepted = { state: { type: 'string', const: 'accepted' }, after: placeSchema } as const;

const nothing = { type: 'null' } as const;

const plainStates = [
  waitingJsonSchema,
  refusedJsonSchema,
  resolvedJsonSchema,
  { type: 'object', additionalProperties: false, required: ['state', 'after'], properties: accepted },
] as const;

/** The life of something that the server itself began, so that it is never null. */
export const settledOrWaitingJsonSchema = { anyOf: plainStates } as const;

/** Null: not stored on the server yet, as far as this copy knows. */
export const moveSubmissionJsonSchema = { anyOf: [nothing, ...plainStates] } as const;

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
        /** The order's name for people: "#1001". */
        orderName: shortText,
        /** The amounts in which Shopify differs from the sale. */
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
        /** The order's location according to Shopify, if it is not the sale's; null: none. */
        orderLocationId: nullableId,
        /** Goods that left the stock of a location other than the sale's, or of none (null). Absent: none are known. */
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
        /** The customer who already has this e-mail address or phone number. */
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
        /** Shopify's id; a new customer has one from now on. */
        customerId: idSchema,
        /** Fields in which the shop's own later change was kept. */
        overruled: { type: 'array', maxItems: 100, items: shortText },
      },
    },
  ],
} as const;
