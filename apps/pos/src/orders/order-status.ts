import { gatewayWords } from '@tidemark/elements/pay/tenders/index';
import type { Tone } from '@tidemark/elements/sales/sale-list';
import { msg } from '@tidemark/elements/language';
import type { Order } from '@tidemark/schema';

interface Words {
  readonly text: string;
  readonly tone: Tone;
}

const paid = (): Readonly<Record<NonNullable<Order['financialStatus']>, Words>> => ({
  authorized: { text: msg('Authorised, not taken yet'), tone: 'wait' },
  expired: { text: msg('Authorisation expired'), tone: 'bad' },
  paid: { text: msg('Paid'), tone: 'good' },
  partially_paid: { text: msg('Partly paid'), tone: 'wait' },
  partially_refunded: { text: msg('Partly refunded'), tone: 'wait' },
  pending: { text: msg('Not paid'), tone: 'wait' },
  refunded: { text: msg('Refunded'), tone: 'wait' },
  voided: { text: msg('Payment voided'), tone: 'bad' },
});

const sent = (): Readonly<Record<Order['fulfillmentStatus'], Words>> => ({
  fulfilled: { text: msg('Fulfilled'), tone: 'good' },
  fulfillment_not_required: { text: msg('Nothing to fulfil'), tone: 'good' },
  in_progress: { text: msg('Being fulfilled'), tone: 'wait' },
  on_hold: { text: msg('On hold'), tone: 'bad' },
  open: { text: msg('Open'), tone: 'wait' },
  partially_fulfilled: { text: msg('Partly fulfilled'), tone: 'wait' },
  pending_fulfillment: { text: msg('Waiting to be fulfilled'), tone: 'wait' },
  request_declined: { text: msg('Fulfilment declined'), tone: 'bad' },
  restocked: { text: msg('Restocked'), tone: 'wait' },
  scheduled: { text: msg('Scheduled'), tone: 'wait' },
  unfulfilled: { text: msg('Not fulfilled'), tone: 'wait' },
});

/** How an order is paid; nothing where Shopify does not say. */
export function paidWords({ financialStatus }: Pick<Order, 'financialStatus'>): Words | undefined {
  return financialStatus === null ? undefined : paid()[financialStatus];
}

/** How an order is sent or handed over. */
export function sentWords({ fulfillmentStatus }: Pick<Order, 'fulfillmentStatus'>): Words {
  return sent()[fulfillmentStatus];
}

type Payment = Order['transactions'][number];

const payments = (): Readonly<Record<Payment['kind'], string>> => ({
  authorization: msg('Authorisation'),
  capture: msg('Payment taken'),
  change: msg('Change'),
  emv_authorization: msg('Card authorisation'),
  refund: msg('Refund'),
  sale: msg('Payment'),
  suggested_refund: msg('Suggested refund'),
  void: msg('Void'),
});

const outcomes = (): Readonly<Record<Payment['status'], Words>> => ({
  awaiting_response: { text: msg('waiting for an answer'), tone: 'wait' },
  error: { text: msg('failed'), tone: 'bad' },
  failure: { text: msg('failed'), tone: 'bad' },
  pending: { text: msg('pending'), tone: 'wait' },
  success: { text: '', tone: 'good' },
  unknown: { text: msg('outcome unknown'), tone: 'wait' },
});

/** A transaction in words: its kind, the way of paying, and how it ended if it did not simply succeed. */
export function paymentWords({ kind, status, gateway }: Payment): {
  readonly title: string;
  readonly outcome: Words;
} {
  const by = gateway ? ` · ${gatewayWords(gateway)}` : '';
  return { title: `${payments()[kind]}${by}`, outcome: outcomes()[status] };
}
