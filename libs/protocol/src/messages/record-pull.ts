import { recordNames } from '@tidemark/schema';
import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { digestRequestSchema } from './digest.ts';
import { pullRequestSchema, pullResponseSchema } from './pull.ts';

export const recordSchema = z.enum(recordNames);

/** The newest place of each collection of records, as one till sees them. */
export const recordHeadsSchema = z.record(recordSchema, checkpointSchema);

/** GET /api/replication/:collection/pull for records: the same page as a cache's, with the same guarantees. */
export const recordPullRequestSchema = z.extend(pullRequestSchema, { collection: recordSchema });

export const recordPullResponseSchema = pullResponseSchema;

/** GET /api/replication/:collection/digest for records. */
export const recordDigestRequestSchema = z.extend(digestRequestSchema, { collection: recordSchema });

export type RecordHeads = z.infer<typeof recordHeadsSchema>;
export type RecordPullRequest = z.infer<typeof recordPullRequestSchema>;
