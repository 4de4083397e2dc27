import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import type { RecordStatus } from '@tidemark/till';
import { expect, test } from 'vitest';
import { anEntry } from '../testing/memory-selling.ts';
import {
  emptyWords,
  findSales,
  misplacedWords,
  saleRow,
  saleView,
  sendingWords,
  stockWords,
} from './sale-views.ts';
import { wayWords, wishesFor } from './way-words.ts';

const nobody = { customer: () => undefined };
const server: RecordStatus = { at: 'server', attempts: 1, unanswered: 0 };
const refused: RecordStatus = { at: 'refused', reason: 'no such location', sending: 1 };
const notTaken: RecordStatus = { at: 'not-taken', code: 'does-not-fit', reason: 'totals' };

test('every way is said in plain words', () => {
  expect(wayWords({ at: 'this-till' }).text).toBe('On this till');
  expect(wayWords(server).text).toBe('Stored, waiting for Shopify');
  expect(wayWords({ at: 'shopify' }, '#1234').text).toBe('In Shopify as #1234');
  expect(wayWords(refused)).toEqual({ text: 'Refused: no such location', tone: 'bad' });
  expect(wayWords({ at: 'resolved', note: 'entered by hand' }).text).toBe('Resolved: entered by hand');
  expect(wayWords(notTaken).text).toBe('Not taken: totals');
});

test('sales are found by their way and by receipt number or order name', () => {
  const entries = [
    anEntry({ sale: aSale({ id: 'sale-0003', receiptNumber: 'A-000003' }) }),
    anEntry({ sale: aSale({ id: 'sale-0002', receiptNumber: 'A-000002' }), way: refused }),
    anEntry({ way: { at: 'shopify' }, orderName: '#1042' }),
  ];
  const found = (...[filter, words]: [Parameters<typeof findSales>[1], string]) =>
    findSales(entries, filter, words).map(({ sale }) => sale.receiptNumber);

  expect(found('all', '')).toHaveLength(3);
  expect(found('unsent', '')).toEqual(['A-000003']);
  expect(found('refused', '')).toEqual(['A-000002']);
  expect(found('all', ' 0002')).toEqual(['A-000002']);
  expect(found('all', '#1042')).toEqual(['A-000001']);
});

test('an empty list says why it is empty', () => {
  expect(emptyWords([], 'refused', '')).toMatch(/^No sales yet/);
  expect(emptyWords([anEntry()], 'all', ' X9 ')).toContain('“X9”');
  expect(emptyWords([anEntry()], 'refused', '')).toBe('No sale waits for a decision.');
  expect(emptyWords([anEntry()], 'unsent', '')).toBe('All sales are sent.');
});

test('what was refused or not taken has a way out, and nothing else asks for a decision', () => {
  expect(wishesFor(refused)).toEqual(['send-again', 'resolve']);
  expect(wishesFor(notTaken)).toEqual(['send-again']);
  for (const way of [
    server,
    { at: 'this-till' },
    { at: 'shopify' },
    { at: 'resolved', note: '' },
  ] as RecordStatus[])
    expect(wishesFor(way)).toEqual([]);

  expect(
    saleView(anEntry({ way: notTaken }), nobody, { locations: new Map(), timeZone: undefined }),
  ).toMatchObject({
    way: 'Not taken: totals',
    wishes: ['send-again'],
  });
});

test('many sales under way are counted: those alone, not all that were ever sold', () => {
  const settled = [{ at: 'shopify' } as const, refused, notTaken].map(way => anEntry({ way }));
  const here = Array.from({ length: 980 }, () => anEntry());
  const stored = Array.from({ length: 20 }, () => anEntry({ way: server }));

  expect(sendingWords([...settled, ...here, ...stored])).toBe(
    '1,000 sales on their way to Shopify: 980 on this till, 20 stored by the server',
  );
  expect(sendingWords([...settled, ...stored])).toBe('20 sales on their way to Shopify');
  expect(sendingWords([...settled, ...here.slice(0, 9)])).toBeUndefined();
});

test('a sale whose money differs in Shopify says so in the list', () => {
  const differences = [{ field: 'total', sale: 1250, order: 1249 }];

  const row = saleRow(anEntry({ way: { at: 'shopify' }, orderName: '#1042', differences }), nobody);

  expect(row).toMatchObject({ way: 'In Shopify as #1042 · money differs', tone: 'bad', pieces: 1 });
});

test('[T20] what Shopify took from another location is said in words, marked in the list, and counted', () => {
  const line = anUnpricedLine({ variantId: '101', title: 'Lamp', variantTitle: 'Red', quantity: 3 });
  const sale = aSale({ locationId: '1' }, [line]);
  const misplaced = [
    { variantId: '101', quantity: 2, locationId: '9' },
    { variantId: '101', quantity: 1, locationId: null },
  ];
  const way = { at: 'shopify' } as const;
  const entry = anEntry({ sale, way, orderName: '#1042', misplaced, orderLocationId: '9' });
  const locations = new Map([
    ['1', 'Main Street'],
    ['9', 'Warehouse'],
  ]);

  expect(stockWords(entry, locations)).toEqual([
    'Shopify took 2 × Lamp, Red from Warehouse, not from Main Street. Correct the stock in Shopify.',
    'Shopify took 1 × Lamp, Red from no location, not from Main Street. Correct the stock in Shopify.',
    'Shopify has the order at Warehouse, not at Main Street.',
  ]);
  expect(stockWords(entry, new Map())[0]).toBe(
    'Shopify took 2 × Lamp, Red from another location, not from the location of the sale. Correct the stock in Shopify.',
  );
  expect(saleRow(entry, nobody)).toMatchObject({ way: 'In Shopify as #1042 · stock differs', tone: 'bad' });
  expect(misplacedWords([entry, anEntry()])).toMatch(/the goods of 1 sale from another location/);
  expect(misplacedWords([anEntry()])).toBeUndefined();
});

test('[T20] an order that names no location, as orders of apps do, is no difference', () => {
  const entry = anEntry({ way: { at: 'shopify' }, orderName: '#1042', orderLocationId: null });

  expect(stockWords(entry, new Map())).toEqual([]);
  expect(saleRow(entry, nobody)).toMatchObject({ tone: 'good' });
});
