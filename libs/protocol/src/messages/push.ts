import { collectionNames, recordNames, refusalCodes } from '@tidemark/schema';
import { z } from '../zod.ts';

/** The most rows one push may hold. */
export const maxPushRows = 500;

/** The most bytes of one push's body. */
export const maxPushBytes = 8 * 1024 * 1024;

/** Everything that is replicated, caches too: pushing one is refused row by row, with its reason. */
export const replicatedSchema = z.enum([...collectionNames, ...recordNames]);

/** A till's document on its way up. Its own schema is checked apart, so that one broken document does not cost its batch. */
export const writtenDocumentSchema = z.looseObject({ id: z.string().min(1).max(100), _deleted: z.boolean() });

/**
 * POST /api/replication/:collection/push. `carriedFrom` is another till of the shop, whose exported work this till
 * brings to the server.
 */
export const pushRequestSchema = z.object({
  collection: replicatedSchema,
  rows: z
    .array(
      z.object({
        assumedMasterState: writtenDocumentSchema.optional(),
        newDocumentState: writtenDocumentSchema,
      }),
    )
    .min(1)
    .max(maxPushRows),
  carriedFrom: z.string().min(8).max(64).optional(),
});

/**
 * What became of each row, in the rows' order; said only after everything accepted is stored.
 *
 * - `accepted`: stored as it was sent.
 * - `conflict`: stored too, but the server's document says more; here it is, for RxDB's conflict handler.
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
