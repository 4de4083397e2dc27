import { sql } from 'kysely';
import { postgresKeys } from '../postgres/key-texts.ts';
import { either } from '../statements/engine.ts';

/** The SQL text of a sale's receipt number; null for a damaged row. */
export const receiptText = `case when json_valid(body) then json_extract(body, '$.receiptNumber') end`;

/** The same in a query. */
export const receiptOf = either(sql<string | null>`${sql.raw(receiptText)}`, sql.raw(postgresKeys.receipt));
