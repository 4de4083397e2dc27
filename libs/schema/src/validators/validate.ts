import type { CollectionName } from '../collections.ts';
import { validators } from '../generated/validators.js';
import type { RecordName } from '../records.ts';

/** What is wrong with a document, for a log or a person; undefined if nothing is. */
export function documentDefect(
  collection: CollectionName | RecordName,
  document: unknown,
): string | undefined {
  const validate = validators[collection];
  if (validate(document)) return undefined;
  const [first] = validate.errors ?? [];
  return first ? `${first.instancePath || '/'} ${first.message ?? first.keyword}` : 'does not fit its schema';
}
