import type { Taken } from '@tidemark/mirror';
import type { SubmitQueue } from './submit-queue.ts';
import { isDue } from './next-step.ts';
import { factsOfChange, keyOfChange, outcomeOfChange } from './stock-change.ts';

/** Sends one stock move to Shopify, under a key that makes it one change however often it is sent. */
export async function submitMove(queue: SubmitQueue, taken: Taken<'stockMoves'>): Promise<void> {
  if (!isDue(taken.document.submission, queue.sight())) return queue.postpone(taken);
  const move = await queue.begin(taken);
  if (!move) return;
  const { writes } = queue.source.shopify;
  const answer =
    move.delta === 0
      ? ({ kind: 'accepted', as: undefined } as const)
      : await queue.sent(signal => writes.adjustStock(move, keyOfChange(move), signal));
  await queue.record(taken, outcomeOfChange(answer), factsOfChange(answer));
}
