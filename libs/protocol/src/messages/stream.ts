import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { collectionSchema, headsSchema, wireDocumentSchema } from './common.ts';

/** The stream sends a heartbeat at least this often; silence for three times as long means that it is broken. */
export const heartbeatMs = 15_000;

/**
 * What GET /api/replication/stream sends, one JSON object per SSE `data:`.
 *
 * - `hello`: the first event; the heads at the moment from which changes are sent.
 * - `documents`: all changes of a collection after `from` up to `checkpoint`. A till whose place is before `from` has
 *   a gap, and must pull instead.
 * - `resync`: the server cannot say what changed; pull.
 * - `heartbeat`: a sign of life with the heads, so that a lost event is noticed.
 */
export const streamEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), protocol: z.int(), heads: headsSchema }),
  z.object({
    type: z.literal('documents'),
    collection: collectionSchema,
    from: checkpointSchema,
    checkpoint: checkpointSchema,
    documents: z.array(wireDocumentSchema).check(z.minLength(1)),
  }),
  z.object({ type: z.literal('resync') }),
  z.object({ type: z.literal('heartbeat'), heads: headsSchema }),
]);

export type StreamEvent = z.infer<typeof streamEventSchema>;
