import type { FromSchema } from 'json-schema-to-ts';
import {
  idSchema,
  instantSchema,
  moneySchema,
  nullableId,
  nullableInstant,
  mostTaxes,
  nullableNote,
  nullableText,
  revSchema,
  shortText,
  signedMoneySchema,
  tagsSchema,
} from './common.ts';

/** One line of an order. Amounts are for the whole line, in the shop's currency. */
const orderLineJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'productId',
    'variantId',
    'title',
    'variantTitle',
    'sku',
    'quantity',
    'currentQuantity',
    'unitPrice',
    'discount',
    'tax',
  ],
  properties: {
    id: idSchema,
    /** Null for a custom line, or if the product was deleted since. */
    productId: nullableId,
    variantId: nullableId,
    title: shortText,
    variantTitle: nullableText,
    sku: nullableText,
    quantity: { type: 'integer', minimum: 0 },
    /** The part of `quantity` that remains after refunds and removals. */
    currentQuantity: { type: 'integer', minimum: 0 },
    unitPrice: moneySchema,
    /** The line's share of every discount. */
    discount: moneySchema,
    tax: moneySchema,
  },
} as const;

const orderTransactionJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'kind', 'status', 'gateway', 'amount', 'processedAt'],
  properties: {
    id: idSchema,
    kind: {
      type: 'string',
      enum: [
        'authorization',
        'capture',
        'change',
        'emv_authorization',
        'refund',
        'sale',
        'suggested_refund',
        'void',
      ],
    },
    status: {
      type: 'string',
      enum: ['awaiting_response', 'error', 'failure', 'pending', 'success', 'unknown'],
    },
    gateway: nullableText,
    amount: moneySchema,
    processedAt: nullableInstant,
  },
} as const;

const orderRefundJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'amount', 'note', 'createdAt'],
  properties: { id: idSchema, amount: moneySchema, note: nullableNote, createdAt: nullableInstant },
} as const;

/**
 * Shopify's order of a sale, made here or elsewhere; of the last 60 days, or of the configured time. Amounts are in the
 * shop's currency. A cache: written by ingest only.
 */
export const orderJsonSchema = {
  title: 'order',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'rev',
    'name',
    'customerId',
    'email',
    'phone',
    'note',
    'tags',
    'locationId',
    'sourceName',
    'sourceIdentifier',
    'financialStatus',
    'fulfillmentStatus',
    'taxesIncluded',
    'subtotal',
    'discounts',
    'shipping',
    'tax',
    'total',
    'refunded',
    'outstanding',
    'discountCodes',
    'taxLines',
    'lines',
    'transactions',
    'refunds',
    'cancelledAt',
    'processedAt',
    'createdAt',
    'updatedAt',
  ],
  properties: {
    id: idSchema,
    rev: revSchema,
    /** Its name for people: "#1001". */
    name: shortText,
    customerId: nullableId,
    email: nullableText,
    phone: nullableText,
    note: nullableNote,
    tags: tagsSchema,
    /** Where it was rung up; null for an online order. */
    locationId: nullableId,
    sourceName: nullableText,
    sourceIdentifier: nullableText,
    financialStatus: {
      anyOf: [
        {
          type: 'string',
          enum: [
            'authorized',
            'expired',
            'paid',
            'partially_paid',
            'partially_refunded',
            'pending',
            'refunded',
            'voided',
          ],
        },
        { type: 'null' },
      ],
    },
    fulfillmentStatus: {
      type: 'string',
      enum: [
        'fulfilled',
        'fulfillment_not_required',
        'in_progress',
        'on_hold',
        'open',
        'partially_fulfilled',
        'pending_fulfillment',
        'request_declined',
        'restocked',
        'scheduled',
        'unfulfilled',
      ],
    },
    taxesIncluded: { type: 'boolean' },
    /** Amounts at the time the order was placed. */
    subtotal: moneySchema,
    discounts: moneySchema,
    shipping: moneySchema,
    tax: moneySchema,
    total: moneySchema,
    refunded: moneySchema,
    /** The amount still to pay; negative if the shop owes. */
    outstanding: signedMoneySchema,
    discountCodes: { type: 'array', maxItems: 1_000, items: shortText },
    taxLines: {
      type: 'array',
      maxItems: mostTaxes,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['title', 'rate', 'amount'],
        properties: {
          title: shortText,
          /** 0.21 is 21 %; null if Shopify does not know it. */
          rate: { anyOf: [{ type: 'number' }, { type: 'null' }] },
          amount: moneySchema,
        },
      },
    },
    lines: { type: 'array', maxItems: 10_000, items: orderLineJsonSchema },
    transactions: { type: 'array', maxItems: 10_000, items: orderTransactionJsonSchema },
    refunds: { type: 'array', maxItems: 10_000, items: orderRefundJsonSchema },
    cancelledAt: nullableInstant,
    processedAt: instantSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
} as const;

export type Order = FromSchema<typeof orderJsonSchema>;
export type OrderLine = FromSchema<typeof orderLineJsonSchema>;
