import { z } from '../zod.ts';
import { collectionSchema, countSchema, instantSchema } from './common.ts';
import { heldUpSchema, submissionCountsSchema } from './submissions.ts';

/**
 * GET /api/status: what the server knows of the shop's mirror, for "Sync All".
 *
 * `shopify` is null where Shopify was not asked or did not answer: never a number that nobody checked.
 */
export const statusResponseSchema = z.object({
  version: z.string(),
  readAt: instantSchema.nullable(),
  shopifyReachable: z.boolean(),
  /** The API version that Shopify answers with, where it is not the one that this server was written for. */
  servedVersion: z.string().nullable(),
  /** The first import while it runs. `total` is null until Shopify has counted. */
  importing: z.object({ done: countSchema, total: countSchema.nullable() }).nullable(),
  /** Documents that cannot be read, or do not fit their schema: the mirror has what was known of each before. */
  quarantined: countSchema,
  /** The first hundred of them. */
  unreadable: z
    .array(z.object({ collection: collectionSchema, id: z.string(), reason: z.string().max(500) }))
    .max(100)
    .optional(),
  collections: z.record(
    collectionSchema,
    z.object({
      mirror: countSchema,
      shopify: z.object({ count: countSchema, countedAt: instantSchema }).nullable(),
      /** Why Shopify's news of it cannot be read, "the app lacks read_customers"; null where they can. */
      trouble: z.string().nullable(),
    }),
  ),
  /** The last comparison of every document with Shopify; null before the first. */
  audit: z
    .object({
      startedAt: instantSchema,
      finishedAt: instantSchema,
      collections: z.partialRecord(
        collectionSchema,
        z.object({
          compared: countSchema,
          /** Each was a defect: missing, different or gone without the mirror having noticed. */
          repaired: countSchema,
          /** Why it could not be compared. */
          trouble: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
  auditing: z.boolean(),
  /** Absent from a server that sends nothing to Shopify. */
  submissions: submissionCountsSchema.optional(),
  /** Absent from a server that sends nothing to Shopify. */
  heldUp: heldUpSchema.optional(),
  webhooks: z.object({
    /** Whether Shopify is to send any; a server that it cannot reach lives of catch-ups. */
    expected: z.boolean(),
    /** Subscriptions that Shopify had taken away since the server started, and that were made again. */
    lost: countSchema,
    /** Notices that could not be applied, kept with their reason. */
    parked: countSchema,
    topics: z.array(
      z.object({ topic: z.string(), received: countSchema, repeated: countSchema, late: countSchema }),
    ),
    /** Changes that a catch-up or an audit found, and no webhook told of. */
    neverArrived: z.partialRecord(collectionSchema, countSchema),
    /** Where Shopify sends them; null where the server has no public address. */
    address: z.string().nullable().optional(),
    /** When the last one was stored; null where none ever was. */
    lastAt: instantSchema.nullable().optional(),
    /** Topics without a subscription at the last look: Shopify does not let the app have them, or could not be asked. */
    missing: z.array(z.string()).optional(),
    /** Why the subscriptions could not be looked after at the last try; null where they could. */
    trouble: z.string().nullable().optional(),
  }),
  /** Minutes without an update after which server and tills ask Shopify by themselves. */
  intervalMinutes: z.number().positive().optional(),
});

export type StatusResponse = z.infer<typeof statusResponseSchema>;
