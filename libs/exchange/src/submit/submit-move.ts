import { attemptKey } from '@tidemark/conflict';
import type { Taken } from '@tidemark/mirror';
import type { StockMove } from '@tidemark/schema';
import type { SubmitQueue } from './submit-queue.ts';
import { isDue } from './next-step.ts';

/** Sends one stock move to Shopify, under a key that makes it one change however often it is sent. */
export async function submitMove(queue: SubmitQueue, taken: Taken<'stockMoves'>): Promise<void> {
  if (!isDue(taken.document.submission, queue.sight())) return queue.postpone(taken);
  const move = await queue.begin(taken);
  if (!move) return;
  const answer =
    move.delta === 0
      ? ({ kind: 'accepted' } as const)
      : await queue.sent(signal => queue.source.shopify.writes.adjustStock(move, keyOf(move), signal));
  switch (answer.kind) {
    case 'accepted':
      await queue.record(taken, after => ({ kind: 'accepted', as: { after } }));
      return;
    case 'refused': {
      const { reason } = answer;
      await queue.record(taken, () => ({ kind: 'refused', because: { reason } }), { reason });
      return;
    }
    case 'unanswered':
      await queue.record(taken, () => ({ kind: 'unanswered' }), { reason: answer.reason });
      return;
    case 'turned-away': {
      const { retryAfterMs, reason } = answer;
      await queue.record(taken, () => ({ kind: 'turned-away', retryAfterMs }), { reason });
    }
  }
}

function keyOf({ key, submission }: StockMove): string {
  return attemptKey(key, submission?.state === 'waiting' ? submission.sending : 1);
}
