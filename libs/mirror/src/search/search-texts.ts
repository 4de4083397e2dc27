import type { FindKind } from '@tidemark/protocol';
import { isEnding, type Wanted } from '@tidemark/schema';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { hasPart } from '../statements/engine.ts';
import type { SearchAsk } from '../contract/mirror.ts';
import { placedRank } from './search-text.ts';
import type { Tables } from '../tables.ts';

/** Rows scanned by one statement: about a millisecond, after which other work gets its turn. */
const rowsPerLook = 1000;

/** A position in a walk through the ranks. */
interface Place {
  readonly rank: string;
  readonly id: string;
}

/**
 * Ids of documents with all of these words, in rank order ([M23]). Scans a range of ranks in short statements, each of
 * its own moment: a commit between two of them may add or remove a result, and waits for none of them.
 */
export async function searchTexts(
  db: Kysely<Tables>,
  shop: string,
  kind: FindKind,
  { words, from, to, limit }: SearchAsk,
): Promise<readonly string[]> {
  // Orders are listed newest first, everything else by title.
  const isBackwards = kind === 'orders';
  const [order, beyond, upTo] = isBackwards ? [sql`desc`, sql`<`, sql`>=`] : [sql`asc`, sql`>`, sql`<=`];
  const inRange = sql`s.shop = ${shop} and s.kind = ${kind}
    ${from === undefined ? sql`` : sql`and s.rank >= ${placedRank(from)}`}
    ${to === undefined ? sql`` : sql`and s.rank <= ${placedRank(to)}`}`;
  const found: string[] = [];
  for (let after: Place | undefined; found.length < limit;) {
    const rest: RawBuilder<unknown> = after
      ? sql`${inRange} and (s.rank, s.id) ${beyond} (${after.rank}, ${after.id})`
      : inRange;
    const ends = await sql<Place>`select s.rank, s.id from search_text s where ${rest}
      order by s.rank ${order}, s.id ${order} limit 1 offset ${rowsPerLook - 1}`.execute(db);
    const end: Place | undefined = ends.rows[0];
    const looked = end ? sql`${rest} and (s.rank, s.id) ${upTo} (${end.rank}, ${end.id})` : rest;
    const { rows } = await sql<{ id: string }>`select s.id from search_text s
      ${kind === 'orders' ? customerOf : sql``} where ${looked} ${hasWords(kind, words)}
      order by s.rank ${order}, s.id ${order} limit ${limit - found.length}`.execute(db);
    found.push(...rows.map(each => each.id));
    if (!end) break;
    after = end;
  }
  return found;
}

const customerOf = sql`left join search_text c
  on c.shop = s.shop and c.kind = 'customers' and c.id = s.customer_id`;

/** A condition that finds all words. Words contain no blank, so a blank marks where a word begins or ends. */
function hasWords(kind: FindKind, words: readonly Wanted[]): RawBuilder<unknown> {
  const each = words.map(wanted => {
    const parts = wanted.flatMap(word => (isEnding(word) ? [` ${word}`, `${word} `] : [` ${word}`]));
    const has = (column: RawBuilder<unknown>) => parts.map(part => hasPart(column, part));
    const any = [...has(sql`s.words`), ...(kind === 'orders' ? has(sql`c.words`) : [])];
    return sql`and (${sql.join(any, sql` or `)})`;
  });
  return sql.join(each, sql` `);
}
