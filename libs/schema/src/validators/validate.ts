import { validate, type OutputUnit } from '@cfworker/json-schema';
import type { CollectionName } from '../collections.ts';
import { documentJsonSchemas } from '../documents/index.ts';
import { recordJsonSchemas } from '../documents/records.ts';
import { validators } from '../generated/validators.js';
import type { RecordName } from '../records.ts';

/** Whether a document is as its schema says. */
export function documentFits(collection: CollectionName | RecordName, document: unknown): boolean {
  return validators[collection](document);
}

/**
 * What is wrong with a document, for a log or a person; undefined if nothing is. The reason is looked for by a second
 * reader of the schema, a slow one: code that could say it would be five times the size of code that says yes or no.
 */
export function documentDefect(
  collection: CollectionName | RecordName,
  document: unknown,
): string | undefined {
  if (documentFits(collection, document)) return undefined;
  const schema = { ...documentJsonSchemas, ...recordJsonSchemas }[collection];
  // In JSON a field without a value is no field.
  const read: unknown = JSON.parse(JSON.stringify(document ?? null));
  const { errors } = validate(read, schema as object, '2020-12', undefined, true);
  const [innermost] = errors.toSorted((a, b) => depth(b) - depth(a));
  return innermost ? wordsOf(innermost) : 'does not fit its schema';
}

const depth = ({ instanceLocation }: OutputUnit) => instanceLocation.split('/').length;

function wordsOf({ instanceLocation, keyword, error }: OutputUnit): string {
  const place = instanceLocation.slice(1) || '/';
  return keyword === 'false' ? `${place} is no field of it` : `${place}: ${error}`;
}
