/** Ids longer than any of Shopify's; RxDB needs a bound on indexed strings. */
export const idSchema = { type: 'string', minLength: 1, maxLength: 100 } as const;

/** 64-bit hash of a document's content, 16 hexadecimal digits, computed once by the mirror. */
export const revSchema = { type: 'string', pattern: '^[0-9a-f]{16}$', maxLength: 16 } as const;

/** An instant as Shopify's GraphQL gives it: UTC, whole seconds ("2026-07-04T09:25:25Z"). */
export const instantSchema = {
  type: 'string',
  maxLength: 30,
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
} as const;

/** A name, a title, a code: four times Shopify's limit of 255 characters, or three such texts in a row. */
export const shortText = { type: 'string', maxLength: 1_000 } as const;

/** A note, or the reason of a failure: four times Shopify's limit of 5,000 characters for a note. */
export const longText = { type: 'string', maxLength: 20_000 } as const;

/** The URL of a picture. */
const address = { type: 'string', maxLength: 4_000 } as const;

/** ISO 4217; the pattern also limits its length. */
export const currencySchema = { type: 'string', pattern: '^[A-Z]{3}$' } as const;

/** Shopify allows 250 tags. */
export const tagsSchema = { type: 'array', maxItems: 1_000, items: shortText } as const;

/** Lines for a receipt, ready to print. */
export const addressLinesSchema = { type: 'array', maxItems: 50, items: shortText } as const;

/** The taxes of a shop, of a line or of a sale. */
export const mostTaxes = 1_000;

export const nullableText = { anyOf: [shortText, { type: 'null' }] } as const;

export const nullableNote = { anyOf: [longText, { type: 'null' }] } as const;

export const nullableAddress = { anyOf: [address, { type: 'null' }] } as const;

export const nullableId = { anyOf: [idSchema, { type: 'null' }] } as const;

export const nullableInstant = { anyOf: [instantSchema, { type: 'null' }] } as const;

/** Integer minor units of the shop's currency; `settings` holds the currency. */
export const moneySchema = { type: 'integer', minimum: 0 } as const;

/** Money that may be negative, if owed the other way. */
export const signedMoneySchema = { type: 'integer' } as const;
