import { collectionNames, recordNames, refusalCodes } from '@tidemark/schema';
import { z } from '../zod.ts';

/** The most rows one push may hold. */
export const maxPushRows = 500;

/** The most bytes of one push's body. */
export const maxPushBytes = 8 * 1024 * 1024;

/** All replicated collections, caches too: a push of a cache is refused row by row, with the reason. */
export const replicatedSchema = z.enum([...collectionNames, ...recordNames]);

/** A pushed document. Its own schema is checked separately, so that one broken document does not fail its batch. */
export const writtenDocumentSchema = z.looseObject({
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  _deleted: z.boolean(),
});

/**
 * POST /api/replication/:collection/push. `carriedFrom` is another till of the shop, whose exported work this till
 * pushes.
 */
export const pushRequestSchema = z.object({
  collection: replicatedSchema,
  rows: z
    .array(
      z.object({
        assumedMasterState: z.optional(writtenDocumentSchema),
        newDocumentState: writtenDocumentSchema,
      }),
    )
    .check(z.minLength(1), z.maxLength(maxPushRows)),
  carriedFrom: z.optional(z.string().check(z.minLength(8), z.maxLength(64))),
});

/**
 * The outcome of each row, in the rows' order; sent only after all accepted rows are stored.
 *
 * - `accepted`: stored as it was sent.
 * - `conflict`: stored too, but the server's document says more; it is included for RxDB's conflict handler. A deleted
 *   document says that the record is stored and has left the tills: the sender removes its copy.
 * - `refused`: not stored. The till parks the document with the reason, shows it, and goes on.
 */
export const pushResponseSchema = z.object({
  outcomes: z.array(
    z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('accepted'), id: z.string() }),
      z.object({ outcome: z.literal('conflict'), id: z.string(), document: writtenDocumentSchema }),
      z.object({
        outcome: z.literal('refused'),
        id: z.string(),
        code: z.enum(refusalCodes),
        message: z.string(),
      }),
    ]),
  ),
});

export type WrittenDocument = z.infer<typeof writtenDocumentSchema>;
export type PushRequest = z.infer<typeof pushRequestSchema>;
export type PushResponse = z.infer<typeof pushResponseSchema>;
export type PushOutcome = PushResponse['outcomes'][number];
