import type { SelectType } from 'kysely';
import type { Tables } from '../tables.ts';

type NameOf<T> = (null extends T ? ' null' : '') extends infer N extends string
  ? [NonNullable<T>] extends [string]
    ? `text${N}`
    : `bigint${N}`
  : never;
type Columns = {
  readonly [T in keyof Tables]: { readonly [C in keyof Tables[T]]: NameOf<SelectType<Tables[T][C]>> };
};

const [text, bigint] = ['text', 'bigint'] as const;
const shopAndId = { shop: text, id: text } as const;
const shopAndCollection = { shop: text, collection: text } as const;

/** Every table's columns in PostgreSQL. A text is compared byte by byte, as SQLite does. */
export const columns: Columns = {
  shop: { shop: text, epoch: text, seq: bigint },
  document: {
    ...{ ...shopAndCollection, scope: text, id: text, bucket: bigint, seq: bigint, deleted: bigint },
    ...{ source_updated_at: bigint, read_at: bigint, rev: text, body: text },
  },
  collection_head: { ...shopAndCollection, scope: text, seq: bigint },
  digest: { ...shopAndCollection, scope: text, bucket: bigint, count: bigint, hash: text },
  code: { shop: text, code: text, product_id: text, variant_id: text },
  search_text: { shop: text, kind: text, rank: text, id: text, customer_id: 'text null', words: text },
  quarantine: {
    ...{ ...shopAndCollection, id: text, defect: text, body: text },
    ...{ source_updated_at: bigint, read_at: bigint, created_at: bigint },
  },
  watermark: { shop: text, resource: text, value: text },
  inbox: {
    ...{ shop: text, event_id: text, place: bigint, notice: text, received_at: bigint, state: text },
    reason: 'text null',
  },
  webhook_score: { shop: text, topic: text, received: bigint, repeated: bigint, late: bigint },
  untold: { ...shopAndCollection, id: text, found_at: bigint, found_by: text },
  report: { shop: text, name: text, body: text },
  till: { ...shopAndId, name: text, location_id: text, receipt_prefix: 'text null' },
  outbox: {
    ...{ ...shopAndCollection, id: text, stage: text, not_before: bigint, leased_until: bigint },
    ...{ stored_at: bigint, due: bigint, place: bigint, about: text, lease: text },
  },
  outbox_level: { ...shopAndCollection, id: text, level_id: text },
  way: { ...shopAndCollection, id: text, state: text, marked: bigint, created_at: text },
  settled_record: { ...shopAndCollection, id: text, since: bigint },
  retired_record: { ...shopAndCollection, id: text, stored_at: bigint, retired_at: bigint, body: text },
  tally: { shop: text, name: text, key: text, n: bigint },
  receipt: { shop: text, till_id: text, prefix: text, last: text },
  staff: {
    ...shopAndId,
    name: text,
    pin_hash: text,
    dismissed_at: 'bigint null',
    source: text,
    role: 'text null',
  },
  connection: {
    ...{ shop: text, source: text, credentials: text, scopes: text, settings: text, connected_at: bigint },
    uninstalled_at: 'bigint null',
  },
  lease: { shop: text, holder: text, token: text, until: bigint },
  server: { holder: text, secrets: text, until: bigint },
  question: {
    ...{ ...shopAndId, kind: text, body: text, asked_at: bigint, answer: 'text null' },
  },
  till_key: { shop: text, till_id: text, key_id: text, public_key: text, enrolled_at: bigint },
  till_place: { shop: text, till_id: text, location_id: text, since: bigint },
  journal: {
    ...{ shop: text, series: text, number: bigint, hash: text, previous: 'text null', stored_at: bigint },
  },
  journal_series: {
    ...{ shop: text, series: text, till_id: text, key_id: text, count: bigint, last: bigint },
    gap_since: 'bigint null',
  },
  journal_fork: { ...shopAndId, hash: text, body: text, till_id: text, stored_at: bigint },
  erased: { ...shopAndId, what: text, at: bigint },
  gone_shop: { mark: text, at: bigint },
  redaction: { shop: text, customer_id: text, at: bigint, records: text },
  redaction_record: { shop: text, place: bigint, epoch: text, body: text },
  server_key: { key_id: text, public_key: text },
  redaction_due: { ...shopAndId, at: bigint, reason: text },
  price_log: { shop: text, variant_id: text, seq: bigint, price: bigint, at: bigint },
};
