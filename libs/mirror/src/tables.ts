import type { CollectionName } from '@tidemark/schema';

/** The mirror's tables, as Kysely sees them. Times are milliseconds since the epoch, flags 0 or 1. */
export interface Tables {
  shop: { shop: string; epoch: string; seq: number };
  document: {
    shop: string;
    collection: CollectionName;
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
  collection_head: { shop: string; collection: CollectionName; scope: string; seq: number };
  digest: {
    shop: string;
    collection: CollectionName;
    scope: string;
    bucket: number;
    count: number;
    hash: string;
  };
  code: { shop: string; code: string; product_id: string; variant_id: string };
  quarantine: { shop: string; collection: CollectionName; id: string; defect: string; body: string };
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
  till: { shop: string; id: string; name: string; location_id: string };
  staff: { shop: string; id: string; name: string; pin_hash: string };
}
