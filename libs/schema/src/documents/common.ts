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

export const nullableText = { anyOf: [{ type: 'string' }, { type: 'null' }] } as const;

export const nullableId = { anyOf: [idSchema, { type: 'null' }] } as const;

export const nullableInstant = { anyOf: [instantSchema, { type: 'null' }] } as const;

/** Integer minor units of the shop's currency; `settings` holds the currency. */
export const moneySchema = { type: 'integer', minimum: 0 } as const;

/** Money that may be owed the other way. */
export const signedMoneySchema = { type: 'integer' } as const;
