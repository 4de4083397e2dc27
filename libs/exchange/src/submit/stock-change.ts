import { attemptKey, type Outcome, type Submission } from '@tidemark/conflict';
import type { MoveSubmission } from '@tidemark/schema';
import type { Written } from '@tidemark/shopify';

/** What an attempt to change stock came to, to be stored; `after` is the place of its collection just before. */
export function outcomeOfChange(
  answer: Written<void>,
): (after: string) => Outcome<NonNullable<MoveSubmission>> {
  return after => {
    switch (answer.kind) {
      case 'accepted':
        return { kind: 'accepted', as: { after } };
      case 'refused':
        return { kind: 'refused', because: { reason: answer.reason } };
      case 'unanswered':
        return { kind: 'unanswered' };
      case 'turned-away':
        return { kind: 'turned-away', retryAfterMs: answer.retryAfterMs };
    }
  };
}

/** The facts of an attempt for the log. */
export function factsOfChange(answer: Written<void>): { readonly reason?: string } {
  return answer.kind === 'accepted' ? {} : { reason: answer.reason };
}

/** The key that makes a change of stock one change in Shopify, however often it is sent. */
export function keyOfChange(change: { readonly key: string; readonly submission: Submission }): string {
  const { key, submission } = change;
  return attemptKey(key, submission?.state === 'waiting' ? submission.sending : 1);
}
