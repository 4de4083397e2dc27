import { z } from '../zod.ts';
import { recordSchema } from './record-pull.ts';

/**
 * POST /api/replication/:collection/decision: a person's decision about a record that they saw refused in `sending`.
 * Needs the server, as only it moves a submission; sent twice it counts once.
 */
export const decisionRequestSchema = z.object({
  collection: recordSchema.exclude(['carts']),
  id: z.string().min(1).max(100),
  sending: z.number().int().min(1),
  decision: z.discriminatedUnion('do', [
    z.object({ do: z.literal('send-again') }),
    z.object({
      do: z.literal('resolve'),
      note: z.string().trim().min(1).max(500),
      /** For a customer edit: the customer who was chosen instead. */
      customerId: z.string().min(1).max(100).optional(),
    }),
  ]),
});

/** `moved-on`: another person was faster, or it was never refused; a pull brings its present state. */
export const decisionResponseSchema = z.object({ outcome: z.enum(['decided', 'moved-on']) });

export type DecisionRequest = z.infer<typeof decisionRequestSchema>;
export type DecisionResponse = z.infer<typeof decisionResponseSchema>;
