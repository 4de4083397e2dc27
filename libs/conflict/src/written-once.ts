import type { Flaw, JournalEntry, Sale, SaleDetails, Submitted } from '@tidemark/schema';
import { canonicalJson, effectsOf } from '@tidemark/schema';
import { compare, later } from './later.ts';
import { mergeEffects } from './submission/effects.ts';
import { mergeSubmissions, type Submission } from './submission/submission.ts';

/**
 * Whether two records have the same content as their till wrote it: without what the server adds, and for a record of a
 * journal without its personal data, which may be erased, and its signature, of which one content may have several.
 */
export function isSameWriting(a: Submitted, b: Submitted): boolean {
  return writingOf(a) === writingOf(b);
}

/**
 * Merges two copies of one record: the content stays, and what the server adds is the later, or the larger, of the two.
 * Erased personal data stay erased. If the contents differ, which no till does, both sides choose the same copy; the
 * push endpoint refuses that earlier.
 */
export function mergeWrittenOnce<T extends Submitted>(a: T, b: T): T {
  const order = compare(writingOf(a), writingOf(b));
  const chosen = order > 0 ? a : b;
  const other: T | undefined = order === 0 ? a : undefined;
  return {
    ...chosen,
    ...(other ? mergeSealed(chosen, other) : {}),
    ...mergeAdded(a, b),
    submission: mergeSubmissions<Submission>(a.submission, b.submission),
  } as T;
}

/** The copy of `master`, without the personal data that `copy` has erased. */
export function keepErased<T extends Submitted>(master: T, copy: T): T {
  const isErased = (copy as Partial<Sale>).details === null && Boolean((master as Partial<Sale>).details);
  return isErased ? { ...master, details: null } : master;
}

function writingOf(document: Submitted): string {
  const said = {
    ...document,
    ...{ rev: undefined, submission: undefined, effects: undefined, flaws: undefined, decided: undefined },
  };
  const { journal } = document as Partial<Sale>;
  return canonicalJson(
    journal ? { ...said, details: undefined, journal: { ...journal, signature: undefined } } : said,
  );
}

/** What two copies of the same writing may differ in, besides what the server adds. */
function mergeSealed(a: Submitted, b: Submitted): object {
  const [one, two] = [a, b] as [Partial<Sale>, Partial<Sale>];
  if (!one.journal || !two.journal) return {};
  return {
    journal: later<JournalEntry>(one.journal, two.journal, () => 0),
    ...present('details', mergeDetails(one.details, two.details)),
  };
}

/** Null is final; a record without details is no record of a journal, and has the less of them. */
function mergeDetails(
  a: SaleDetails | null | undefined,
  b: SaleDetails | null | undefined,
): SaleDetails | null | undefined {
  if (a === null || b === null) return null;
  return latest(a, b);
}

/** What the server adds besides the submission: its copy wins over none, and effects merge one by one. */
function mergeAdded(a: Submitted, b: Submitted): object {
  const [one, two] = [a, b] as [Partial<Sale>, Partial<Sale>];
  const effects = mergeEffects(effectsOf(one), effectsOf(two));
  return {
    ...present('effects', effects.length > 0 ? effects : undefined),
    ...present('rev', latest(one.rev, two.rev)),
    ...present('flaws', latest<readonly Flaw[]>(one.flaws, two.flaws)),
    ...present('decided', latest(one.decided, two.decided)),
  };
}

function latest<T>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return later(a, b, () => 0);
}

function present(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}
