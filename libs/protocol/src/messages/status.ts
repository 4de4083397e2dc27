import { z } from 'zod';
import { collectionSchema, countSchema, instantSchema } from './common.ts';

/**
 * GET /api/status: what the server knows of the shop's mirror, for "Sync All".
 *
 * `shopify` is null where Shopify was not asked or did not answer: never a number that nobody checked.
 */
export const statusResponseSchema = z.object({
  version: z.string(),
  readAt: instantSchema.nullable(),
  shopifyReachable: z.boolean(),
  /** The first import while it runs. `total` is null until Shopify has counted. */
  importing: z.object({ done: countSchema, total: countSchema.nullable() }).nullable(),
  /** Documents that did not fit their schema and are kept out of the mirror until they do. */
  quarantined: countSchema,
  collections: z.record(
    collectionSchema,
    z.object({
      mirror: countSchema,
      shopify: z.object({ count: countSchema, countedAt: instantSchema }).nullable(),
    }),
  ),
});

export type StatusResponse = z.infer<typeof statusResponseSchema>;
