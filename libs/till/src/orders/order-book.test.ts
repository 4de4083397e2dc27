import type { Order } from '@tidemark/schema';
import { anOrder, aSale } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import { entryOf } from '../selling/record-status.ts';
import type { SaleEntry } from '../selling/selling.ts';
import { OrderBook } from './order-book.ts';

const rest = async () => undefined;

function order(change: Partial<Order>): Order {
  return { ...anOrder(change), rev: '0' };
}

function line(title: string, sku: string | null = null): Order['lines'][number] {
  return {
    ...{ id: '1', productId: null, variantId: null, title, variantTitle: null, sku },
    ...{ quantity: 1, currentQuantity: 1, unitPrice: 100, discount: 0, tax: 0 },
  };
}

/** An open book of these orders. */
async function bookOf(
  orders: readonly Order[],
  around: {
    readonly sales?: ReadonlyMap<string, SaleEntry>;
    readonly customers?: Readonly<Record<string, string>>;
  } = {},
): Promise<OrderBook> {
  const book: OrderBook = new OrderBook({
    read: () => book.load(orders, rest),
    saleOf: id => around.sales?.get(id),
    customersHaving: wanted =>
      Object.entries(around.customers ?? {}).flatMap(([id, name]) =>
        wanted.some(word => name.toLowerCase().startsWith(word)) ? [id] : [],
      ),
  });
  await book.open();
  return book;
}

function names(orders: readonly Order[]): readonly string[] {
  return orders.map(({ name }) => name);
}

describe('[T42] orders are found', () => {
  test('by number, with or without its sign; an exact number comes first', async () => {
    const book = await bookOf([
      order({ id: '1', name: '#101', processedAt: '2026-01-01T00:00:00Z' }),
      order({ id: '2', name: '#1012', processedAt: '2026-02-01T00:00:00Z' }),
      order({ id: '3', name: '#7', processedAt: '2026-03-01T00:00:00Z' }),
    ]);

    expect(names(book.search({ words: '#101' }))).toEqual(['#101', '#1012']);
    expect(names(book.search({ words: '101' }))).toEqual(['#101', '#1012']);
    expect(book.search({ words: '***' })).toEqual([]);
    expect(names(book.search({ words: '#' }))).toEqual(['#7', '#1012', '#101']);
    expect(book.search({ words: '999' })).toEqual([]);
  });

  test('by the words of their lines, SKUs, e-mail and phone, and by the name of the customer', async () => {
    const wanted = order({
      id: '1',
      customerId: '9',
      email: 'noor@example.com',
      phone: '+31 6 1234 5678',
      lines: [line('Café mug, blue', 'MUG-BL-01')],
    });
    const book = await bookOf([wanted, order({ id: '2', lines: [line('Kettle')] })], {
      customers: { '9': 'Noor' },
    });

    const queries = ['cafe mug', 'blue noor', 'mug-bl-01', 'mugbl', '31612345', 'noor@example', 'NOOR'];

    for (const words of queries) expect(names(book.search({ words })), words).toEqual([wanted.name]);
    expect(book.search({ words: 'kettle noor' })).toEqual([]);
  });

  test('by the receipt of their sale, also when the sale is known after the order', async () => {
    const sales = new Map<string, SaleEntry>();
    const book = await bookOf([order({ id: '1', sourceIdentifier: 's1' })], { sales });
    expect(book.search({ words: 'A-000012' })).toEqual([]);

    sales.set('s1', entryOf(aSale({ id: 's1', receiptNumber: 'A-000012' }), undefined, undefined, undefined));
    book.salesChanged(['s1']);

    for (const words of ['A-000012', 'a000012', '000012']) expect(book.search({ words })).toHaveLength(1);
    expect(book.saleOf({ sourceIdentifier: 's1' })?.sale.receiptNumber).toBe('A-000012');
    expect(book.saleOf({ sourceIdentifier: null })).toBeUndefined();
  });

  test('by the time at which they were placed: from it on, and before another', async () => {
    const at = (id: string, processedAt: string) => order({ id, name: `#${id}`, processedAt });
    const book = await bookOf([
      at('1', '2026-03-01T00:00:00Z'),
      at('2', '2026-03-01T23:59:59Z'),
      at('3', '2026-03-02T00:00:00Z'),
      at('4', '2026-02-28T23:59:59Z'),
    ]);
    const [from, until] = [Date.parse('2026-03-01T00:00:00Z'), Date.parse('2026-03-02T00:00:00Z')];

    expect(names(book.search({ words: '', from, until }))).toEqual(['#2', '#1']);
    expect(names(book.search({ words: '', from }))).toEqual(['#3', '#2', '#1']);
    expect(names(book.search({ words: '', until }))).toEqual(['#2', '#1', '#4']);
    expect(names(book.search({ words: '#1', from, until }))).toEqual(['#1']);
    expect(book.since).toBe(Date.parse('2026-02-28T23:59:59Z'));
  });

  test('as they are now: changed, gone, and read anew', async () => {
    const book = await bookOf([order({ id: '1', lines: [line('Mug')] }), order({ id: '2' })]);

    book.set('1', order({ id: '1', lines: [line('Kettle')] }));
    book.set('2', undefined);

    expect(book.search({ words: 'mug' })).toEqual([]);
    expect(book.search({ words: 'kettle' })).toHaveLength(1);
    expect([book.size, book.order('2')]).toEqual([1, undefined]);
    await book.load([order({ id: '3', name: '#3' })], rest);
    expect(names(book.search({ words: '' }))).toEqual(['#3']);
    expect(book.search({ words: 'kettle' })).toEqual([]);
  });
});

test('[T42] nothing is read or kept before somebody asks for orders; a failed reading is tried again', async () => {
  let reads = 0;
  const book: OrderBook = new OrderBook({
    read: async () => {
      if (reads++ === 0) throw new Error('the disk');
      await book.load([order({ id: '1' })], rest);
    },
    saleOf: () => undefined,
    customersHaving: () => [],
  });

  book.set('1', order({ id: '1' }));

  expect([reads, book.size, book.isOpen]).toEqual([0, 0, false]);
  await expect(book.open()).rejects.toThrow('the disk');
  await Promise.all([book.open(), book.open()]);
  expect([reads, book.size, book.isOpen]).toEqual([2, 1, true]);
});

test('[T42] an order of very many lines costs a bounded number of words', async () => {
  const lines = Array.from({ length: 2_000 }, (_, n) => line(`Thing${n} of the ${n}th kind`, `SKU-${n}`));
  const book = await bookOf([order({ id: '1', name: '#5', lines })]);

  expect(book.search({ words: '#5' })).toHaveLength(1);
  expect(book.search({ words: 'thing1999' })).toEqual([]);
});
