import { z } from '../zod.ts';

/**
 * POST /api/audit: compare every document with Shopify now. One audit at a time; a second request joins the running
 * one.
 */
export const auditResponseSchema = z.object({ started: z.boolean() });

export type AuditResponse = z.infer<typeof auditResponseSchema>;
