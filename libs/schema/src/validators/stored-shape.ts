import { firstFlawCodes, flawCodes } from '../documents/journal-entry.ts';
import { tenderKinds } from '../tenders/index.ts';

/** Limits up to this one existed before all texts had limits; RxDB has stored documents under them. */
const longestStored = 300;

/** The tenders that sales were first stored with. A new one is a new value, and no new shape. */
const firstTenders = ['cash', 'external-card'];

/**
 * A schema for a till's database: without the newer limits, and with the tenders and flaws that it knew first. They belong
 * to the wire, and RxDB refuses a schema that differs from the one under which it stored.
 */
export function storedShape<T extends object>(schema: T): T {
  return withoutBounds(schema) as T;
}

function withoutBounds(value: unknown): unknown {
  if (value === tenderKinds) return firstTenders;
  if (value === flawCodes) return firstFlawCodes;
  if (Array.isArray(value)) return value.map(withoutBounds);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, bound]) => !isBound(key, bound));
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutBounds(each)]));
}

/** A limit is a number; a property of the same name is not. */
function isBound(key: string, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  return key === 'maxItems' || (key === 'maxLength' && value > longestStored);
}
