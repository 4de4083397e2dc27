import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { collectionSchema, digestSchema, wireDocumentsSchema } from './common.ts';

/** The most documents one page may hold. */
export const maxPullLimit = 5000;

/** The most bytes of documents that one page has; a larger document is a page of its own. */
export const maxPageBytes = 4 * 1024 * 1024;

/** GET /api/replication/:collection/pull?checkpoint&limit. Without a checkpoint: from the beginning. */
export const pullRequestSchema = z.object({
  collection: collectionSchema,
  checkpoint: checkpointSchema.optional(),
  limit: z.coerce.number().int().min(1).max(maxPullLimit),
});

/**
 * One page of changes, oldest first: as many as were asked for, or as go into `maxPageBytes`. The page with `digest`, and no
 * other, is the last; it is the collection's digest as of `checkpoint`. `checkpoint` is the place of the page's last document,
 * or where the till already was. `head` is the collection's newest place.
 */
export const pullResponseSchema = z.object({
  documents: wireDocumentsSchema,
  checkpoint: checkpointSchema,
  head: checkpointSchema,
  digest: digestSchema.optional(),
});

export type PullRequest = z.infer<typeof pullRequestSchema>;
export type PullResponse = z.infer<typeof pullResponseSchema>;
