import { z } from '../zod.ts';
import { headsSchema, instantSchema } from './common.ts';

/** POST /api/lookup: why does this code find nothing on the till? */
export const lookupRequestSchema = z.object({
  code: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
});

/**
 * The one cause, found in the mirror first and then in Shopify.
 *
 * - `in-mirror`: sellable, and the mirror has it: it was missing only on the till.
 * - `was-missing-in-mirror`: sellable, read from Shopify and put into the mirror just now.
 * - `draft`, `archived`, `unlisted`, `not-published`, `not-at-location`: exists, but is not for sale here.
 * - `gift-card`, `bundle`, `selling-plan`: exists, but a plain sale would be wrong: no card issued, stock of the parts
 *   not taken, no subscription made.
 * - `unreadable`: Shopify has it, but its answer cannot be read; `reason` says why.
 * - `ambiguous`: several variants share the code; `matches` lists them.
 * - `deleted`: the product that had this code was deleted at `deletedAt`.
 * - `not-in-shopify`: Shopify knows no such code.
 * - `shopify-unreachable`: not in the mirror, and Shopify could not be asked.
 */
export const lookupCauses = [
  'in-mirror',
  'was-missing-in-mirror',
  'draft',
  'archived',
  'unlisted',
  'not-published',
  'not-at-location',
  'gift-card',
  'bundle',
  'selling-plan',
  'unreadable',
  'ambiguous',
  'deleted',
  'not-in-shopify',
  'shopify-unreachable',
] as const;

export const lookupResponseSchema = z.object({
  cause: z.enum(lookupCauses),
  matches: z.array(z.object({ productId: z.string(), variantId: z.string(), title: z.string() })),
  deletedAt: z.nullable(instantSchema),
  /** With `unreadable`: what is wrong with it. */
  reason: z.optional(z.string().check(z.maxLength(500))),
  /** A till that has these heads has the matches. */
  heads: headsSchema,
});

export type LookupCause = (typeof lookupCauses)[number];
export type LookupRequest = z.infer<typeof lookupRequestSchema>;
export type LookupResponse = z.infer<typeof lookupResponseSchema>;
