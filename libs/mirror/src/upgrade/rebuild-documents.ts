import { sql, type Kysely } from 'kysely';
import { receiptIndex } from '../records/receipts.ts';
import { orderIndex } from '../statements/short-walks.ts';

/** Rows copied before the event loop runs. */
const rowsAtOnce = 2_000;

/**
 * A table whose rows are stored in the order in which they changed. The earlier `WITHOUT ROWID` table kept long rows in
 * its index, where most of a body spills into separate pages: the file was three times as large, and reading a page
 * many times slower.
 */
const table = `create table document_rebuilt (
  shop text not null, collection text not null, scope text not null, id text not null,
  bucket integer not null, seq integer not null, deleted integer not null, source_updated_at integer not null,
  read_at integer not null, rev text not null, body text not null,
  primary key (shop, collection, scope, id)) strict`;

const indexes = [
  `create index document_by_seq on document (shop, collection, scope, seq)`,
  // Includes the id, so that a bucket can be read in parts.
  `create index document_by_bucket on document (shop, collection, scope, bucket, id) where deleted = 0`,
  // Includes the scope, so that the index alone finds the scopes of an id.
  `create index document_by_id on document (shop, collection, id, scope)`,
  `create index document_deleted on document (shop, read_at) where deleted = 1`,
  receiptIndex,
  orderIndex,
];

/** How far the copying is. */
interface Place {
  readonly shop: string;
  readonly collection: string;
  readonly scope: string;
  readonly seq: number;
}

/** Copies all documents into a table with row ids. Its caller's transaction makes it whole or not at all. */
export async function rebuildDocuments(db: Kysely<unknown>): Promise<void> {
  await sql.raw(table).execute(db);
  let from: Place | undefined = { shop: '', collection: '', scope: '', seq: -1 };
  while (from) from = await copyAfter(db, from);
  await sql.raw(`drop table document`).execute(db);
  await sql.raw(`alter table document_rebuilt rename to document`).execute(db);
  for (const statement of indexes) await sql.raw(statement).execute(db);
}

/** Copies the next rows; returns where they end, or undefined after the last. */
async function copyAfter(
  db: Kysely<unknown>,
  { shop, collection, scope, seq }: Place,
): Promise<Place | undefined> {
  const beyond = sql`from document where (shop, collection, scope, seq) > (${shop}, ${collection}, ${scope}, ${seq})
    order by shop, collection, scope, seq`;
  const ends = await sql<Place>`select shop, collection, scope, seq ${beyond}
    limit 1 offset ${rowsAtOnce - 1}`.execute(db);
  await sql`insert into document_rebuilt select shop, collection, scope, id, bucket, seq, deleted, source_updated_at,
    read_at, rev, body ${beyond} limit ${rowsAtOnce}`.execute(db);
  return ends.rows[0];
}
