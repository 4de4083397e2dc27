import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { collectionSchema, digestSchema, wireDocumentsSchema } from './common.ts';

/** The most documents of one page. */
export const maxPullLimit = 5000;

/** The most bytes of documents in one page; a larger document gets its own page. */
export const maxPageBytes = 4 * 1024 * 1024;

/**
 * GET /api/replication/:collection/pull?checkpoint&limit&emptyAt. Without a checkpoint: from the beginning. `emptyAt` is
 * for a reader that begins with nothing: `now` in its first request, and the `head` of that page in those after it.
 * What was deleted by then is left out; without it, each is a tombstone to read.
 */
export const pullRequestSchema = z.object({
  collection: collectionSchema,
  checkpoint: z.optional(checkpointSchema),
  limit: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(maxPullLimit)),
  emptyAt: z.optional(z.union([z.literal('now'), checkpointSchema])),
});

/**
 * One page of changes, oldest first: as many as requested, or as fit in `maxPageBytes`. Only the last page has
 * `digest`, the collection's digest as of `checkpoint`. `checkpoint` is the place of the page's last document, or the
 * till's present place. `head` is the collection's newest place.
 */
export const pullResponseSchema = z.object({
  documents: wireDocumentsSchema,
  checkpoint: checkpointSchema,
  head: checkpointSchema,
  digest: z.optional(digestSchema),
});

export type PullRequest = z.infer<typeof pullRequestSchema>;
export type PullResponse = z.infer<typeof pullResponseSchema>;
