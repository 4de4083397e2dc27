import type { FromSchema } from 'json-schema-to-ts';
import {
  currencySchema,
  idSchema,
  instantSchema,
  moneySchema,
  mostTaxes,
  nullableId,
  nullableNote,
  nullableText,
  shortText,
} from './common.ts';
import { effectsJsonSchema } from './effect.ts';
import { flawsSchema, journalEntryJsonSchema, saleDetailsJsonSchema } from './journal-entry.ts';
import { approvalsProperty, placeSchema, recordFields, recordProperties, shiftProperty } from './record.ts';
import { soldItemFields, soldItemProperties } from './sold-item.ts';
import { saleSubmissionJsonSchema } from './submission.ts';
import { tenderKinds } from '../tenders/index.ts';

/** More lines than any real sale has. */
const mostSaleLines = 2_000;

/** One tax: of a line, or of the whole sale. `rate` 0.21 is 21 %. */
const taxLineJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'rate', 'amount'],
  properties: {
    title: { ...shortText, minLength: 1 },
    rate: { type: 'number', minimum: 0, maximum: 1 },
    amount: moneySchema,
  },
} as const;

/** One line of a sale. `amount` is after discounts; `total` is what it adds to the sale's total. */
const saleLineJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', ...soldItemFields, 'quantity', 'discounts', 'amount', 'taxes', 'total'],
  properties: {
    id: idSchema,
    ...soldItemProperties,
    quantity: { type: 'integer', minimum: 1 },
    /** Discounts, each for the whole line. */
    discounts: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['title', 'amount'],
        properties: { title: shortText, amount: moneySchema },
      },
    },
    amount: moneySchema,
    taxes: { type: 'array', maxItems: mostTaxes, items: taxLineJsonSchema },
    total: moneySchema,
    /** Only in sales of earlier versions: see `lineNoteOf`. */
    note: nullableNote,
  },
} as const;

/** One payment. `amount` is what was handed over, before change; `reference` is what the card terminal printed. */
const tenderJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'amount', 'reference'],
  properties: {
    kind: { type: 'string', enum: tenderKinds },
    amount: moneySchema,
    reference: nullableText,
  },
} as const;

const saleTotalsJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['subtotal', 'discount', 'tax', 'total', 'paid', 'change'],
  properties: {
    /** The lines after discounts. */
    subtotal: moneySchema,
    discount: moneySchema,
    /** Part of `subtotal` if prices include taxes; otherwise on top of it. */
    tax: moneySchema,
    total: moneySchema,
    paid: moneySchema,
    change: moneySchema,
  },
} as const;

/**
 * What a till rang up. A record: the till writes it once and never changes it; the server adds only `submission`, `effects`,
 * `flaws` and `decided`, and may erase `details`. All money is in minor units of `currency`.
 */
export const saleJsonSchema = {
  title: 'sale',
  version: 4,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: [
    ...recordFields,
    'shiftId',
    'cartId',
    'receiptNumber',
    'pricedUnder',
    'currency',
    'taxesIncluded',
    'lines',
    'taxLines',
    'tenders',
    'totals',
    'submission',
  ],
  properties: {
    ...recordProperties,
    ...shiftProperty,
    ...approvalsProperty,
    /** The parked cart from which it was made. */
    cartId: nullableId,
    receiptNumber: { type: 'string', pattern: '^[A-Z0-9]{1,8}-\\d{6,12}$', maxLength: 21 },
    /** The till's checkpoint of `products` when the prices were taken; null before its first. */
    pricedUnder: { anyOf: [placeSchema, { type: 'null' }] },
    currency: currencySchema,
    taxesIncluded: { type: 'boolean' },
    /** True if the customer pays no taxes. Absent: the lines were taxed normally. */
    taxExempt: { type: 'boolean' },
    /** Only in sales of earlier versions, as `note`: see `customerIdOf` and `noteOf`. */
    customerId: nullableId,
    note: nullableNote,
    /** Its place in its till's journal. Absent: an earlier version wrote it, or a till without a key. */
    journal: journalEntryJsonSchema,
    /** The personal data of a sale in a journal. */
    details: saleDetailsJsonSchema,
    lines: { type: 'array', minItems: 1, maxItems: mostSaleLines, items: saleLineJsonSchema },
    /** Each tax once, over all lines. */
    taxLines: { type: 'array', maxItems: mostTaxes, items: taxLineJsonSchema },
    tenders: { type: 'array', maxItems: 100, items: tenderJsonSchema },
    totals: saleTotalsJsonSchema,
    /** Its order's life. */
    submission: saleSubmissionJsonSchema,
    /** What it changes in Shopify besides its order. Absent: nothing. */
    effects: effectsJsonSchema,
    /** What the server found wrong with it; it waits for a person. Absent: nothing. */
    flaws: flawsSchema,
    /** What a person decided when it was refused or flawed, last. The server adds it. */
    decided: {
      type: 'object',
      additionalProperties: false,
      required: ['staffId', 'at', 'do'],
      properties: {
        staffId: idSchema,
        at: instantSchema,
        do: { type: 'string', enum: ['send-again', 'resolve'] },
      },
    },
  },
} as const;

export type Sale = FromSchema<typeof saleJsonSchema>;
export type SaleLine = FromSchema<typeof saleLineJsonSchema>;
export type TaxLine = FromSchema<typeof taxLineJsonSchema>;
export type Tender = FromSchema<typeof tenderJsonSchema>;
export type SaleTotals = FromSchema<typeof saleTotalsJsonSchema>;
export type SaleSubmission = FromSchema<typeof saleSubmissionJsonSchema>;
