import { flawWords, isSettled, moneyDifferences, stored } from '@tidemark/conflict';
import type { Taken } from '@tidemark/mirror';
import { customerIdOf, type CustomerEdit, type Flaw, type Sale } from '@tidemark/schema';
import type { AcceptedOrder } from '@tidemark/shopify';
import type { SubmitQueue } from '../submit-queue.ts';
import { isHidden, nextSaleStep, type SaleStep } from '../next-step.ts';
import { withCorrections } from './corrections.ts';
import { placementOf } from './placement.ts';
import { submitEffect } from './submit-effect.ts';

/** [T19] The message for a person about a sale whose order only they can find. */
const hiddenOrder =
  'Shopify has an order of this sale already, and does not show it to Tidemark, as with orders of more than 60 days ' +
  'ago. Look for it in Shopify, and resolve the sale with its number.';

/** [T19] The message for a person about a sale that may have such an order. */
const perhapsHiddenOrder =
  'The sale is older than the orders that Tidemark reads. If Shopify has an order of it, it may not show it. Look for it in ' +
  'Shopify before you decide.';

/**
 * Takes one sale a step further: looks it up if it may have arrived, else sends it, and stores the result. Once its order
 * is settled, its effects follow.
 */
export async function submitSale(queue: SubmitQueue, taken: Taken<'sales'>): Promise<void> {
  if (isSettled(taken.document.submission)) return submitEffect(queue, taken);
  const { source } = queue;
  const { document: sale, storedAt } = taken;
  const creating = await queue.creating(customerIdOf(sale));
  for (let isLookedUp = false; ; isLookedUp = true) {
    const step = nextSaleStep({
      ...{ sale, creating, storedAt, isLookedUp, asked: queue.asked(sale.id) },
      ...queue.sight(),
    });
    switch (step.do) {
      case 'leave':
        return queue.postpone(taken);
      case 'wait':
        queue.asks(sale.id);
        return queue.postpone(taken, step.ms);
      case 'look-up': {
        const order = await source.shopify.writes.orderOfSale(sale, source.signal);
        if (order) return accept(queue, taken, sale, order);
        break;
      }
      case 'hold':
        return hold(queue, taken, step.flaws);
      case 'send':
        return send(queue, taken, step, creating);
    }
  }
}

async function hold(queue: SubmitQueue, taken: Taken<'sales'>, flaws: readonly Flaw[]): Promise<void> {
  const mayBeHidden = Date.parse(taken.document.createdAt) < queue.source.shopify.ordersFrom();
  const reason = mayBeHidden ? `${perhapsHiddenOrder} ${flawWords(flaws)}` : flawWords(flaws);
  await queue.record(
    taken,
    () => ({ kind: 'refused', because: { reason } }),
    { reason },
    // Meanwhile its till may have proven whose it is ([J28]).
    (moved, document) => ((document as Sale).flaws ? moved : { ...moved, submission: stored }),
  );
}

async function send(
  queue: SubmitQueue,
  taken: Taken<'sales'>,
  { customerId, withoutCustomer }: Extract<SaleStep, { do: 'send' }>,
  creating: CustomerEdit | undefined,
): Promise<void> {
  const wait = queue.orderWait();
  if (wait > 0) return queue.postpone(taken, wait);
  const sale = await queue.begin(taken);
  if (!sale) return;
  const { writes } = queue.source.shopify;
  const leftAt = queue.orderLeaves();
  const answer = await queue.sent(async signal => {
    const named = withoutCustomer ? { Customer: nameOf(sale, creating) } : {};
    const first = await writes.createOrder(sale, customerId, named, signal);
    if (first.kind !== 'refused' || !first.isAboutCustomer || customerId === null) return first;
    // A customer who is gone from Shopify holds no sale up.
    return writes.createOrder(sale, null, { Customer: `${customerId} (${first.reason})` }, signal);
  });
  switch (answer.kind) {
    case 'accepted':
      return accept(queue, taken, sale, answer.as);
    case 'refused': {
      return refuse(queue, taken, sale, answer.reason);
    }
    case 'unanswered':
      if (answer.isThere) return lookUpMade(queue, taken, sale, answer.reason);
      await queue.record(taken, () => ({ kind: 'unanswered' }), { reason: answer.reason });
      return;
    case 'turned-away': {
      const retryAfterMs = answer.isOrderLimit
        ? queue.orderLimited(leftAt, answer.retryAfterMs)
        : answer.retryAfterMs;
      const { reason, isOrderLimit = false } = answer;
      await queue.record(taken, () => ({ kind: 'turned-away', retryAfterMs }), { reason, isOrderLimit });
    }
  }
}

/**
 * [T21] Handles a refusal, whatever its words. An earlier attempt may still have made the order. A missing definition
 * is not the sale's fault: the sale waits until it exists again, and is then looked up.
 */
async function refuse(queue: SubmitQueue, taken: Taken<'sales'>, sale: Sale, reason: string): Promise<void> {
  const { shopify, signal } = queue.source;
  const isOurs = queue.isSaleIdMissing(reason);
  if (!isOurs) {
    const order = await shopify.writes.orderOfSale(sale, signal);
    if (order) return accept(queue, taken, sale, order);
  }
  const wasFindable = !isOurs && (await shopify.writes.ensureSaleId(signal));
  const outcome = wasFindable
    ? ({ kind: 'refused', because: { reason } } as const)
    : ({ kind: 'unanswered' } as const);
  await queue.record(taken, () => outcome, { reason });
}

/** Shopify says that the sale's order exists: finds it, or after some tries reports it as hidden from the app. */
async function lookUpMade(
  queue: SubmitQueue,
  taken: Taken<'sales'>,
  sale: Sale,
  said: string,
): Promise<void> {
  const { shopify, signal } = queue.source;
  const order = await shopify.writes.orderOfSale(sale, signal);
  if (order) return accept(queue, taken, sale, order);
  const reason = `${said}: ${hiddenOrder}`;
  const outcome = isHidden(sale)
    ? ({ kind: 'refused', because: { reason } } as const)
    : ({ kind: 'unanswered' } as const);
  await queue.record(taken, () => outcome, { reason });
}

/**
 * Accepts the order, with where Shopify took the goods from and the corrections of stock that follow. Until that is known
 * the sale stays one whose order may exist, and is looked up again.
 */
async function accept(
  queue: SubmitQueue,
  taken: Taken<'sales'>,
  sale: Sale,
  { orderId, orderName, money }: AcceptedOrder,
): Promise<void> {
  const differences = moneyDifferences(sale, money);
  const answer = await placementOf(queue, sale, orderId);
  if (!answer.isKnown) return queue.postpone(taken, answer.againMs);
  const { placement } = answer;
  const { misplaced = [] } = placement;
  await queue.record(
    { collection: 'sales', id: sale.id },
    after => ({ kind: 'accepted', as: { after, orderId, orderName, differences, ...placement } }),
    { orderId, differing: differences.length, misplaced: misplaced.length },
    (moved, document) => withCorrections(moved, document as Sale, misplaced),
  );
}

/** Whom the sale was for, in words, if Shopify has no such customer. */
function nameOf(sale: Sale, creating: CustomerEdit | undefined): string {
  const { firstName, lastName, email, phone } = creating?.changes ?? {};
  const words = [firstName, lastName, email, phone].flatMap(each => each?.is ?? []);
  return words.join(' ') || (customerIdOf(sale) ?? '');
}
