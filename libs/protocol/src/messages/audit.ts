import { z } from '../zod.ts';

/** POST /api/audit: compare every document with Shopify now. One at a time; a second demand joins the one that runs. */
export const auditResponseSchema = z.object({ started: z.boolean() });

export type AuditResponse = z.infer<typeof auditResponseSchema>;
