import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { bucketCount } from '../digest.ts';
import { collectionSchema, digestSchema, wireDocumentsSchema } from './common.ts';

/** GET /api/replication/:collection/digest?bucket: all buckets, or the list of one. */
export const digestRequestSchema = z.object({
  collection: collectionSchema,
  bucket: z.optional(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(bucketCount - 1))),
});

/** All bucket digests as of `checkpoint`. */
export const digestResponseSchema = z.object({
  checkpoint: checkpointSchema,
  buckets: z.array(digestSchema).check(z.length(bucketCount)),
});

/** One bucket's living documents as of `checkpoint`, by id and rev. */
export const bucketResponseSchema = z.object({
  checkpoint: checkpointSchema,
  entries: z.array(z.object({ id: z.string(), rev: z.string() })),
});

/** The most ids one repair may ask for; a till with more asks again. */
export const maxRepairIds = 500;

/**
 * POST /api/replication/:collection/documents `{ids}`: documents by id, for repair. Unknown ids are left out. `left`
 * names documents that did not fit in `maxPageBytes`; ask for them again.
 */
export const repairRequestSchema = z.object({
  ids: z
    .array(z.string().check(z.minLength(1), z.maxLength(100)))
    .check(z.minLength(1), z.maxLength(maxRepairIds)),
});

/** The documents (tombstones too) as of `checkpoint`. */
export const repairResponseSchema = z.object({
  checkpoint: checkpointSchema,
  documents: wireDocumentsSchema,
  left: z.optional(z.array(z.string())),
});

export type DigestResponse = z.infer<typeof digestResponseSchema>;
export type BucketResponse = z.infer<typeof bucketResponseSchema>;
export type RepairRequest = z.infer<typeof repairRequestSchema>;
export type RepairResponse = z.infer<typeof repairResponseSchema>;
