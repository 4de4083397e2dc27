import { z } from '../zod.ts';
import { countSchema, headsSchema, instantSchema } from './common.ts';

/** What started a till's pull. `realtime` needs no barrier: its news comes by the stream. */
export const triggers = ['login', 'reload', 'interval', 'manual', 'realtime', 'reconnect', 'search'] as const;

export type Trigger = (typeof triggers)[number];

/** POST /api/sync: the barrier. */
export const syncRequestSchema = z.object({ trigger: z.enum(triggers) });

/**
 * The answer after a catch-up that started after the request arrived. A till is up to date when it holds every
 * collection at or after `heads`.
 *
 * - `readAt`: when Shopify was last read completely; null when it never was.
 * - `shopify`: `read` when that is this catch-up; `unreachable` when Shopify did not answer, `importing` while the
 *   first import runs. In both the heads are what the mirror has.
 * - `changed`: how many documents this catch-up changed.
 * - `intervalMinutes`: a till that had no update for this long syncs by itself; its own setting goes before.
 */
export const syncResponseSchema = z.object({
  heads: headsSchema,
  readAt: instantSchema.nullable(),
  shopify: z.enum(['read', 'unreachable', 'importing']),
  changed: countSchema,
  intervalMinutes: z.number().positive().optional(),
});

export type SyncRequest = z.infer<typeof syncRequestSchema>;
export type SyncResponse = z.infer<typeof syncResponseSchema>;
