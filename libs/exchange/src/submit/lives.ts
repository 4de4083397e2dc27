import { dueEffect, withEffect, type Submission } from '@tidemark/conflict';
import type { Moved, RecordKey, SubmittedName } from '@tidemark/mirror';
import { type Effect, type Sale, type Submitted } from '@tidemark/schema';

/** Names one life: a record's own, or that of one of a sale's effects, by its key. */
export interface LifeKey<C extends SubmittedName = SubmittedName> extends RecordKey<C> {
  readonly effect?: string;
}

/** Where a document moves to if this life moves to `next`; the document's other lives stay. */
export function livingOn(document: Submitted, effect: string | undefined, next: Submission): Moved {
  if (effect === undefined) return { submission: next as Submitted['submission'] };
  const { submission, effects = [] } = withEffect(document as Sale, effect, next as Effect['submission']);
  return { submission, effects };
}

/** The life that is to go on now: a record's own until it is settled, then that of its first waiting effect. */
export function presentLife(document: Submitted, now: number): Submission {
  return dueEffect(document as Sale, now)?.submission ?? document.submission;
}
