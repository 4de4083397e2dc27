import type { Submitted } from '@tidemark/schema';
import { canonicalJson } from '@tidemark/schema';
import { later } from './later.ts';
import { mergeSubmissions, type Submission } from './submission/submission.ts';

/** What its till wrote: everything but what the server adds. */
export function isSameWriting(a: Submitted, b: Submitted): boolean {
  return writingOf(a) === writingOf(b);
}

/**
 * Two copies of one record as one: what was written stands as it is, its submission is the later of the two. Where the
 * writing differs, which no till does, both sides choose the same copy; the push endpoint refuses it before.
 */
export function mergeWrittenOnce<T extends Submitted>(a: T, b: T): T {
  const submission = mergeSubmissions<Submission>(a.submission, b.submission);
  const writing = isSameWriting(a, b) ? a : later(a, b, () => (writingOf(a) < writingOf(b) ? -1 : 1));
  return { ...writing, submission } as T;
}

function writingOf(document: Submitted): string {
  return canonicalJson({ ...document, rev: undefined, submission: undefined });
}
