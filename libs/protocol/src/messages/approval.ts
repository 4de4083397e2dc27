import { permissions } from '@tidemark/schema';
import { z } from '../zod.ts';
import { instantSchema } from './common.ts';
import { sessionRequestSchema } from './session.ts';

/** Request header with the token of an approval: for what a role may do with approval alone. */
export const approvalHeader = 'tidemark-approval';

/** POST /api/session/approval: a person approves, by name and PIN, of what the person at the till wants to do. */
export const approvalRequestSchema = z.object({
  staff: sessionRequestSchema.shape.staff,
  pin: sessionRequestSchema.shape.pin,
  permission: z.enum(permissions),
});

/**
 * `token` is sent as `approvalHeader` until `expiresAt`, by the same person at the same till for the same permission. A
 * wrong PIN says nothing of the session, so it is no error.
 */
export const approvalResponseSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('approved'),
    token: z.string().check(z.minLength(1), z.maxLength(2_000)),
    expiresAt: instantSchema,
    staff: z.object({
      id: z.string().check(z.minLength(1), z.maxLength(100)),
      name: z.string().check(z.maxLength(100)),
    }),
  }),
  z.object({ outcome: z.literal('refused'), why: z.enum(['wrong-pin', 'may-not']) }),
]);

export type ApprovalRequest = z.infer<typeof approvalRequestSchema>;
export type ApprovalResponse = z.infer<typeof approvalResponseSchema>;
