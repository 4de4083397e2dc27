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
    /** The document as it travels, JSON. */
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
  /** What living documents are found by: see `SearchText`. */
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
    /** 0 where nobody can tell. */
    source_updated_at: number;
    read_at: number;
    /** When the document was made; where nobody can tell, when it was last changed or read. */
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
  /** What Shopify has still to be told, or what has to be read since it was told. */
  outbox: {
    shop: string;
    collection: RecordName;
    id: string;
    stage: 'submit' | 'read';
    not_before: number;
    /** Until then somebody is at it; 0: nobody. */
    leased_until: number;
    stored_at: number;
    /** When it may be taken: the later of the two, 0 for at once. */
    due: Generated<number>;
    /** The order in which they are taken. */
    place: number;
    /** Of a customer's edit: the customer; '' of everything else. */
    about: string;
  };
  /** Which levels \1 record of the outbox touches. */
  outbox_level: { shop: string; level_id: string; collection: RecordName; id: string };
  /** \1 record's state on its way, for counting: kept with its document. */
  way: {
    shop: string;
    collection: RecordName;
    id: string;
    state: string;
    /** Accepted with other money, or with fields overruled. */
    marked: number;
    created_at: string;
  };
  /** How many rows of a table there are, by what they have in common: kept by the tables themselves. */
  tally: { shop: string; name: string; key: string; n: number };
  /** The highest receipt number of a till under one prefix. */
  receipt: { shop: string; till_id: string; prefix: string; last: string };
  staff: { shop: string; id: string; name: string; pin_hash: string };
}
