import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';
import { wireDocumentSchema } from './common.ts';
import { promiseHeadsSchema, promiseSchema } from './promise-pull.ts';

/**
 * What the stream says of promises, apart from the news of caches: the two have separate replications on a till.
 *
 * - `promise-heads`: with every `hello` and `heartbeat`.
 * - `written`: all changes of a promise after `from` up to `checkpoint`, as `documents` is for a cache. Sent in the order
 *   in which they were stored, and before any level that was read later.
 */
export const promiseEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('promise-heads'), heads: promiseHeadsSchema }),
  z.object({
    type: z.literal('written'),
    collection: promiseSchema,
    from: checkpointSchema,
    checkpoint: checkpointSchema,
    documents: z.array(wireDocumentSchema).min(1),
  }),
]);

export type PromiseEvent = z.infer<typeof promiseEventSchema>;
