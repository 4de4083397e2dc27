import { piecesText } from '@tidemark/elements/cart/pieces-text';
import { moneyText } from '@tidemark/elements/look/money-text';
import { clockTime } from '@tidemark/elements/look/time';
import type { OrderView, WorthRow } from '@tidemark/elements/orders/order-details';
import type { OrderRow } from '@tidemark/elements/orders/order-list';
import { msg, numberText, percentText, str } from '@tidemark/elements/language';
import { type Order, type OrderLine } from '@tidemark/schema';
import type { CustomerEntry, SaleEntry } from '@tidemark/till';
import { paidWords, paymentWords, sentWords } from './order-status.ts';

/** Shopify's name for the variant of a product that has only one. */
// eslint-disable-next-line texts/in-languages -- Shopify's own word, which is compared and not shown.
const onlyVariant = 'Default Title';

/** What is needed to put an order into words. */
export interface OrderSurroundings {
  readonly customer: (id: string) => Pick<CustomerEntry, 'displayName' | 'email' | 'phone'> | undefined;
  readonly saleOf: (order: Order) => SaleEntry | undefined;
  readonly currency: string;
  /** IANA name; undefined: the browser's. */
  readonly timeZone: string | undefined;
  readonly now: Date;
}

/** One order as a row of the list. `isOlder`: Shopify showed it, but no till stores it. */
export function orderRow(order: Order, around: OrderSurroundings, isOlder = false): OrderRow {
  const pieces = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const states = statesOf(order);
  const tones = states.map(({ tone }) => tone);
  return {
    id: order.id,
    name: order.name,
    time: timeWords(order.processedAt, around),
    facts: together(customerWords(order, around)[0], piecesText(pieces), placeWords(order, around)),
    total: moneyText(order.total, around.currency),
    status: states.map(({ text }) => text).join(' · '),
    tone: tones.includes('bad') ? 'bad' : tones.includes('wait') ? 'wait' : 'good',
    isCancelled: order.cancelledAt !== null,
    isOlder,
  };
}

/** One order with everything that became of it. */
export function orderView(order: Order, around: OrderSurroundings, isOlder = false): OrderView {
  const { cancelledAt, note, tags } = order;
  const money = (minor: number) => moneyText(minor, around.currency);
  const receipt = around.saleOf(order)?.sale.receiptNumber;
  const cancelled =
    cancelledAt === null
      ? []
      : [{ text: msg(str`Cancelled ${timeWords(cancelledAt, around)}`), tone: 'bad' as const }];
  return {
    facts: together(
      timeWords(order.processedAt, around),
      placeWords(order, around),
      receipt ? msg(str`receipt ${receipt}`) : '',
    ),
    states: [...cancelled, ...statesOf(order)],
    notice: isOlder
      ? msg(
          'This order is older than what tills keep. It is as Shopify shows it now, and is not stored on this till.',
        )
      : '',
    customer: customerWords(order, around),
    lines: order.lines.map(line => lineRow(line, money)),
    totals: totalRows(order, money),
    payments: order.transactions.map(payment => {
      const { title, outcome } = paymentWords(payment);
      const at = payment.processedAt === null ? '' : timeWords(payment.processedAt, around);
      const tone = outcome.tone === 'good' ? undefined : outcome.tone;
      return { title, detail: together(at, outcome.text), worth: money(payment.amount), tone };
    }),
    refunds: order.refunds.map(({ amount, note: why, createdAt }) => ({
      title: why || msg('Refund'),
      detail: createdAt === null ? '' : timeWords(createdAt, around),
      worth: money(amount),
    })),
    tags: tags.join(', '),
    note: note ?? '',
  };
}

function statesOf(order: Order) {
  return [paidWords(order), sentWords(order)].filter(each => each !== undefined);
}

function lineRow(line: OrderLine, money: (minor: number) => string): WorthRow {
  const { title, variantTitle, sku, quantity, currentQuantity, unitPrice, discount, tax } = line;
  return {
    title,
    detail: together(
      variantTitle === onlyVariant ? '' : (variantTitle ?? ''),
      sku ?? '',
      `${numberText(quantity)} × ${money(unitPrice)}`,
      currentQuantity === quantity
        ? ''
        : msg(str`${numberText(currentQuantity)} left after refunds and removals`),
      discount > 0 ? msg(str`discount ${money(discount)}`) : '',
      tax > 0 ? msg(str`tax ${money(tax)}`) : '',
    ),
    worth: money(quantity * unitPrice - discount),
  };
}

function totalRows(order: Order, money: (minor: number) => string): OrderView['totals'] {
  const { subtotal, discounts, discountCodes, shipping, tax, taxLines, taxesIncluded } = order;
  const row = (title: string, amount: number, detail = '') => ({ title, detail, worth: money(amount) });
  const rates = taxLines.map(
    each => `${each.title}${each.rate === null ? '' : ` ${percentText(each.rate)}`} ${money(each.amount)}`,
  );
  const taxes =
    tax > 0 ? [row(taxesIncluded ? msg('Taxes, included') : msg('Taxes'), tax, rates.join(' · '))] : [];
  return [
    row(msg('Lines after discounts'), subtotal),
    ...(discounts > 0 ? [row(msg('Discounts, taken off above'), discounts, discountCodes.join(', '))] : []),
    ...(shipping > 0 ? [row(msg('Shipping'), shipping)] : []),
    ...(taxesIncluded ? [] : taxes),
    { ...row(msg('Total'), order.total), isTotal: true },
    ...(taxesIncluded ? taxes : []),
    ...(order.refunded > 0 ? [row(msg('Refunded'), order.refunded)] : []),
    ...(order.outstanding > 0
      ? [{ ...row(msg('Still to be paid'), order.outstanding), tone: 'wait' as const }]
      : []),
    ...(order.outstanding < 0
      ? [{ ...row(msg('The shop owes'), -order.outstanding), tone: 'bad' as const }]
      : []),
  ];
}

/** The customer's name, e-mail and phone, as far as known. */
function customerWords(order: Order, { customer }: OrderSurroundings): readonly string[] {
  const known = order.customerId === null ? undefined : customer(order.customerId);
  const words = [known?.displayName, order.email ?? known?.email, order.phone ?? known?.phone];
  return [...new Set(words.filter(each => each != null && each !== ''))] as string[];
}

const sources = (): Readonly<Record<string, string>> => ({
  web: msg('web shop'),
  pos: msg('Shopify POS'),
  shopify_draft_order: msg('draft order'),
});

/** Where the order was placed: on which till, or in the web shop. '' where that is unknown. */
function placeWords(order: Order, { saleOf }: OrderSurroundings): string {
  const sale = saleOf(order);
  if (sale) return sale.isOwn ? msg('this till') : msg('another till');
  const { sourceName } = order;
  // Shopify names an app by a number, which tells a reader nothing.
  if (sourceName === null || /^\d+$/.test(sourceName)) return '';
  return sources()[sourceName] ?? sourceName;
}

function timeWords(instant: string, { now, timeZone }: OrderSurroundings): string {
  return clockTime(Date.parse(instant), timeZone, now.getTime());
}

function together(...words: readonly (string | undefined)[]): string {
  return words.filter(Boolean).join(' · ');
}
