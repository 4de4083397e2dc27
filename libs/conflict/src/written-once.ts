import type { Submitted } from '@tidemark/schema';
import { canonicalJson } from '@tidemark/schema';
import { later } from './later.ts';
import { mergeSubmissions, type Submission } from './submission/submission.ts';

/** Whether two records have the same content as their till wrote it, without what the server adds. */
export function isSameWriting(a: Submitted, b: Submitted): boolean {
  return writingOf(a) === writingOf(b);
}

/**
 * Merges two copies of one record: the content stays, and the submission is the later of the two. If the contents
 * differ, which no till does, both sides choose the same copy; the push endpoint refuses that earlier.
 */
export function mergeWrittenOnce<T extends Submitted>(a: T, b: T): T {
  const submission = mergeSubmissions<Submission>(a.submission, b.submission);
  const writing = isSameWriting(a, b) ? a : later(a, b, () => (writingOf(a) < writingOf(b) ? -1 : 1));
  return { ...writing, submission } as T;
}

function writingOf(document: Submitted): string {
  return canonicalJson({ ...document, rev: undefined, submission: undefined });
}
