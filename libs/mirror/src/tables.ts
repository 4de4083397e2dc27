import type { RedactionReason } from '@tidemark/journal';
import type { FindKind } from '@tidemark/protocol';
import type { CollectionName, RecordName } from '@tidemark/schema';
import type { Generated } from 'kysely';
import type { ReplicatedName } from './contract/replicated.ts';

/** The mirror's tables, as Kysely sees them. Times are milliseconds since the epoch, flags 0 or 1. */
export interface Tables {
  shop: { shop: string; epoch: string; seq: number };
  document: {
    shop: string;
    collection: ReplicatedName;
    scope: string;
    id: string;
    /** `bucketOf(id)`. */
    bucket: number;
    seq: number;
    deleted: number;
    source_updated_at: number;
    read_at: number;
    rev: string;
    /** The document's JSON as it is sent to tills. */
    body: string;
  };
  collection_head: { shop: string; collection: ReplicatedName; scope: string; seq: number };
  digest: {
    shop: string;
    collection: ReplicatedName;
    scope: string;
    bucket: number;
    count: number;
    hash: string;
  };
  code: { shop: string; code: string; product_id: string; variant_id: string };
  /** The words of living documents: see `SearchText`. */
  search_text: {
    shop: string;
    kind: FindKind;
    rank: string;
    id: string;
    customer_id: string | null;
    words: string;
  };
  quarantine: {
    shop: string;
    collection: ReplicatedName;
    id: string;
    defect: string;
    /** What was read, cut off at `mostBytes`. */
    body: string;
    /** 0 if unknown. */
    source_updated_at: number;
    read_at: number;
    /** When the document was made; if unknown, when it was last changed or read. */
    created_at: number;
  };
  watermark: { shop: string; resource: string; value: string };
  inbox: {
    shop: string;
    event_id: string;
    /** Arrival order. */
    place: number;
    notice: string;
    received_at: number;
    state: 'waiting' | 'settled' | 'parked';
    reason: string | null;
  };
  webhook_score: { shop: string; topic: string; received: number; repeated: number; late: number };
  untold: { shop: string; collection: CollectionName; id: string; found_at: number; found_by: string };
  report: { shop: string; name: string; body: string };
  till: { shop: string; id: string; name: string; location_id: string; receipt_prefix: string | null };
  /** Records that Shopify has still to be told, or whose effects must still be read. */
  outbox: {
    shop: string;
    collection: RecordName;
    id: string;
    stage: 'submit' | 'read';
    not_before: number;
    /** When the lease ends; 0: no lease. */
    leased_until: number;
    stored_at: number;
    /** When it may be taken: the later of the two times; 0 for at once. */
    due: Generated<number>;
    /** The order in which they are taken. */
    place: number;
    /** The customer of a customer edit; '' for other records. */
    about: string;
    /** Names the lease; '': there is none. */
    lease: string;
  };
  /** The levels that a record in the outbox touches. */
  outbox_level: { shop: string; level_id: string; collection: RecordName; id: string };
  /** A record's status, for counting; written together with its document. */
  way: {
    shop: string;
    collection: RecordName;
    id: string;
    state: string;
    /** Accepted with different amounts, or with fields overruled; refused for flaws that nobody has decided about. */
    marked: number;
    created_at: string;
  };
  /** Living records that may leave the tills once they are old enough. `since`: from when their age counts. */
  settled_record: { shop: string; collection: RecordName; id: string; since: number };
  /** Records that have left the tills, whole. */
  retired_record: {
    shop: string;
    collection: RecordName;
    id: string;
    stored_at: number;
    retired_at: number;
    body: string;
  };
  /** Numbers of rows of a table, grouped by key; the tables update them by themselves. */
  tally: { shop: string; name: string; key: string; n: number };
  /** The highest receipt number of a till under one prefix. */
  receipt: { shop: string; till_id: string; prefix: string; last: string };
  /** `dismissed_at` is null for staff who work here, and where the time is unknown. */
  staff: {
    shop: string;
    id: string;
    name: string;
    pin_hash: string;
    dismissed_at: number | null;
    source: 'environment' | 'owner';
    /** Null: nobody chose one. */
    role: string | null;
  };
  /** `scopes` are separated by spaces; `settings` are JSON. */
  connection: {
    shop: string;
    source: 'environment' | 'oauth';
    credentials: string;
    scopes: string;
    settings: string;
    connected_at: number;
    uninstalled_at: number | null;
  };
  /** Which process owns which shop. `until` is a time of the store's own clock. */
  lease: { shop: string; holder: string; token: string; until: number };
  /** Processes that serve shops; `until` as above. */
  server: { holder: string; secrets: string; until: number };
  /** Questions to the owners of shops. An answer is JSON; null while there is none. */
  question: {
    shop: string;
    id: string;
    kind: string;
    body: string;
    asked_at: number;
    answer: string | null;
  };
  /** `public_key` is a JSON Web Key as text. */
  till_key: { shop: string; till_id: string; key_id: string; public_key: string; enrolled_at: number };
  /** Every location at which a till was ever registered; `since` is 0 where the time is unknown. */
  till_place: { shop: string; till_id: string; location_id: string; since: number };
  /** One row for each stored record of a journal. */
  journal: {
    shop: string;
    series: string;
    number: number;
    hash: string;
    previous: string | null;
    stored_at: number;
  };
  journal_series: {
    shop: string;
    series: string;
    till_id: string;
    key_id: string;
    /** How many records are stored. */
    count: number;
    /** The highest number among them. */
    last: number;
    /** Since when records are missing below `last`; null if none are. */
    gap_since: number | null;
  };
  /** Signed records whose number another record has. */
  journal_fork: {
    shop: string;
    id: string;
    hash: string;
    body: string;
    till_id: string;
    stored_at: number;
  };
  /** What was erased for good: customers, under all their ids, orders, and records. Ids alone. */
  erased: {
    shop: string;
    what: 'customers' | 'orders' | RecordName;
    id: string;
    at: number;
  };
  /** Shops whose data were erased, by a hash of their names. */
  gone_shop: { mark: string; at: number };
  /** Erasures that were done; `records` counts what they changed, as JSON. */
  redaction: { shop: string; customer_id: string; at: number; records: string };
  /** The journal of the shop's server: which records lost their personal data. `place` counts over all its series. */
  redaction_record: { shop: string; place: number; epoch: string; body: string };
  /** The public keys with which this server signed, as JSON Web Keys. */
  server_key: { key_id: string; public_key: string };
  /** Records that an earlier version erased, and that no redaction record names yet. */
  redaction_due: { shop: string; id: string; at: number; reason: RedactionReason };
  /** What was asked for a variant from `seq` on; seq 0: from the beginning. A variant without rows never changed. */
  price_log: { shop: string; variant_id: string; seq: number; price: number; at: number };
}
