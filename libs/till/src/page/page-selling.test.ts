import { aCustomerEdit, aSale } from '@tidemark/schema/testing';
import { firstValueFrom, NEVER, of } from 'rxjs';
import { expect, test } from 'vitest';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CustomerEntry, RecordStatus, SaleEntry, Selling } from '../selling/selling.ts';
import { pageSelling } from './page-selling.ts';
import type { RecordFilter } from './page-till.ts';

const refused: RecordStatus = { at: 'refused', reason: 'no such location', sending: 1 };
const notTaken: RecordStatus = { at: 'not-taken', code: 'does-not-fit', reason: 'totals' };

function anEntry(change: Partial<SaleEntry> = {}): SaleEntry {
  return {
    ...{ sale: aSale(), way: { at: 'this-till' }, orderName: undefined, order: undefined, isOwn: true },
    ...{ differences: [], misplaced: [], orderLocationId: undefined, corrections: [] },
    ...change,
  };
}

/** What a page is answered about these sales and customers. */
function asked({
  sales = [],
  customers = [],
}: {
  readonly sales?: readonly SaleEntry[];
  readonly customers?: readonly CustomerEntry[];
}) {
  const selling: Partial<Selling> = {
    sales$: of(sales),
    salesChanged$: NEVER,
    moves$: NEVER,
    customersChanged$: NEVER,
    sale: id => sales.find(({ sale }) => sale.id === id),
    customer: id => customers.find(each => each.id === id),
    searchCustomers: (_words, limit) => customers.slice(0, limit),
  };
  return pageSelling(selling as Selling, {} as Catalogue);
}

test('sales are found by their way and by receipt number or order name', async () => {
  const page = asked({
    sales: [
      anEntry({ sale: aSale({ id: 'sale-0003', receiptNumber: 'A-000003' }) }),
      anEntry({ sale: aSale({ id: 'sale-0002', receiptNumber: 'A-000002' }), way: refused }),
      anEntry({ way: { at: 'shopify' }, orderName: '#1042' }),
    ],
  });
  const found = async (filter: RecordFilter, words: string) => {
    const { entries } = await firstValueFrom(page.sales$({ filter, words, chosen: '', from: 0, to: 10 }));
    return entries.map(({ sale }) => sale.receiptNumber);
  };

  expect(await found('all', '')).toHaveLength(3);
  expect(await found('unsent', '')).toEqual(['A-000003']);
  expect(await found('refused', '')).toEqual(['A-000002']);
  expect(await found('all', ' 0002')).toEqual(['A-000002']);
  expect(await found('all', '#1042')).toEqual(['A-000001']);
});

test('a sale whose correction waits is unsent, and one whose correction was refused waits for a person', async () => {
  const correcting = (receiptNumber: string, way: RecordStatus) =>
    anEntry({
      sale: aSale({ receiptNumber }),
      way: { at: 'shopify' },
      corrections: [{ key: 'sale-0001-1', changes: [], way }],
    });
  const page = asked({
    sales: [
      correcting('A-000003', { at: 'server', attempts: 1, unanswered: 1 }),
      correcting('A-000002', refused),
      correcting('A-000001', { at: 'shopify' }),
    ],
  });
  const listing = async (filter: RecordFilter) =>
    firstValueFrom(page.sales$({ filter, words: '', chosen: '', from: 0, to: 10 }));

  const [unsent, waiting] = [await listing('unsent'), await listing('refused')];

  expect(unsent.entries.map(({ sale }) => sale.receiptNumber)).toEqual(['A-000003']);
  expect(waiting.entries.map(({ sale }) => sale.receiptNumber)).toEqual(['A-000002']);
  expect(unsent.counts).toMatchObject({ all: 3, unsent: 1, refused: 1, stored: 0 });
});

test('sales of each kind are counted whatever is searched, and the chosen one is answered with its customer', async () => {
  const noor = { id: '9', displayName: 'Noor de Wit' } as CustomerEntry;
  const misplaced = [{ variantId: '101', quantity: 2, locationId: '9' }];
  const ways: readonly RecordStatus[] = [
    ...Array.from({ length: 3 }, () => ({ at: 'this-till' }) as const),
    ...[refused, notTaken, { at: 'shopify' } as const],
    { at: 'server', attempts: 1, unanswered: 0 },
  ];
  const sales = [
    ...ways.map(way => anEntry({ way })),
    anEntry({ sale: aSale({ id: 'sale-0009', customerId: '9' }), way: { at: 'shopify' }, misplaced }),
  ];

  const listing = await firstValueFrom(
    asked({ sales, customers: [noor] }).sales$({
      ...{ filter: 'unsent', words: 'no such number', chosen: 'sale-0009', from: 0, to: 10 },
    }),
  );

  expect(listing.counts).toEqual({ all: 8, unsent: 5, refused: 2, here: 3, stored: 1, misplaced: 1 });
  expect([listing.total, listing.entries]).toEqual([0, []]);
  expect(listing.chosen).toBe(sales[7]);
  expect(listing.customers.get('9')).toBe(noor);
});

test('somebody whose change was refused or not taken waits for a decision, and nobody else does', async () => {
  const aCustomer = (id: string, ...waysOfEdits: readonly RecordStatus[]) =>
    ({ id, pending: waysOfEdits.map(way => ({ edit: aCustomerEdit(), way })) }) as unknown as CustomerEntry;
  const page = asked({
    customers: [
      ...[aCustomer('1'), aCustomer('2', { at: 'this-till' })],
      ...[aCustomer('3', notTaken, { at: 'this-till' }), aCustomer('4', refused)],
      aCustomer('5', { at: 'server', attempts: 1, unanswered: 0 }),
    ],
  });

  const query = { words: '', toDecide: true, first: [], from: 0, to: 1 };
  const { entries, hasMore } = await firstValueFrom(page.customers$(query));

  expect(entries.map(({ id }) => id)).toEqual(['3']);
  expect(hasMore).toBe(true);
  const all = await firstValueFrom(page.customers$({ ...query, to: 2 }));
  expect([all.entries.map(({ id }) => id), all.hasMore]).toEqual([['3', '4'], false]);
});

test('customers that are asked for first stand before the others, each once', async () => {
  const customers = ['1', '2', '3'].map(id => ({ id }) as CustomerEntry);
  const page = asked({ customers });

  const { entries, hasMore } = await firstValueFrom(
    page.customers$({ words: '', toDecide: false, first: ['3', 'not known'], from: 0, to: 3 }),
  );

  expect(entries.map(({ id }) => id)).toEqual(['3', '1', '2']);
  expect(hasMore).toBe(false);
});
