import { recordNames } from '@tidemark/schema';
import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { pullRequestSchema, pullResponseSchema } from './pull.ts';

export const recordSchema = z.enum(recordNames);

/** The newest place of each collection of records, as one till sees them. */
export const recordHeadsSchema = z.record(recordSchema, checkpointSchema);

/** GET /api/replication/:collection/pull for records: the same page as a cache's, with the same guarantees. */
export const recordPullRequestSchema = pullRequestSchema.extend({ collection: recordSchema });

export const recordPullResponseSchema = pullResponseSchema;

export type RecordHeads = z.infer<typeof recordHeadsSchema>;
export type RecordPullRequest = z.infer<typeof recordPullRequestSchema>;
