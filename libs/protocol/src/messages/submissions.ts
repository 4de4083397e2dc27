import { z } from '../zod.ts';
import { countSchema, instantSchema } from './common.ts';

/**
 * The number of a kind of record in each state on the way to Shopify, for the whole shop. A sale whose order is settled
 * waits, or is refused, while one of its effects is.
 */
const waySchema = z.object({
  waiting: countSchema,
  accepted: countSchema,
  refused: countSchema,
  resolved: countSchema,
  /** When the oldest waiting one was written; null if none waits. */
  oldestWaiting: z.nullable(instantSchema),
});

/** The server's counts of records, for "Sync All" and the list of sales. */
export const submissionCountsSchema = z.object({
  sales: z.extend(waySchema, {
    /** Accepted, with amounts other than the till's. */
    differing: countSchema,
  }),
  stockMoves: waySchema,
  customerEdits: z.extend(waySchema, {
    /** Accepted, except fields that the shop had changed meanwhile. */
    overruled: countSchema,
  }),
});

/** What is not reaching Shopify, or not being read back, at the moment; each record is tried again by itself. */
export const heldUpSchema = z.array(
  z.object({
    kind: z.enum(['sales', 'stockMoves', 'customerEdits', 'read-back']),
    /** Since when no record of the kind went through. */
    since: instantSchema,
    /** The last error, for a person. */
    what: z.string(),
  }),
);

export type SubmissionCounts = z.infer<typeof submissionCountsSchema>;
