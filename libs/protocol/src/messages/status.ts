import { z } from '../zod.ts';
import { collectionSchema, countSchema, instantSchema } from './common.ts';
import { heldUpSchema, submissionCountsSchema } from './submissions.ts';

/**
 * GET /api/status: the state of the shop's mirror, for "Sync All".
 *
 * `shopify` is null if Shopify was not asked or did not answer: never an unchecked number.
 */
export const statusResponseSchema = z.object({
  version: z.string(),
  readAt: instantSchema.nullable(),
  shopifyReachable: z.boolean(),
  /** The API version with which Shopify answers, if it is not the one that this server was written for. */
  servedVersion: z.string().nullable(),
  /** The first import while it runs. `total` is null until Shopify has counted. */
  importing: z.object({ done: countSchema, total: countSchema.nullable() }).nullable(),
  /** Documents that cannot be read, or do not fit their schema: the mirror keeps each one's earlier version. */
  quarantined: countSchema,
  /** The first hundred unreadable documents. */
  unreadable: z
    .array(z.object({ collection: collectionSchema, id: z.string(), reason: z.string().max(500) }))
    .max(100)
    .optional(),
  collections: z.record(
    collectionSchema,
    z.object({
      mirror: countSchema,
      shopify: z.object({ count: countSchema, countedAt: instantSchema }).nullable(),
      /** Why the collection cannot be read from Shopify, "the app lacks read_customers"; null if it can. */
      trouble: z.string().nullable(),
    }),
  ),
  /** The last audit, which compares every document with Shopify; null before the first. */
  audit: z
    .object({
      startedAt: instantSchema,
      finishedAt: instantSchema,
      collections: z.partialRecord(
        collectionSchema,
        z.object({
          compared: countSchema,
          /** Defects found: documents missing, different or gone without the mirror noticing. */
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
    /** Whether Shopify should send any; a server that it cannot reach depends on catch-ups. */
    expected: z.boolean(),
    /** Subscriptions that Shopify removed since the server started, and that were recreated. */
    lost: countSchema,
    /** Notices that could not be applied, kept with their reason. */
    parked: countSchema,
    topics: z.array(
      z.object({ topic: z.string(), received: countSchema, repeated: countSchema, late: countSchema }),
    ),
    /** Changes that a catch-up or an audit found, and no webhook reported. */
    neverArrived: z.partialRecord(collectionSchema, countSchema),
    /** The address to which Shopify sends them; null if the server has no public address. */
    address: z.string().nullable().optional(),
    /** When the last one was stored; null if none ever was. */
    lastAt: instantSchema.nullable().optional(),
    /** Topics without a subscription at the last check: Shopify does not allow them, or could not be asked. */
    missing: z.array(z.string()).optional(),
    /** Why the last check of the subscriptions failed; null if it succeeded. */
    trouble: z.string().nullable().optional(),
  }),
  /** Minutes without an update after which server and tills ask Shopify automatically. */
  intervalMinutes: z.number().positive().optional(),
});

export type StatusResponse = z.infer<typeof statusResponseSchema>;
