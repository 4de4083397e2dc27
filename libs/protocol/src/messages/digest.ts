import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { bucketCount } from '../digest.ts';
import { collectionSchema, digestSchema, wireDocumentsSchema } from './common.ts';

/** GET /api/replication/:collection/digest?bucket: all buckets, or the list of one. */
export const digestRequestSchema = z.object({
  collection: collectionSchema,
  bucket: z.coerce
    .number()
    .int()
    .min(0)
    .max(bucketCount - 1)
    .optional(),
});

/** All bucket digests as of `checkpoint`. */
export const digestResponseSchema = z.object({
  checkpoint: checkpointSchema,
  buckets: z.array(digestSchema).length(bucketCount),
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
  ids: z.array(z.string().min(1).max(100)).min(1).max(maxRepairIds),
});

/** The documents (tombstones too) as of `checkpoint`. */
export const repairResponseSchema = z.object({
  checkpoint: checkpointSchema,
  documents: wireDocumentsSchema,
  left: z.array(z.string()).optional(),
});

export type DigestResponse = z.infer<typeof digestResponseSchema>;
export type BucketResponse = z.infer<typeof bucketResponseSchema>;
export type RepairRequest = z.infer<typeof repairRequestSchema>;
export type RepairResponse = z.infer<typeof repairResponseSchema>;
