import { sql } from 'kysely';

/** 1 where a stored body is a JSON object; 0 where the row was damaged behind the mirror's back. */
export const isWhole = sql<number>`json_valid(body) and substr(body, 1, 1) = '{'`;
