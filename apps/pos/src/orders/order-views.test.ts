import type { Order } from '@tidemark/schema';
import { anOrder, aSale } from '@tidemark/schema/testing';
import type { SaleEntry } from '@tidemark/till';
import { expect, test } from 'vitest';
import { orderRow, orderView, type OrderSurroundings } from './order-views.ts';

const noor = { displayName: 'Noor de Wit', email: 'noor@example.com', phone: null };

function around(change: Partial<OrderSurroundings> = {}): OrderSurroundings {
  return {
    customer: id => (id === '9' ? noor : undefined),
    saleOf: () => undefined,
    currency: 'EUR',
    timeZone: 'Europe/Amsterdam',
    now: new Date('2026-03-01T12:00:00Z'),
    ...change,
  };
}

function order(change: Partial<Order> = {}): Order {
  return { ...anOrder(change), rev: '0' };
}

const line: Order['lines'][number] = {
  ...{ id: '1', productId: '1', variantId: '101', title: 'Mug', variantTitle: 'Blue', sku: 'MUG-1' },
  ...{ quantity: 3, currentQuantity: 2, unitPrice: 1000, discount: 500, tax: 434 },
};

test('[S9] a row says for whom, how much, and how it stands; its time is the shop’s', () => {
  const row = orderRow(order({ customerId: '9', lines: [line], total: 2500 }), around());

  expect(row).toMatchObject({
    name: '#1001',
    facts: 'Noor de Wit · 3 pieces · web shop',
    status: 'Paid · Not fulfilled',
    tone: 'wait',
    isCancelled: false,
  });
  expect(row.total).toMatch(/25/);
  expect(orderRow(order({ processedAt: '2026-01-01T23:30:00Z' }), around()).time).toMatch(/2/);
});

test('[S9] a cancelled order is marked, and one that is not stored here says so', () => {
  const cancelled = order({ cancelledAt: '2026-02-01T10:00:00Z', financialStatus: 'voided' });

  expect(orderRow(cancelled, around())).toMatchObject({ isCancelled: true, tone: 'bad' });
  expect(orderView(cancelled, around()).states[0]?.text).toMatch(/^Cancelled /);
  expect(orderRow(order(), around(), true).isOlder).toBe(true);
  expect(orderView(order(), around(), true).notice).toContain('not stored on this till');
  expect(orderView(order(), around()).notice).toBe('');
});

test('[S9] details have lines with what is left, discounts and taxes, totals, payments and refunds', () => {
  const view = orderView(
    order({
      ...{ customerId: '9', lines: [line], subtotal: 2500, discounts: 500, discountCodes: ['SPRING'] },
      ...{ shipping: 495, tax: 520, total: 2995, refunded: 833, outstanding: -833, note: 'Ring twice' },
      taxLines: [{ title: 'VAT', rate: 0.21, amount: 520 }],
      transactions: [
        { id: '1', kind: 'sale', status: 'success', gateway: 'gift_card', amount: 2995, processedAt: null },
        { id: '2', kind: 'refund', status: 'failure', gateway: null, amount: 833, processedAt: null },
      ],
      refunds: [{ id: '1', amount: 833, note: null, createdAt: null }],
    }),
    around(),
  );

  expect(view.lines).toEqual([
    {
      title: 'Mug',
      detail: expect.stringMatching(
        /^Blue · MUG-1 · 3 × .*10.00 · 2 left .* · discount .*5.00 · tax .*4.34$/,
      ),
      worth: expect.stringContaining('25.00'),
    },
  ]);
  expect(view.totals.map(({ title }) => title)).toEqual([
    'Lines after discounts',
    'Discounts, taken off above',
    'Shipping',
    'Total',
    'Taxes, included',
    'Refunded',
    'The shop owes',
  ]);
  expect(view.totals[1]?.detail).toBe('SPRING');
  expect(view.totals[4]?.detail).toMatch(/^VAT 21 % /);
  expect(view.payments).toMatchObject([
    { title: 'Payment · gift card', detail: '' },
    { title: 'Refund', detail: 'failed', tone: 'bad' },
  ]);
  expect(view.refunds).toMatchObject([{ title: 'Refund' }]);
  expect([view.note, view.customer]).toEqual(['Ring twice', ['Noor de Wit', 'noor@example.com']]);
});

test('[S9] an order of nobody, of an unknown app and without lines is shown all the same', () => {
  const bare = order({ sourceName: '123456', financialStatus: null, lines: [], customerId: '404', total: 0 });

  const view = orderView(bare, around());

  expect([view.customer, view.lines, view.payments]).toEqual([[], [], []]);
  expect(view.states).toHaveLength(1);
  expect(orderRow(bare, around()).facts).toBe('0 pieces');
});

test('[S9] the only variant of a product is not named, and an unpaid order says what is due', () => {
  const view = orderView(
    order({ lines: [{ ...line, variantTitle: 'Default Title' }], outstanding: 100, taxesIncluded: false }),
    around(),
  );

  expect(view.lines[0]?.detail).toMatch(/^MUG-1/);
  expect(view.totals.map(({ title }) => title)).toEqual([
    'Lines after discounts',
    'Taxes',
    'Total',
    'Still to be paid',
  ]);
});

test('[S9] an order that a till sold says which till, and its receipt', () => {
  const saleOf = (isOwn: boolean) => () =>
    ({ sale: aSale({ receiptNumber: 'A-000012' }), isOwn }) as SaleEntry;

  expect(orderRow(order(), around({ saleOf: saleOf(true) })).facts).toContain('this till');
  expect(orderView(order(), around({ saleOf: saleOf(false) })).facts).toMatch(
    /another till · receipt A-000012$/,
  );
});
