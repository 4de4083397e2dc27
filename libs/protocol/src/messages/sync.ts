import { z } from '../zod.ts';
import { countSchema, headsSchema, instantSchema } from './common.ts';

/** What started a till's pull. `realtime` needs no barrier: its changes come by the stream. */
export const triggers = ['login', 'reload', 'interval', 'manual', 'realtime', 'reconnect', 'search'] as const;

export type Trigger = (typeof triggers)[number];

/** POST /api/sync: the barrier. */
export const syncRequestSchema = z.object({ trigger: z.enum(triggers) });

/**
 * The answer after a catch-up that started after the request arrived. A till is up to date when it has every collection
 * at or after `heads`.
 *
 * - `readAt`: when Shopify was last read completely; null when it never was.
 * - `shopify`: `read` if this catch-up did so; `unreachable` if Shopify did not answer, `importing` while the first
 *   import runs. In these two cases the heads are what the mirror has.
 * - `changed`: how many documents this catch-up changed.
 * - `intervalMinutes`: a till without an update for this long syncs automatically; its own setting takes precedence.
 */
export const syncResponseSchema = z.object({
  heads: headsSchema,
  readAt: z.nullable(instantSchema),
  shopify: z.enum(['read', 'unreachable', 'importing']),
  changed: countSchema,
  intervalMinutes: z.optional(z.number().check(z.positive())),
});

export type SyncRequest = z.infer<typeof syncRequestSchema>;
export type SyncResponse = z.infer<typeof syncResponseSchema>;
