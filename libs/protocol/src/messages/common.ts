import { collectionNames } from '@tidemark/schema';
import { z } from 'zod';
import { checkpointSchema } from '../checkpoint.ts';

export const collectionSchema = z.enum(collectionNames);
export const countSchema = z.number().int().min(0);
export const digestSchema = z.object({ count: countSchema, hash: z.string().regex(/^[0-9a-f]{16}$/) });
export const instantSchema = z.iso.datetime();

/** A newest place for each collection, as one till sees them (its own location's stock). */
export const headsSchema = z.record(collectionSchema, checkpointSchema);

/** A document on its way: its own schema is checked apart, so that one broken document does not cost its page. */
export const wireDocumentSchema = z.looseObject({
  id: z.string().min(1),
  rev: z.string(),
  _deleted: z.boolean(),
});
