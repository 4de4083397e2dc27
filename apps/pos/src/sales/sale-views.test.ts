import { anUnpricedLine, aSale, aStockCorrection } from '@tidemark/schema/testing';
import type { CustomerEntry, RecordStatus } from '@tidemark/till';
import type { SaleListing } from '@tidemark/till/page';
import { expect, test } from 'vitest';
import { anEntry } from '../testing/memory-selling.ts';
import {
  customerName,
  emptyWords,
  misplacedWords,
  saleRow,
  saleView,
  sendingWords,
  stockWords,
} from './sale-views.ts';
import { wayWords, wishesFor } from './way-words.ts';

const nobody = new Map();
const none: SaleListing['counts'] = { all: 0, unsent: 0, refused: 0, here: 0, stored: 0, misplaced: 0 };
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

test('an empty list says why it is empty', () => {
  expect(emptyWords(none, 'refused', '')).toMatch(/^No sales yet/);
  expect(emptyWords({ all: 1 }, 'all', ' X9 ')).toContain('“X9”');
  expect(emptyWords({ all: 1 }, 'refused', '')).toBe('No sale waits for a decision.');
  expect(emptyWords({ all: 1 }, 'unsent', '')).toBe('All sales are sent.');
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
  const settled = { ...none, all: 1003, refused: 2 };

  expect(sendingWords({ ...settled, here: 980, stored: 20 })).toBe(
    '1,000 sales on their way to Shopify: 980 on this till, 20 stored by the server',
  );
  expect(sendingWords({ ...settled, stored: 20 })).toBe('20 sales on their way to Shopify');
  expect(sendingWords({ ...settled, here: 9 })).toBeUndefined();
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
  expect(misplacedWords({ misplaced: 1 })).toMatch(/the goods of 1 sale from another location/);
  expect(misplacedWords(none)).toBeUndefined();
});

test('[T110] a correction is said in words, marked in the list until it is made, and decided on if it was refused', () => {
  const line = anUnpricedLine({ variantId: '101', title: 'Lamp', variantTitle: 'Red', quantity: 3 });
  const sale = aSale({ locationId: '1' }, [line]);
  const { key, changes } = aStockCorrection({ units: 2 });
  const locations = new Map([
    ['1', 'Main Street'],
    ['9', 'Warehouse'],
  ]);
  const corrected = (way: RecordStatus) =>
    anEntry({
      ...{ sale, way: { at: 'shopify' }, orderName: '#1042', corrections: [{ key, changes, way }] },
    });
  const said = (way: RecordStatus) => saleView(corrected(way), nobody, { locations, timeZone: undefined });
  const listed = (way: RecordStatus) => saleRow(corrected(way), nobody);
  const goods = '2 × Lamp, Red from Main Street instead of Warehouse';

  expect(said({ at: 'shopify' }).corrections).toEqual([
    { key, words: `Stock corrected in Shopify: ${goods}.`, tone: 'good', wishes: [] },
  ]);
  expect(said(server).corrections).toMatchObject([
    { words: `Shopify’s stock is being corrected: ${goods}.`, tone: 'wait', wishes: [] },
  ]);
  expect(said(refused).corrections).toMatchObject([
    {
      words: `Stock not corrected in Shopify: ${goods}. no such location`,
      ...{ tone: 'bad', wishes: ['send-again', 'resolve'] },
    },
  ]);
  expect(said({ at: 'resolved', note: 'by hand' }).corrections).toMatchObject([
    { words: `Stock correction resolved: ${goods}. by hand`, tone: 'good' },
  ]);
  expect(said(refused)).toMatchObject({ stock: [], wishes: [] });
  expect(listed({ at: 'shopify' })).toMatchObject({ way: 'In Shopify as #1042', tone: 'good' });
  expect(listed(server)).toMatchObject({
    ...{ way: 'In Shopify as #1042 · stock is being corrected', tone: 'wait' },
  });
  expect(listed(refused)).toMatchObject({ way: 'In Shopify as #1042 · stock not corrected', tone: 'bad' });
});

test('[T20] an order that names no location, as orders of apps do, is no difference', () => {
  const entry = anEntry({ way: { at: 'shopify' }, orderName: '#1042', orderLocationId: null });

  expect(stockWords(entry, new Map())).toEqual([]);
  expect(saleRow(entry, nobody)).toMatchObject({ tone: 'good' });
});

test('a sale names its customer; one that this till does not know is a customer all the same', () => {
  const noor = { displayName: 'Noor de Wit' } as CustomerEntry;

  expect(customerName('9', new Map([['9', noor]]))).toBe('Noor de Wit');
  expect(customerName('9', nobody)).toBe('A customer');
  expect(customerName(null, nobody)).toBe('');
});
