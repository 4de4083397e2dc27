import { promiseNames } from '@tidemark/schema';
import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { pullRequestSchema, pullResponseSchema } from './pull.ts';

export const promiseSchema = z.enum(promiseNames);

/** The newest place of each promise, as one till sees them. */
export const promiseHeadsSchema = z.record(promiseSchema, checkpointSchema);

/** GET /api/replication/:collection/pull for what tills wrote: the same page as a cache's, with the same promises. */
export const promisePullRequestSchema = pullRequestSchema.extend({ collection: promiseSchema });

export const promisePullResponseSchema = pullResponseSchema;

export type PromiseHeads = z.infer<typeof promiseHeadsSchema>;
export type PromisePullRequest = z.infer<typeof promisePullRequestSchema>;
