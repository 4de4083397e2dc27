import { recordNames } from '@tidemark/schema';
import { z } from '../zod.ts';

/**
 * POST /api/replication/:collection/decision: a person's decision about a record, or an effect of a sale, that they saw
 * refused in `sending`. Needs the server, as only it moves a submission; sent twice it counts once.
 */
export const decisionRequestSchema = z.object({
  collection: z.enum(recordNames.filter(name => name !== 'carts')),
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  sending: z.int().check(z.minimum(1)),
  /** The key of the sale's effect that was refused. Absent: the record itself was. */
  effect: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  decision: z.discriminatedUnion('do', [
    z.object({ do: z.literal('send-again') }),
    z.object({
      do: z.literal('resolve'),
      note: z.string().check(z.trim(), z.minLength(1), z.maxLength(500)),
      /** For a customer edit: the customer who was chosen instead. */
      customerId: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
    }),
  ]),
});

/** `moved-on`: another person was faster, or it was never refused; a pull brings its present state. */
export const decisionResponseSchema = z.object({ outcome: z.enum(['decided', 'moved-on']) });

export type DecisionRequest = z.infer<typeof decisionRequestSchema>;
export type DecisionResponse = z.infer<typeof decisionResponseSchema>;
