import { collectionNames } from '@tidemark/schema';
import { z } from '../zod.ts';
import { checkpointSchema } from '../checkpoint.ts';

export const collectionSchema = z.enum(collectionNames);
export const countSchema = z.int().check(z.minimum(0));
export const digestSchema = z.object({
  count: countSchema,
  hash: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
});
export const instantSchema = z.iso.datetime().check(z.maxLength(40));

/** The newest place of each collection, as one till sees them (its own location's stock). */
export const headsSchema = z.record(collectionSchema, checkpointSchema);

/** A document as sent: its own schema is checked separately, so that one broken document does not fail its page. */
export const wireDocumentSchema = z.looseObject({
  id: z.string().check(z.minLength(1)),
  rev: z.string(),
  _deleted: z.boolean(),
});

type WireDocument = z.infer<typeof wireDocumentSchema>;

/**
 * Documents of `wireDocumentSchema`, without copying: zod copies what it checks field by field, and pages have hundreds
 * of thousands of fields.
 */
export const wireDocumentsSchema = z.custom<WireDocument[]>(
  value => Array.isArray(value) && value.every(isWireDocument),
  'expected documents with an id, a rev and _deleted',
);

function isWireDocument(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { id, rev, _deleted } = value as Partial<WireDocument>;
  return typeof id === 'string' && id !== '' && typeof rev === 'string' && typeof _deleted === 'boolean';
}
