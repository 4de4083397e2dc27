import { moneyDifferences } from '@tidemark/conflict';
import type { Taken } from '@tidemark/mirror';
import type { CustomerEdit, Sale } from '@tidemark/schema';
import type { AcceptedOrder } from '@tidemark/shopify';
import type { Desk } from '../submit-queue.ts';
import { isHidden, nextSaleStep, type SaleStep } from '../next-step.ts';
import { placementOf } from './placement.ts';

/** [T19] What a person reads of a sale whose order only they can find. */
const hiddenOrder =
  'Shopify has an order of this sale already, and does not show it to Tidemark, as with orders of more than 60 days ' +
  'ago. Look for it in Shopify, and resolve the sale with its number.';

/** Brings one sale a way further: looked up where it may be there, then sent, and what came of it stored. */
export async function submitSale(desk: Desk, taken: Taken<'sales'>): Promise<void> {
  const { source } = desk;
  const { document: sale, storedAt } = taken;
  const creating = await desk.creating(sale.customerId);
  for (let isLookedUp = false; ; isLookedUp = true) {
    const step = nextSaleStep({
      ...{ sale, creating, storedAt, isLookedUp, asked: desk.asked(sale.id) },
      ...desk.sight(),
    });
    switch (step.do) {
      case 'leave':
        return desk.postpone(taken);
      case 'wait':
        desk.asks(sale.id);
        return desk.postpone(taken, step.ms);
      case 'look-up': {
        const order = await source.shopify.writes.orderOfSale(sale, source.signal);
        if (order) return accept(desk, sale, order);
        break;
      }
      case 'send':
        return send(desk, taken, step, creating);
    }
  }
}

async function send(
  desk: Desk,
  taken: Taken<'sales'>,
  { customerId, withoutCustomer }: Extract<SaleStep, { do: 'send' }>,
  creating: CustomerEdit | undefined,
): Promise<void> {
  const wait = desk.orderWait();
  if (wait > 0) return desk.postpone(taken, wait);
  const sale = await desk.begin(taken);
  if (!sale) return;
  const { writes } = desk.source.shopify;
  const leftAt = desk.orderLeaves();
  const answer = await desk.sent(async signal => {
    const named = withoutCustomer ? { Customer: nameOf(sale, creating) } : {};
    const first = await writes.createOrder(sale, customerId, named, signal);
    if (first.kind !== 'refused' || !first.isAboutCustomer || customerId === null) return first;
    // A customer who is gone in Shopify holds no sale up.
    return writes.createOrder(sale, null, { Customer: `${customerId} (${first.reason})` }, signal);
  });
  switch (answer.kind) {
    case 'accepted':
      return accept(desk, sale, answer.as);
    case 'refused': {
      return refuse(desk, taken, sale, answer.reason);
    }
    case 'unanswered':
      if (answer.isThere) return lookUpMade(desk, taken, sale, answer.reason);
      await desk.record(taken, () => ({ kind: 'unanswered' }), { reason: answer.reason });
      return;
    case 'turned-away': {
      const retryAfterMs = answer.isOrderLimit
        ? desk.orderLimited(leftAt, answer.retryAfterMs)
        : answer.retryAfterMs;
      const { reason, isOrderLimit = false } = answer;
      await desk.record(taken, () => ({ kind: 'turned-away', retryAfterMs }), { reason, isOrderLimit });
    }
  }
}

/**
 * [T21] Shopify refused it, in whatever words. An earlier try may have made the order all the same, and a definition that is
 * gone is none of the sale's fault: it waits until there is one again, and is looked up by it.
 */
async function refuse(desk: Desk, taken: Taken<'sales'>, sale: Sale, reason: string): Promise<void> {
  const { shopify, signal } = desk.source;
  const isOurs = desk.isSaleIdMissing(reason);
  if (!isOurs) {
    const order = await shopify.writes.orderOfSale(sale, signal);
    if (order) return accept(desk, sale, order);
  }
  const wasFindable = !isOurs && (await shopify.writes.ensureSaleId(signal));
  const outcome = wasFindable
    ? ({ kind: 'refused', because: { reason } } as const)
    : ({ kind: 'unanswered' } as const);
  await desk.record(taken, () => outcome, { reason });
}

/** Shopify says that an order of the sale is there: it is found, or after some tries said to be out of our sight. */
async function lookUpMade(desk: Desk, taken: Taken<'sales'>, sale: Sale, said: string): Promise<void> {
  const { shopify, signal } = desk.source;
  const order = await shopify.writes.orderOfSale(sale, signal);
  if (order) return accept(desk, sale, order);
  const reason = `${said}: ${hiddenOrder}`;
  const outcome = isHidden(sale)
    ? ({ kind: 'refused', because: { reason } } as const)
    : ({ kind: 'unanswered' } as const);
  await desk.record(taken, () => outcome, { reason });
}

async function accept(desk: Desk, sale: Sale, { orderId, orderName, money }: AcceptedOrder): Promise<void> {
  const differences = moneyDifferences(sale, money);
  const placement = await placementOf(desk, sale, orderId);
  await desk.record(
    { collection: 'sales', id: sale.id },
    after => ({ kind: 'accepted', as: { after, orderId, orderName, differences, ...placement } }),
    { orderId, differing: differences.length, misplaced: placement.misplaced?.length ?? 0 },
  );
}

/** Whom the sale was for, in words, where Shopify has no such customer. */
function nameOf(sale: Sale, creating: CustomerEdit | undefined): string {
  const { firstName, lastName, email, phone } = creating?.changes ?? {};
  const words = [firstName, lastName, email, phone].flatMap(each => each?.is ?? []);
  return words.join(' ') || (sale.customerId ?? '');
}
