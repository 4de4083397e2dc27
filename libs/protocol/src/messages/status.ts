import { z } from '../zod.ts';
import { collectionSchema, countSchema, instantSchema } from './common.ts';
import { movedSchema } from './moved.ts';
import { heldUpSchema, submissionCountsSchema } from './submissions.ts';

/**
 * GET /api/status: the state of the shop's mirror, for "Sync All".
 *
 * `shopify` is null if Shopify was not asked or did not answer: never an unchecked number.
 */
export const statusResponseSchema = z.object({
  version: z.string(),
  readAt: z.nullable(instantSchema),
  shopifyReachable: z.boolean(),
  /** The API version with which Shopify answers, if it is not the one that this server was written for. */
  servedVersion: z.nullable(z.string()),
  /** The first import while it runs. `total` is null until Shopify has counted. */
  importing: z.nullable(z.object({ done: countSchema, total: z.nullable(countSchema) })),
  /** Documents that cannot be read, or do not fit their schema: the mirror keeps each one's earlier version. */
  quarantined: countSchema,
  /** The first hundred unreadable documents. */
  unreadable: z.optional(
    z
      .array(
        z.object({
          collection: collectionSchema,
          id: z.string(),
          reason: z.string().check(z.maxLength(500)),
        }),
      )
      .check(z.maxLength(100)),
  ),
  collections: z.record(
    collectionSchema,
    z.object({
      mirror: countSchema,
      shopify: z.nullable(z.object({ count: countSchema, countedAt: instantSchema })),
      /** Why the collection cannot be read from Shopify, "the app lacks read_customers"; null if it can. */
      trouble: z.nullable(z.string()),
    }),
  ),
  /** The last audit, which compares every document with Shopify; null before the first. */
  audit: z.nullable(
    z.object({
      startedAt: instantSchema,
      finishedAt: instantSchema,
      collections: z.partialRecord(
        collectionSchema,
        z.object({
          compared: countSchema,
          /** Defects found: documents missing, different or gone without the mirror noticing. */ repaired:
            countSchema,
          /** Why it could not be compared. */ trouble: z.nullable(z.string()),
        }),
      ),
    }),
  ),
  auditing: z.boolean(),
  /** Absent from a server that sends nothing to Shopify. */
  submissions: z.optional(submissionCountsSchema),
  /** Absent from a server that sends nothing to Shopify. */
  heldUp: z.optional(heldUpSchema),
  /** What is wrong with the journals of the shop's tills. */
  journal: z.optional(
    z.object({
      /** Series in which records have been missing for ten minutes. */
      gaps: countSchema,
      /** Records under the number of another: a till's data was copied. */
      forks: countSchema,
      /** Sales that are stored, have flaws, and wait for a person. */
      flawed: countSchema,
    }),
  ),
  /** Absent where none moved. */
  moved: z.optional(movedSchema),
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
    address: z.optional(z.nullable(z.string())),
    /** When the last one was stored; null if none ever was. */
    lastAt: z.optional(z.nullable(instantSchema)),
    /** Topics without a subscription at the last check: Shopify does not allow them, or could not be asked. */
    missing: z.optional(z.array(z.string())),
    /** Why the last check of the subscriptions failed; null if it succeeded. */
    trouble: z.optional(z.nullable(z.string())),
  }),
  /** Minutes without an update after which server and tills ask Shopify automatically. */
  intervalMinutes: z.optional(z.number().check(z.positive())),
});

export type StatusResponse = z.infer<typeof statusResponseSchema>;
