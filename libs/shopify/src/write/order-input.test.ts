import { priceSale } from '@tidemark/schema';
import { aSale, anUnpricedLine } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { addressInput } from './address-input.ts';
import { attempted } from './attempted.ts';
import { orderInput } from './order-input.ts';
import { judgeAnswer } from '../transport/outcome.ts';

interface Line {
  quantity: number;
  priceSet: { shopMoney: { amount: string } };
  taxLines: { rate: string; priceSet: { shopMoney: { amount: string } } }[];
  properties?: { name: string; value: string }[];
}

const now = Date.parse('2026-12-01T00:00:00Z');

const linesOf = (order: object) => (order as { lineItems: Line[] }).lineItems;
const cents = (set: Line['priceSet']) => Math.round(Number(set.shopMoney.amount) * 100);

test('[G12] a discount is in the unit prices to the cent, named, and its taxes stay what they were', () => {
  const line = anUnpricedLine({ unitPrice: 400, quantity: 3, discounts: [{ title: 'Friend', amount: 200 }] });
  const sale = aSale({}, [line]);

  const lines = linesOf(orderInput(sale, null, {}, now));

  expect(lines.map(each => [each.quantity, each.priceSet.shopMoney.amount])).toEqual([
    [2, '3.33'],
    [1, '3.34'],
  ]);
  expect(lines[0]?.properties).toEqual([{ name: 'Friend', value: '−€2.00' }]);
  const tax = lines.flatMap(each => each.taxLines).reduce((sum, each) => sum + cents(each.priceSet), 0);
  expect(tax).toBe(sale.totals.tax);
  expect(lines[0]?.taxLines[0]?.rate).toBe('0.21');
});

test('[G12] what the shop kept is paid, at the location that took the stock', () => {
  const tenders = [
    { kind: 'external-card', amount: 1000, reference: '4711' },
    { kind: 'cash', amount: 500, reference: null },
  ] as const;
  const sale = aSale({ tenders: [...tenders] });
  const paid = { ...sale, totals: { ...sale.totals, paid: 1500, change: 250 } };

  expect(orderInput(paid, '7', { Customer: 'Ada' }, now)).toMatchObject({
    sourceIdentifier: sale.id,
    metafields: [{ namespace: 'tidemark', key: 'sale_id', type: 'id', value: sale.id }],
    customer: { toAssociate: { id: 'gid://shopify/Customer/7' } },
    transactions: [
      {
        gateway: 'external-card',
        amountSet: { shopMoney: { amount: '10.00' } },
        receiptJson: '{"reference":"4711"}',
      },
      { gateway: 'cash', amountSet: { shopMoney: { amount: '2.50' } } },
    ],
    fulfillment: { locationId: 'gid://shopify/Location/1' },
    customAttributes: expect.arrayContaining([
      { key: 'Receipt', value: 'A-000001' },
      { key: 'Customer', value: 'Ada' },
    ]) as unknown,
  });
});

test('[G12] an order of a tax-exempt sale has no tax line, and no line on which a tax is due', () => {
  const line = anUnpricedLine({ unitPrice: 2000, quantity: 1 });
  const terms = { taxesIncluded: true, rates: [{ title: 'VAT', rate: 0.21 }], isExempt: true };
  const { lines, taxLines, due } = priceSale([line], terms);
  const totals = { ...due, paid: due.total, change: 0 };
  const sale = aSale({ taxExempt: true, lines, taxLines, totals });

  expect(linesOf(orderInput(sale, '7', {}, now))).toMatchObject([
    { taxable: false, taxLines: [], priceSet: { shopMoney: { amount: '20.00' } } },
  ]);
});

test('[G12] an order is never placed in a time to come, whatever the till’s clock showed', () => {
  const placed = (createdAt: string) =>
    orderInput(aSale({ createdAt }), null, {}, now) as {
      processedAt: string;
      transactions: { processedAt: string }[];
    };
  const before = placed('2026-11-30T10:00:00.000Z');
  const after = placed('2099-01-01T00:00:00.000Z');

  expect([before.processedAt, before.transactions[0]?.processedAt]).toEqual(
    Array(2).fill('2026-11-30T10:00:00.000Z'),
  );
  expect([after.processedAt, after.transactions[0]?.processedAt]).toEqual(
    Array(2).fill('2026-12-01T00:00:00.000Z'),
  );
});

test('[G12] a sale of nothing is paid, though nobody paid: Shopify infers no status from no payment', () => {
  const free = anUnpricedLine({ unitPrice: 1250, discounts: [{ title: 'Friend', amount: 1250 }] });
  const { lines, taxLines, due } = priceSale([free], { taxesIncluded: true, rates: [] });
  const sale = aSale({ lines, taxLines, tenders: [], totals: { ...due, paid: 0, change: 0 } });

  expect(orderInput(sale, null, {}, now)).toMatchObject({ transactions: [], financialStatus: 'PAID' });
  expect(orderInput(aSale(), null, {}, now)).not.toHaveProperty('financialStatus');
});

test('[G12] currencies without decimals, and with three', () => {
  const amountIn = (currency: string) =>
    linesOf(orderInput(aSale({ currency }), null, {}, now))[0]?.priceSet.shopMoney.amount;

  expect([amountIn('JPY'), amountIn('KWD')]).toEqual(['1250', '1.250']);
});

test('[G13] an address has its name in two parts, and its province by code where there is one', () => {
  const address = {
    name: 'Ada King Lovelace',
    company: null,
    address1: 'Main 1',
    address2: null,
    city: 'Albany',
    province: 'NY',
    zip: '1',
    countryCode: 'US',
    phone: null,
  };

  expect(addressInput(address)).toMatchObject({
    firstName: 'Ada King',
    lastName: 'Lovelace',
    provinceCode: 'NY',
  });
  expect(addressInput({ ...address, name: null, province: 'New York' })).toMatchObject({
    lastName: null,
    province: 'New York',
  });
});

test('[G13] a province that Shopify showed by name is told by its code, and none to another country', () => {
  const address = {
    ...{
      name: null,
      company: null,
      address1: 'Main 1',
      address2: null,
      city: 'Albany',
      zip: '1',
      phone: null,
    },
    ...{ province: 'New York', countryCode: 'US' },
  };
  const known = { province: 'New York', provinceCode: 'NY', countryCodeV2: 'US' };

  const same = addressInput(address, known);
  expect(same).toMatchObject({ provinceCode: 'NY' });
  expect(same).not.toHaveProperty('province');
  const abroad = addressInput({ ...address, countryCode: 'NL' }, known);
  expect(abroad).toMatchObject({ provinceCode: null });
  expect(abroad).not.toHaveProperty('province');
  expect(addressInput({ ...address, province: 'Ohio' }, known)).toMatchObject({ province: 'Ohio' });
});

const denied = (path: string[] | undefined, data: object | undefined) => ({
  ...(data === undefined ? {} : { data }),
  errors: [{ message: 'Access denied', extensions: { code: 'ACCESS_DENIED' }, ...(path ? { path } : {}) }],
});

test.each<[string, number, unknown, string]>([
  ['trouble', 503, undefined, 'unanswered'],
  ['no JSON', 200, undefined, 'unanswered'],
  ['too many requests', 429, {}, 'turned-away'],
  ['a locked shop', 423, {}, 'turned-away'],
  ['a request that makes no sense', 200, { errors: [{ message: 'x' }], data: null }, 'refused'],
  ['a part that was denied', 200, { errors: [{ message: 'x' }], data: { orderCreate: {} } }, 'unanswered'],
  ['a time-out of a proxy', 408, {}, 'unanswered'],
  ['a conflict of a proxy', 409, {}, 'unanswered'],
  ['no right to any of it', 200, denied(['orderCreate'], { orderCreate: null }), 'turned-away'],
  ['no right, before it was begun', 200, denied(undefined, undefined), 'turned-away'],
  ['no right to what it answers', 200, denied(['orderCreate', 'order'], { orderCreate: null }), 'unanswered'],
])('[G15] a mutation answered with %s', (_name, status, body, kind) => {
  const outcome = judgeAnswer(status, null, body);

  expect(outcome.kind === 'data' ? undefined : attempted(outcome).kind).toBe(kind);
});
