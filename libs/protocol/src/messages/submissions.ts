import { z } from '../zod.ts';
import { countSchema, instantSchema } from './common.ts';

/** How a record stands on its way to Shopify, over the whole shop. */
const waySchema = z.object({
  waiting: countSchema,
  accepted: countSchema,
  refused: countSchema,
  resolved: countSchema,
  /** When the oldest waiting one was written; null where none waits. */
  oldestWaiting: instantSchema.nullable(),
});

/** What the server knows of everything that tills wrote, for "Sync All" and the list of sales. */
export const submissionCountsSchema = z.object({
  sales: waySchema.extend({
    /** Accepted, with other money than the till took. */
    differing: countSchema,
  }),
  stockMoves: waySchema,
  customerEdits: waySchema.extend({
    /** Accepted, but for fields that the shop had changed meanwhile. */
    overruled: countSchema,
  }),
});

/** What does not go on to Shopify, or is not read back from it, at the moment; each of it is tried again by itself. */
export const heldUpSchema = z.array(
  z.object({
    kind: z.enum(['sales', 'stockMoves', 'customerEdits', 'read-back']),
    /** Since when nothing of the kind went through. */
    since: instantSchema,
    /** What was said last, for a person. */
    what: z.string(),
  }),
);

export type SubmissionCounts = z.infer<typeof submissionCountsSchema>;
