import { sql } from 'kysely';
import { postgresKeys } from '../postgres/key-texts.ts';
import { either } from '../statements/engine.ts';

/** The customer whom a sale, a cart, an edit or an order names; null: none, or a damaged row. */
const personText = `case when json_valid(body) then coalesce(
  json_extract(body, '$.details.customerId'), json_extract(body, '$.customerId.value'),
  case collection when 'carts' then null else json_extract(body, '$.customerId') end) end`;

/** What became of a record in Shopify: the order of a sale, the customer of an edit. */
const outcomeText = `case when json_valid(body) then coalesce(json_extract(body, '$.submission.orderId'),
  json_extract(body, '$.submission.customerId'), json_extract(body, '$.submission.takenBy')) end`;

/** The customer whom a record names that is kept beside another one. */
const forkPersonText = `json_extract(body, '$.details.customerId')`;

/** Conditions of the indexes, word for word as queries must say them. */
export const namesPerson = `collection in ('carts', 'customerEdits', 'orders', 'sales')`;
export const hasOutcome = `collection in ('customerEdits', 'sales')`;

/** The same in queries. */
export const personOf = either(sql.raw(personText), sql.raw(postgresKeys.person));
export const outcomeOf = either(sql.raw(outcomeText), sql.raw(postgresKeys.outcome));
export const forkPersonOf = either(sql.raw(forkPersonText), sql.raw(postgresKeys.forkPerson));

/** The same for records that have left the tills. */
export const retiredPeople = [
  `create index retired_by_person on retired_record (shop, ${personText}) where ${namesPerson}`,
  `create index retired_by_outcome on retired_record (shop, ${outcomeText}) where ${hasOutcome}`,
];

/**
 * Indexes that find all of a customer, so that no erasure scans the mirror, and what was erased. SQLite keeps the
 * indexes itself: a record leaves them when its personal data are erased.
 */
export const peopleTables = [
  `create index document_by_person on document (shop, ${personText}) where ${namesPerson}`,
  `create index document_by_outcome on document (shop, ${outcomeText}) where ${hasOutcome}`,
  `create index journal_fork_by_person on journal_fork (shop, ${forkPersonText})`,
  `create table erased (shop text not null, what text not null, id text not null, at integer not null,
     primary key (shop, what, id)) strict, without rowid`,
  `create table redaction (shop text not null, customer_id text not null, at integer not null, records text not null,
     primary key (shop, customer_id)) strict, without rowid`,
  `create table gone_shop (mark text primary key, at integer not null) strict, without rowid`,
];
