import { sql, type Kysely } from 'kysely';
import type { Migration, MigrationProvider } from 'kysely/migration';
import { editOrder, fillEditOrder } from '../records/edit-order.ts';
import { fillFindable } from '../search/fill-findable.ts';
import { outboxDue } from '../records/outbox-due.ts';
import { rebuildDocuments } from './rebuild-documents.ts';
import { receiptIndex } from '../records/receipts.ts';
import { retiredTables } from '../records/retired-rows.ts';
import { fillSettled, settledTables } from '../records/settled-rows.ts';
import { peopleTables, retiredPeople } from '../people/people-tables.ts';
import { redactionTables } from '../people/redactions.ts';
import { shortWalks } from '../statements/short-walks.ts';
import { tallyStatements } from '../statements/tallies.ts';
import { journalTables } from '../records/journal-rows.ts';
import { priceLogBeginning, priceLogTables } from '../documents/price-log.ts';
import { ownerTables } from '../owners/owner-tables.ts';
import { connectionTables } from '../register/sql-connections.ts';
import { tillKeyTables } from '../register/till-keys.ts';
import type { Tables } from '../tables.ts';

const first: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      `create table shop (shop text primary key, epoch text not null, seq integer not null) strict`,
      `create table document (
         shop text not null, collection text not null, scope text not null, id text not null,
         bucket integer not null, seq integer not null, deleted integer not null, source_updated_at integer not null,
         read_at integer not null, rev text not null, body text not null,
         primary key (shop, collection, scope, id)) strict, without rowid`,
      `create index document_by_seq on document (shop, collection, scope, seq)`,
      `create index document_by_bucket on document (shop, collection, scope, bucket) where deleted = 0`,
      `create index document_by_id on document (shop, collection, id)`,
      `create table collection_head (shop text not null, collection text not null, scope text not null,
         seq integer not null, primary key (shop, collection, scope)) strict, without rowid`,
      `create table digest (shop text not null, collection text not null, scope text not null,
         bucket integer not null, count integer not null, hash text not null,
         primary key (shop, collection, scope, bucket)) strict, without rowid`,
      `create table code (shop text not null, code text not null, product_id text not null,
         variant_id text not null, primary key (shop, code, product_id, variant_id)) strict, without rowid`,
      `create index code_by_product on code (shop, product_id)`,
      `create table quarantine (shop text not null, collection text not null, id text not null,
         defect text not null, body text not null, primary key (shop, collection, id)) strict`,
      `create table watermark (shop text not null, resource text not null, value text not null,
         primary key (shop, resource)) strict, without rowid`,
      `create table inbox (shop text not null, event_id text not null, place integer not null,
         notice text not null, received_at integer not null, state text not null, reason text,
         primary key (shop, event_id)) strict`,
      `create index inbox_waiting on inbox (shop, place) where state = 'waiting'`,
      `create table till (shop text not null, id text not null, name text not null, location_id text not null,
         primary key (shop, id)) strict, without rowid`,
      `create table staff (shop text not null, id text not null, name text not null, pin_hash text not null,
         primary key (shop, id)) strict, without rowid`,
      `create unique index staff_by_name on staff (shop, name)`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const findings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      `create table webhook_score (shop text not null, topic text not null, received integer not null,
         repeated integer not null, late integer not null, primary key (shop, topic)) strict, without rowid`,
      `create table untold (shop text not null, collection text not null, id text not null,
         found_at integer not null, found_by text not null, primary key (shop, collection, id)) strict, without rowid`,
      `create table report (shop text not null, name text not null, body text not null,
         primary key (shop, name)) strict, without rowid`,
      `create index document_deleted on document (shop, read_at) where deleted = 1`,
      `create index inbox_settled on inbox (shop, received_at) where state = 'settled'`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

/** Finds the next place of a notice without reading the whole inbox. */
const inboxPlaces: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`create index inbox_by_place on inbox (shop, place)`).execute(db);
  },
};

/** Records, and their way to Shopify. */
const records: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      `create table outbox (shop text not null, collection text not null, id text not null, stage text not null,
         not_before integer not null, leased_until integer not null, stored_at integer not null, place integer not null,
         primary key (shop, collection, id)) strict, without rowid`,
      `create index outbox_due on outbox (shop, collection, stage, place)`,
      `create table outbox_level (shop text not null, level_id text not null, collection text not null, id text not null,
         primary key (shop, level_id, collection, id)) strict, without rowid`,
      `create index outbox_level_by_id on outbox_level (shop, collection, id)`,
      `create table way (shop text not null, collection text not null, id text not null, state text not null,
         marked integer not null, created_at text not null, primary key (shop, collection, id)) strict, without rowid`,
      `create index way_by_state on way (shop, collection, state, marked, created_at)`,
      `create table receipt (shop text not null, till_id text not null, prefix text not null, last text not null,
         primary key (shop, till_id, prefix)) strict, without rowid`,
      `alter table till add column receipt_prefix text`,
      `create unique index till_by_prefix on till (shop, receipt_prefix) where receipt_prefix is not null`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

/** Search texts of documents. */
const searchTexts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      `create table search_text (shop text not null, kind text not null, rank text not null, id text not null,
         customer_id text, words text not null, primary key (shop, kind, rank, id)) strict, without rowid`,
      `create unique index search_text_by_id on search_text (shop, kind, id)`,
      receiptIndex,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

/** Recomputes codes and words of all stored documents. */
const findableAnew: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await fillFindable(db as Kysely<Tables>);
  },
};

/** Indexes for queries that scanned everything. */
const shortWalksMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of shortWalks) await sql.raw(statement).execute(db);
  },
};

/** Times of quarantined documents, so that an older good read does not release them. */
const quarantineTimes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const column of ['source_updated_at', 'read_at', 'created_at'])
      await sql.raw(`alter table quarantine add column ${column} integer not null default 0`).execute(db);
  },
};

/** Moves documents to a table whose long rows are quick to read and waste no room. */
const documentRows: Migration = { up: rebuildDocuments };

/** Counts kept by the tables, and indexes for new rows among many. */
const talliesMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      ...tallyStatements(),
      `create index untold_by_time on untold (shop, found_at, collection)`,
      `create index quarantine_by_time on quarantine (shop, collection, created_at)`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

/** Finds a customer's edits by the customer. */
const editOrderMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of editOrder) await sql.raw(statement).execute(db);
    await fillEditOrder(db as Kysely<Tables>);
  },
};

/** Finds due records among all that wait, and when the next is due. */
const outboxDueMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of outboxDue) await sql.raw(statement).execute(db);
  },
};

/** Keys of tills, their journals, and what was asked when. */
const journal: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [...tillKeyTables, ...journalTables, ...priceLogTables, priceLogBeginning])
      await sql.raw(statement).execute(db);
  },
};

/** Records that leave the tills once they are settled and old. The index by seq passes over deletions without a row. */
const retiredRecords: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      ...retiredTables,
      ...settledTables,
      ...fillSettled,
      `drop index document_by_seq`,
      `create index document_by_seq on document (shop, collection, scope, seq, deleted)`,
      // Of two indexes that seem as good, SQLite takes the one that was made last.
      `drop index sale_by_receipt`,
      receiptIndex,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

/** Finds all of a customer, and remembers what was erased. */
const people: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of peopleTables) await sql.raw(statement).execute(db);
  },
};

/** The same for records that have left the tills. */
const retiredPeopleMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of retiredPeople) await sql.raw(statement).execute(db);
  },
};

/** The journal of a shop's server: names the records that lost their personal data. */
const redactions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of redactionTables) await sql.raw(statement).execute(db);
  },
};

/** Shops whose owners connected them, and staff whom they employ. */
const connections: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      ...connectionTables,
      `alter table staff add column source text not null default 'environment'`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

/** What staff may do. */
const roles: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`alter table staff add column role text`).execute(db);
  },
};

/** Who owns which shop, and what owners are asked. */
const owners: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of ownerTables) await sql.raw(statement).execute(db);
  },
};

/** All migrations, in the order in which a database takes them. */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({
    '001-first': first,
    '002-findings': findings,
    '003-inbox-places': inboxPlaces,
    '004-promises': records,
    '005-search-texts': searchTexts,
    '007-short-walks': shortWalksMigration,
    '008-quarantine-times': quarantineTimes,
    '009-findable-anew': findableAnew,
    '010-document-rows': documentRows,
    '011-tallies': talliesMigration,
    '012-edit-order': editOrderMigration,
    '013-outbox-due': outboxDueMigration,
    '014-journal': journal,
    '015-people': people,
    '016-retired-records': retiredRecords,
    '017-retired-people': retiredPeopleMigration,
    '018-redactions': redactions,
    '019-connections': connections,
    '020-roles': roles,
    '021-owners': owners,
  }),
};
