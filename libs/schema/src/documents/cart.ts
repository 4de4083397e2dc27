import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import {
  currencySchema,
  idSchema,
  moneySchema,
  nullableId,
  nullableNote,
  nullableText,
  shortText,
} from './common.ts';
import { madeIdSchema, recordFields, recordProperties } from './record.ts';
import { soldItemJsonSchema } from './sold-item.ts';

/**
 * A stamp: when something was written, by a hybrid logical clock; '' is before everything. Text order is the clock's
 * order.
 */
const stampSchema = {
  type: 'string',
  pattern: '^$|^\\d{15}-[0-9a-f]{6}-[A-Za-z0-9-]{8,64}$',
  maxLength: 87,
} as const;

/** A value of which the last write wins. */
function register<const S extends JSONSchema>(value: S) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['value', 'stamp'],
    properties: { value, stamp: stampSchema },
  } as const;
}

/** How many units one till ever added to a line, and how many of those were removed again. Both only grow. */
const lineCountJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['tillId', 'added', 'removed'],
  properties: {
    tillId: madeIdSchema,
    added: { type: 'integer', minimum: 0 },
    removed: { type: 'integer', minimum: 0 },
  },
} as const;

/**
 * One line: a variant (its id is the variant's, so that two tills that scan the same thing share a line), or a custom
 * item (its id is made by the till).
 */
const cartLineJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'since', 'item', 'note', 'counts'],
  properties: {
    id: idSchema,
    /** When it was first added; lines are shown in this order. */
    since: stampSchema,
    item: register(soldItemJsonSchema),
    note: register(nullableNote),
    /** One entry for each till that ever added units, by till. */
    counts: { type: 'array', maxItems: 1_000, items: lineCountJsonSchema },
  },
} as const;

const cartDiscountJsonSchema = {
  anyOf: [
    { type: 'null' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'title', 'percent'],
      properties: {
        kind: { type: 'string', const: 'percent' },
        title: shortText,
        percent: { type: 'number', minimum: 0, maximum: 100 },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'title', 'amount'],
      properties: {
        kind: { type: 'string', const: 'amount' },
        title: shortText,
        amount: moneySchema,
      },
    },
  ],
} as const;

/**
 * A parked cart, shared between tills: any till may change it at any time, and its copies merge to the same cart in any
 * order. A record. Its author is the member of staff who parked it first.
 */
export const cartJsonSchema = {
  title: 'cart',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [...recordFields, 'currency', 'status', 'name', 'note', 'discount', 'customerId', 'lines'],
  properties: {
    ...recordProperties,
    currency: currencySchema,
    /** `parked` waits; `open` is on some till's screen; `sold` and `discarded` are over. */
    status: register({ type: 'string', enum: ['parked', 'open', 'sold', 'discarded'] }),
    name: register(nullableText),
    note: register(nullableNote),
    discount: register(cartDiscountJsonSchema),
    customerId: register(nullableId),
    /** Every line there ever was, by id; a line whose units were all removed is not shown. */
    lines: { type: 'array', maxItems: 5_000, items: cartLineJsonSchema },
  },
} as const;

export type Cart = FromSchema<typeof cartJsonSchema>;
export type CartLine = FromSchema<typeof cartLineJsonSchema>;
export type CartDiscount = FromSchema<typeof cartDiscountJsonSchema>;
export type LineCount = FromSchema<typeof lineCountJsonSchema>;
