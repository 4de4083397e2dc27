import { z } from '../zod.ts';
import { recordSchema } from './record-pull.ts';

/**
 * POST /api/replication/:collection/decision: what somebody decided about a refused record, having seen it refused in
 * `sending`. Needs the server, which alone moves a submission; sent twice it is one decision.
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
      /** For a customer's edit: the customer who was chosen instead. */
      customerId: z.string().min(1).max(100).optional(),
    }),
  ]),
});

/** `moved-on`: somebody was faster, or it was never refused; what it is now comes by the pull. */
export const decisionResponseSchema = z.object({ outcome: z.enum(['decided', 'moved-on']) });

export type DecisionRequest = z.infer<typeof decisionRequestSchema>;
export type DecisionResponse = z.infer<typeof decisionResponseSchema>;
