import { aSale } from '@tidemark/schema/testing';
import type { Way } from '@tidemark/till';
import { expect, test } from 'vitest';
import { anEntry } from '../testing/memory-selling.ts';
import { findSales, saleRow, sendingWords } from './sale-views.ts';
import { wayWords } from './way-words.ts';

const nobody = { customer: () => undefined };
const server: Way = { at: 'server', attempts: 1, unanswered: 0 };
const refused: Way = { at: 'refused', reason: 'no such location', sending: 1 };

test('every way is said in plain words', () => {
  expect(wayWords({ at: 'this-till' }).text).toBe('On this till');
  expect(wayWords(server).text).toBe('Stored, waiting for Shopify');
  expect(wayWords({ at: 'shopify' }, '#1234').text).toBe('In Shopify as #1234');
  expect(wayWords(refused)).toEqual({ text: 'Refused: no such location', tone: 'bad' });
  expect(wayWords({ at: 'resolved', note: 'entered by hand' }).text).toBe('Resolved: entered by hand');
  expect(wayWords({ at: 'not-taken', code: 'does-not-fit', reason: 'totals' }).text).toBe(
    'Not taken: totals',
  );
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

test('progress is said when many sales are under way', () => {
  const sent = Array.from({ length: 12 }, () => anEntry({ way: { at: 'shopify' } }));
  const unsent = Array.from({ length: 988 }, () => anEntry());

  expect(sendingWords([...sent, ...unsent])).toBe('12 of 1,000 sent');
  expect(sendingWords([...sent, ...unsent.slice(0, 9)])).toBeUndefined();
});

test('a sale whose money differs in Shopify says so in the list', () => {
  const differences = [{ field: 'total', sale: 1250, order: 1249 }];

  const row = saleRow(anEntry({ way: { at: 'shopify' }, orderName: '#1042', differences }), nobody);

  expect(row).toMatchObject({ way: 'In Shopify as #1042 · money differs', tone: 'bad', pieces: 1 });
});
