import type { Tables } from '../tables.ts';
import { hasOutcome, namesPerson } from '../people/people-tables.ts';
import { leaseTokenFunction } from '../documents/fence.ts';
import { columns } from './columns.ts';
import { postgresKeys as by } from './key-texts.ts';
import { tallyTriggers } from './tally-triggers.ts';

/** The columns of each table's primary key. */
const keys: Readonly<Record<keyof Tables, string>> = {
  shop: 'shop',
  document: 'shop, collection, scope, id',
  collection_head: 'shop, collection, scope',
  digest: 'shop, collection, scope, bucket',
  code: 'shop, code, product_id, variant_id',
  search_text: 'shop, kind, rank, id',
  quarantine: 'shop, collection, id',
  watermark: 'shop, resource',
  inbox: 'shop, event_id',
  webhook_score: 'shop, topic',
  untold: 'shop, collection, id',
  report: 'shop, name',
  till: 'shop, id',
  outbox: 'shop, collection, id',
  outbox_level: 'shop, level_id, collection, id',
  way: 'shop, collection, id',
  settled_record: 'shop, collection, id',
  retired_record: 'shop, collection, id',
  tally: 'shop, name, key',
  receipt: 'shop, till_id, prefix',
  staff: 'shop, id',
  connection: 'shop',
  till_key: 'shop, till_id',
  till_place: 'shop, till_id, location_id',
  journal: 'shop, series, number',
  journal_series: 'shop, series',
  journal_fork: 'shop, id, hash',
  erased: 'shop, what, id',
  gone_shop: 'mark',
  redaction: 'shop, customer_id',
  redaction_record: 'shop, place',
  server_key: 'key_id',
  redaction_due: 'shop, id',
  price_log: 'shop, variant_id, seq',
  lease: 'shop',
  server: 'holder',
  question: 'id',
};

/** The columns of a table's primary key, in their order. */
export function keyColumns(table: keyof Tables): readonly string[] {
  return keys[table].split(', ');
}

/** Tables that later migrations add: the first one has landed, and stays as it is ([M53]). */
const laterTables: readonly (keyof Tables)[] = ['lease', 'server', 'question'];
/** The same for columns. */
const laterColumns: ReadonlySet<string> = new Set(['staff.role', 'outbox.lease']);

/** What a column has besides its type. */
const besides: Readonly<Record<string, string>> = {
  'outbox.due': ' generated always as (greatest(not_before, leased_until)) stored',
  'outbox.about': ` default ''`,
  'quarantine.source_updated_at': ' default 0',
  'quarantine.read_at': ' default 0',
  'quarantine.created_at': ' default 0',
};

/**
 * Rows that are updated in place, many of them with every commit: their pages keep room for the new version. Each change
 * of a document leaves a dead row, as its seq is indexed: they are collected before they are a fifth of the table.
 */
const storage: Readonly<Partial<Record<keyof Tables, string>>> = {
  shop: ' with (fillfactor = 50)',
  digest: ' with (fillfactor = 50)',
  collection_head: ' with (fillfactor = 50)',
  document: ' with (autovacuum_vacuum_scale_factor = 0.02)',
  lease: ' with (fillfactor = 50)',
  server: ' with (fillfactor = 50)',
};

/**
 * A text within a JSON, by its path; null if it is not there, or the JSON is damaged. JSON has characters that a text of
 * PostgreSQL cannot have (NUL, and half of a character that takes two): they are replaced first, since one of them anywhere
 * in a document would make every reading of it fail.
 */
const bodyText = String.raw`create function body_text(body text, path text[]) returns text
  language sql immutable parallel safe as $$
  select case when body is json object then (case when strpos(body, '\u') = 0 then body
    else regexp_replace(body, '(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})', '\1?', 'gi') end)::json #>> path end
  $$`;

const indexes = [
  `create index document_by_seq on document (shop, collection, scope, seq, deleted)`,
  `create index document_by_bucket on document (shop, collection, scope, bucket, id) where deleted = 0`,
  `create index document_by_id on document (shop, collection, id, scope)`,
  `create index document_deleted on document (shop, read_at) where deleted = 1`,
  `create index order_by_created on document (shop, (${by.createdAt})) where collection = 'orders' and deleted = 0`,
  `create index sale_by_receipt on document (shop, (${by.receipt})) where collection = 'sales'`,
  `create index document_by_person on document (shop, (${by.person})) where ${namesPerson}`,
  `create index document_by_outcome on document (shop, (${by.outcome})) where ${hasOutcome}`,
  `create index retired_by_receipt on retired_record (shop, (${by.receipt})) where collection = 'sales'`,
  `create index retired_by_person on retired_record (shop, (${by.person})) where ${namesPerson}`,
  `create index retired_by_outcome on retired_record (shop, (${by.outcome})) where ${hasOutcome}`,
  `create index journal_fork_by_person on journal_fork (shop, (${by.forkPerson}))`,
  `create index code_by_product on code (shop, product_id)`,
  `create unique index search_text_by_id on search_text (shop, kind, id)`,
  `create index inbox_waiting on inbox (shop, place) where state = 'waiting'`,
  `create index inbox_parked on inbox (shop, place) where state = 'parked'`,
  `create index inbox_settled on inbox (shop, received_at) where state = 'settled'`,
  `create index inbox_by_place on inbox (shop, place)`,
  `create index untold_by_time on untold (shop, found_at, collection)`,
  `create index quarantine_by_time on quarantine (shop, collection, created_at)`,
  `create index outbox_by_stage on outbox (shop, stage, place)`,
  `create index outbox_by_due on outbox (shop, collection, due, place) where stage = 'submit'`,
  `create index outbox_by_customer on outbox (shop, about, place)
     where collection = 'customerEdits' and stage = 'submit'`,
  `create index outbox_level_by_id on outbox_level (shop, collection, id)`,
  `create index way_by_state on way (shop, collection, state, marked, created_at)`,
  `create index settled_record_by_age on settled_record (shop, since)`,
  `create index journal_series_gaps on journal_series (shop, gap_since) where gap_since is not null`,
  `create index price_log_by_time on price_log (shop, at)`,
  `create unique index staff_by_name on staff (shop, name)`,
  `create unique index till_by_prefix on till (shop, receipt_prefix) where receipt_prefix is not null`,
  `create unique index till_key_by_id on till_key (key_id)`,
];

/** Statements that make an empty database a mirror, with the tables and indexes of the first version on PostgreSQL. */
export const tableStatements: readonly string[] = [
  bodyText,
  ...(Object.keys(columns) as (keyof Tables)[]).filter(each => !laterTables.includes(each)).map(tableText),
  ...indexes,
  ...tallyTriggers,
];

/** Statements that add what staff may do. */
export const roleStatements: readonly string[] = [`alter table staff add column role text collate "C"`];

/** Statements that add who owns which shop, and what owners are asked. */
export const ownerStatements: readonly string[] = [
  ...laterTables.map(tableText),
  `alter table outbox add column lease text collate "C" not null default ''`,
  `create index lease_by_holder on lease (holder)`,
  `create index question_open on question (shop, asked_at) where answer is null`,
  leaseTokenFunction,
];

function tableText(table: keyof Tables): string {
  const entries = Object.entries(columns[table] as Readonly<Record<string, string>>);
  const first = entries.filter(([name]) => !laterColumns.has(`${table}.${name}`));
  const all = first.map(([name, type]) => {
    const written = type.startsWith('text') ? 'text collate "C"' : 'bigint';
    const isNull = type.endsWith(' null') ? '' : ' not null';
    return `"${name}" ${written}${isNull}${besides[`${table}.${name}`] ?? ''}`;
  });
  return `create table ${table} (${all.join(', ')}, primary key (${keys[table]}))${storage[table] ?? ''}`;
}
