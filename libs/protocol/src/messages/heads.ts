import type { z } from '../zod.ts';
import { headsSchema } from './common.ts';

/**
 * GET /api/replication/heads: for a till without a stream. The answer has an ETag; asked again with
 * `If-None-Match`, an unchanged mirror answers 304 without a body.
 */
export const headsResponseSchema = headsSchema;

export type Heads = z.infer<typeof headsSchema>;
