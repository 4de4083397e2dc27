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
  };
  /** The levels that a record in the outbox touches. */
  outbox_level: { shop: string; level_id: string; collection: RecordName; id: string };
  /** A record's status, for counting; written together with its document. */
  way: {
    shop: string;
    collection: RecordName;
    id: string;
    state: string;
    /** Accepted with different amounts, or with fields overruled. */
    marked: number;
    created_at: string;
  };
  /** Numbers of rows of a table, grouped by key; the tables update them by themselves. */
  tally: { shop: string; name: string; key: string; n: number };
  /** The highest receipt number of a till under one prefix. */
  receipt: { shop: string; till_id: string; prefix: string; last: string };
  staff: { shop: string; id: string; name: string; pin_hash: string };
}
