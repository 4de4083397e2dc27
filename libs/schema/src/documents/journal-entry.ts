import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, longText, nullableId, nullableNote, shortText } from './common.ts';
import { madeIdSchema } from './record.ts';

/** SHA-256 in base64url, without padding. */
const sha256Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 } as const;

/** A series: ten letters and digits of base 32, made by chance. */
const seriesSchema = { type: 'string', pattern: '^[a-z2-7]{10}$', maxLength: 10 } as const;

const numberSchema = { type: 'integer', minimum: 1, maximum: 999_999_999 } as const;

/**
 * The place of a record in its till's journal. The till writes it once, signs it, and never changes it. The record's id
 * is `<series>-<number>`.
 */
export const journalEntryJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'kind',
    'series',
    'number',
    'previous',
    'draftId',
    'clockCorrection',
    'detailsHash',
    'keyId',
    'hash',
    'signature',
  ],
  properties: {
    kind: { type: 'string', enum: ['sale'] },
    series: seriesSchema,
    number: numberSchema,
    /** The hash of the record before; null for the first of a series. */
    previous: { anyOf: [sha256Schema, { type: 'null' }] },
    /** The id of the draft that became this record: a draft becomes one record at most. */
    draftId: madeIdSchema,
    /** Milliseconds that the till added to its device's clock; null if it never heard a server's time. */
    clockCorrection: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    /** Only in the first record of a series: what the till knew of its records before. */
    opens: {
      type: 'object',
      additionalProperties: false,
      required: ['before', 'last'],
      properties: {
        /** The till's own sales that are not in any journal: their number, and a hash over their ids and contents. */
        before: {
          type: 'object',
          additionalProperties: false,
          required: ['count', 'digest'],
          properties: { count: { type: 'integer', minimum: 0 }, digest: sha256Schema },
        },
        /** The last known place in the series before this one; null if none is known. */
        last: {
          anyOf: [
            {
              type: 'object',
              additionalProperties: false,
              required: ['series', 'number'],
              properties: { series: seriesSchema, number: numberSchema },
            },
            { type: 'null' },
          ],
        },
      },
    },
    /** What a fiscal signer said of it. Absent: none was needed. */
    fiscal: {
      type: 'object',
      additionalProperties: false,
      required: ['signer', 'signature', 'lines'],
      properties: {
        signer: shortText,
        /** Null: there is none, and `trouble` says why. */
        signature: nullableNote,
        /** For the receipt. */
        lines: { type: 'array', maxItems: 50, items: shortText },
        trouble: shortText,
      },
    },
    /** The hash of `details` as they were written; stays when they are erased. */
    detailsHash: sha256Schema,
    /** Names the till's key: the RFC 7638 thumbprint of its public part. */
    keyId: sha256Schema,
    /** The hash of all of the record that never changes. */
    hash: sha256Schema,
    /** ECDSA P-256 over `hash`, as r and s, in base64url. */
    signature: { type: 'string', pattern: '^[A-Za-z0-9_-]{86}$', maxLength: 86 },
  },
} as const;

/** All personal data of a sale. Null: erased, for ever. */
export const saleDetailsJsonSchema = {
  anyOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['salt', 'customerId', 'note', 'lineNotes'],
      properties: {
        /** Made by chance, so that nobody finds the words by trying which have this hash. */
        salt: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$', maxLength: 22 },
        /** Shopify's id, or for a new customer the id of the edit that creates them. */
        customerId: nullableId,
        note: nullableNote,
        lineNotes: {
          type: 'array',
          maxItems: 2_000,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['lineId', 'note'],
            properties: { lineId: idSchema, note: longText },
          },
        },
      },
    },
    { type: 'null' },
  ],
} as const;

/** The flaws that a till's database knew when it first stored any. */
export const firstFlawCodes = [
  /** Nobody of this id works, or worked, here. */
  'staff-unknown',
  /** They did not work here any more when they made it. */
  'staff-dismissed',
  /** The till was never at this location. */
  'other-location',
  /** It is not in the shop's currency. */
  'other-currency',
  /** The mirror never had this price for this item up to the place that the sale names. */
  'price-unknown',
  /** It is dated later than the server's clock shows. */
  'ahead-of-time',
  /** It does not follow the record before, or the record after does not follow it. */
  'hash-broken',
  /** Its till was blocked when it came. */
  'till-blocked',
] as const;

/** What is wrong with a record that was stored nevertheless. The server adds it. */
export const flawCodes = [
  ...firstFlawCodes,
  /** Another till brought it, and the server knows no key of its own till: it cannot tell whether that till signed it. */
  'key-unknown',
  /** The role of whoever made it does not allow this, and nobody who may approved of it. */
  'not-allowed',
] as const;

export const flawsSchema = {
  type: 'array',
  minItems: 1,
  maxItems: 50,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['code', 'about'],
    properties: {
      code: { type: 'string', enum: flawCodes },
      /** What it is about: an id, a currency, a time; for a price, the item and the price. */
      about: shortText,
    },
  },
} as const;

export type JournalEntry = FromSchema<typeof journalEntryJsonSchema>;
export type SaleDetails = NonNullable<FromSchema<typeof saleDetailsJsonSchema>>;
export type Flaw = FromSchema<typeof flawsSchema>[number];
export type FlawCode = (typeof flawCodes)[number];
