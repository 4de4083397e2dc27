import { aCustomer, someSettings } from '@tidemark/schema/testing';
import type { Sale } from '@tidemark/schema';
import { afterEach, expect, test } from 'vitest';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

const opened: Till[] = [];
afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

async function aTill(taxesIncluded: boolean, taxExempt = true) {
  const server = aShop();
  server.put('settings', someSettings({ taxesIncluded, taxRates: [{ title: 'VAT', rate: 0.21 }] }));
  server.put('customers', aCustomer({ id: '5', taxExempt }));
  const till = await openTestTill(server, aBrowser(), { random: () => 0 });
  opened.push(till);
  await until(() => till.selling.customer('5') !== undefined, 'customer');
  return { server, till };
}

const forSchool = aDraft(1, { customerId: '5' });

test('[T60] a tax-exempt customer pays no tax on top, the sale says so, and the server takes it', async () => {
  const { server, till } = await aTill(false);

  expect(till.selling.quote(aDraft()).due).toMatchObject({ tax: 263, total: 1513 });
  expect(till.selling.quote(forSchool).due).toMatchObject({ tax: 0, total: 1250 });
  const result = await till.selling.sell(forSchool, cash(1250));

  expect(result).toMatchObject({
    kind: 'sold',
    entry: { sale: { taxExempt: true, taxLines: [], totals: { tax: 0, total: 1250 } } },
  });
  await until(() => server.records.stored('sales').length === 1, 'stored');
  expect(server.records.stored<Sale>('sales')).toMatchObject([{ taxExempt: true }]);
});

test('[T60] where prices include taxes the price stays, and no tax is said to be in it', async () => {
  const { till } = await aTill(true);

  const result = await till.selling.sell(forSchool, cash(1250));

  expect(result).toMatchObject({
    kind: 'sold',
    entry: { sale: { taxExempt: true, taxesIncluded: true, taxLines: [], totals: { tax: 0, total: 1250 } } },
  });
});

test('[T60] a customer who turns tax exempt between cart and sale pays none; what was sold stays', async () => {
  const { server, till } = await aTill(false, false);
  const first = await till.selling.sell(forSchool, cash(1513));
  expect(first).toMatchObject({ kind: 'sold', entry: { sale: { totals: { tax: 263 } } } });
  const draft = aDraft(1, { customerId: '5' });
  expect(till.selling.quote(draft).due.total).toBe(1513);

  server.put('customers', aCustomer({ id: '5', taxExempt: true, updatedAt: '2026-02-01T00:00:00Z' }));
  await till.sync('manual');

  expect(till.selling.quote(draft).due.total).toBe(1250);
  expect(await till.selling.sell(draft, cash(1250))).toMatchObject({
    kind: 'sold',
    entry: { sale: { taxExempt: true } },
  });
  const id = first.kind === 'sold' ? first.entry.sale.id : '';
  expect(till.selling.sale(id)?.sale).toMatchObject({ totals: { tax: 263, total: 1513 } });
  expect(till.selling.sale(id)?.sale).not.toHaveProperty('taxExempt');
});

test('[T60] a parked cart of a tax-exempt customer is tax exempt on whichever till resumes it', async () => {
  const { server, till } = await aTill(false);
  await till.selling.park(aDraft(1, { customerId: '5', saleId: 'sale-0001' }), null);
  const other = await openTestTill(server, aBrowser('till-000b'), { random: () => 0 });
  opened.push(other);
  await until(() => other.selling.customer('5') !== undefined, 'customer');

  const cart = await other.selling.resume('sale-0001');

  const customerId = cart?.customerId.value ?? null;
  expect(customerId).toBe('5');
  expect(other.selling.quote(aDraft(1, { customerId })).due).toMatchObject({ tax: 0, total: 1250 });
});

test('[T60] somebody new pays taxes until Shopify says that they are exempt', async () => {
  const { till } = await aTill(false);
  const { id } = await till.selling.addCustomer({ firstName: 'Ada' });

  expect(till.selling.customer(id)).toMatchObject({ taxExempt: false });
  expect(till.selling.quote(aDraft(1, { customerId: id })).due.total).toBe(1513);
});
