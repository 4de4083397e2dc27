import type { Tone } from '@tidemark/elements';
import type { Order } from '@tidemark/schema';

interface Words {
  readonly text: string;
  readonly tone: Tone;
}

const paid: Readonly<Record<NonNullable<Order['financialStatus']>, Words>> = {
  authorized: { text: 'Authorised, not taken yet', tone: 'wait' },
  expired: { text: 'Authorisation expired', tone: 'bad' },
  paid: { text: 'Paid', tone: 'good' },
  partially_paid: { text: 'Partly paid', tone: 'wait' },
  partially_refunded: { text: 'Partly refunded', tone: 'wait' },
  pending: { text: 'Not paid', tone: 'wait' },
  refunded: { text: 'Refunded', tone: 'wait' },
  voided: { text: 'Payment voided', tone: 'bad' },
};

const sent: Readonly<Record<Order['fulfillmentStatus'], Words>> = {
  fulfilled: { text: 'Fulfilled', tone: 'good' },
  fulfillment_not_required: { text: 'Nothing to fulfil', tone: 'good' },
  in_progress: { text: 'Being fulfilled', tone: 'wait' },
  on_hold: { text: 'On hold', tone: 'bad' },
  open: { text: 'Open', tone: 'wait' },
  partially_fulfilled: { text: 'Partly fulfilled', tone: 'wait' },
  pending_fulfillment: { text: 'Waiting to be fulfilled', tone: 'wait' },
  request_declined: { text: 'Fulfilment declined', tone: 'bad' },
  restocked: { text: 'Restocked', tone: 'wait' },
  scheduled: { text: 'Scheduled', tone: 'wait' },
  unfulfilled: { text: 'Not fulfilled', tone: 'wait' },
};

/** How an order is paid; nothing where Shopify does not say. */
export function paidWords({ financialStatus }: Pick<Order, 'financialStatus'>): Words | undefined {
  return financialStatus === null ? undefined : paid[financialStatus];
}

/** How an order is sent or handed over. */
export function sentWords({ fulfillmentStatus }: Pick<Order, 'fulfillmentStatus'>): Words {
  return sent[fulfillmentStatus];
}

type Payment = Order['transactions'][number];

const payments: Readonly<Record<Payment['kind'], string>> = {
  authorization: 'Authorisation',
  capture: 'Payment taken',
  change: 'Change',
  emv_authorization: 'Card authorisation',
  refund: 'Refund',
  sale: 'Payment',
  suggested_refund: 'Suggested refund',
  void: 'Void',
};

const outcomes: Readonly<Record<Payment['status'], Words>> = {
  awaiting_response: { text: 'waiting for an answer', tone: 'wait' },
  error: { text: 'failed', tone: 'bad' },
  failure: { text: 'failed', tone: 'bad' },
  pending: { text: 'pending', tone: 'wait' },
  success: { text: '', tone: 'good' },
  unknown: { text: 'outcome unknown', tone: 'wait' },
};

/** What a transaction was, by which way, and how it ended where it did not just succeed. */
export function paymentWords({ kind, status, gateway }: Payment): {
  readonly title: string;
  readonly outcome: Words;
} {
  const by = gateway ? ` · ${gateway.replaceAll('_', ' ')}` : '';
  return { title: `${payments[kind]}${by}`, outcome: outcomes[status] };
}
