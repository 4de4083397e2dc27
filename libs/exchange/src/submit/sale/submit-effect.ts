import type { Taken } from '@tidemark/mirror';
import { effectsOf } from '@tidemark/schema';
import { isDue } from '../next-step.ts';
import { factsOfChange, keyOfChange, outcomeOfChange } from '../stock-change.ts';
import type { SubmitQueue } from '../submit-queue.ts';

/**
 * [T24] Sends the first effect of a sale that is due, under a key that makes it one change however often it is sent. The
 * sale's order is settled.
 */
export async function submitEffect(queue: SubmitQueue, taken: Taken<'sales'>): Promise<void> {
  const sight = queue.sight();
  const due = effectsOf(taken.document).find(each => isDue(each.submission, sight));
  if (!due) return queue.postpone(taken);
  const { key } = due;
  const sale = await queue.begin(taken, key);
  const effect = sale && effectsOf(sale).find(each => each.key === key);
  if (!effect) return;
  const { writes } = queue.source.shopify;
  const answer = await queue.sent(signal =>
    writes.correctStock(effect, sale.id, keyOfChange(effect), signal),
  );
  const life = { collection: 'sales', id: sale.id, effect: key } as const;
  await queue.record(life, outcomeOfChange(answer), factsOfChange(answer));
}
