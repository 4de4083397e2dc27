import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { wireDocumentSchema } from './common.ts';
import { recordHeadsSchema, recordSchema } from './record-pull.ts';

/**
 * The stream's events about records. They are separate from those about caches, as a till replicates the two
 * separately.
 *
 * - `promise-heads`: with every `hello` and `heartbeat`.
 * - `written`: all changes of a collection of records after `from` up to `checkpoint`, like `documents` for a cache.
 *   Sent in the order in which they were stored, and before any level that was read later.
 */
export const recordEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('promise-heads'), heads: recordHeadsSchema }),
  z.object({
    type: z.literal('written'),
    collection: recordSchema,
    from: checkpointSchema,
    checkpoint: checkpointSchema,
    documents: z.array(wireDocumentSchema).check(z.minLength(1)),
  }),
]);

export type RecordEvent = z.infer<typeof recordEventSchema>;
