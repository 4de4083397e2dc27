import { fc, test } from '@fast-check/vitest';
import { isWanted, wantedOfPeople, type Order, type Wanted } from '@tidemark/schema';
import { anOrder } from '@tidemark/schema/testing';
import { expect } from 'vitest';
import { OrderBook } from './order-book.ts';
import { newestFirst, wordsFindingOrder } from './order-words.ts';

const titles = ['Mug', 'Blue mug', 'Kettle', 'Muggle 7'];
const customers = { '1': 'Noor', '2': 'Mugen' };

const orders = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }).map(String),
    number: fc.constantFrom('#1', '#11', '#12', '#7'),
    day: fc.integer({ min: 1, max: 4 }),
    title: fc.constantFrom(...titles),
    customerId: fc.constantFrom(null, '1', '2'),
  })
  .map(({ id, number, day, title, customerId }): Order => {
    const names = { productId: null, variantId: null, title, variantTitle: null, sku: null };
    const amounts = { quantity: 1, currentQuantity: 1, unitPrice: 100, discount: 0, tax: 0 };
    const processedAt = `2026-01-0${day}T00:00:00Z`;
    return {
      ...anOrder({ id, name: number, customerId, processedAt, lines: [{ id: '1', ...names, ...amounts }] }),
      rev: '0',
    };
  });

const changes = fc.array(
  fc.oneof(
    orders.map(order => ({ do: 'set', order }) as const),
    fc.integer({ min: 1, max: 6 }).map(id => ({ do: 'remove', id: String(id) }) as const),
    fc.array(orders, { maxLength: 5 }).map(all => ({ do: 'load', all }) as const),
  ),
  { maxLength: 12 },
);

const having = (wanted: Wanted) =>
  Object.entries(customers).flatMap(([id, name]) => (isWanted(name.toLowerCase(), wanted) ? [id] : []));

test.prop(
  [
    changes,
    fc.constantFrom('', '#', 'mug', '#1', '7', 'blue mug', 'noor', 'mug 1'),
    fc.integer({ min: 0, max: 5 }),
  ],
  { numRuns: 300 },
)(
  '[T42] whatever changed before, a search finds what looking at every order finds',
  async (all, words, day) => {
    const book: OrderBook = new OrderBook({
      read: async () => undefined,
      saleOf: () => undefined,
      customersHaving: having,
    });
    await book.open();
    const held = new Map<string, Order>();
    for (const change of all) {
      if (change.do === 'load') {
        held.clear();
        const latest = new Map(change.all.map(order => [order.id, order]));
        for (const order of latest.values()) held.set(order.id, order);
        await book.load([...latest.values()], async () => undefined);
      } else if (change.do === 'set') {
        held.set(change.order.id, change.order);
        book.set(change.order.id, change.order);
      } else {
        held.delete(change.id);
        book.set(change.id, undefined);
      }
    }
    const from = day === 0 ? undefined : Date.parse(`2026-01-0${day}T00:00:00Z`);
    const fits = (order: Order): boolean =>
      (from === undefined || Date.parse(order.processedAt) >= from) &&
      (/^#?$/.test(words) || wantedOfPeople(words).length > 0) &&
      wantedOfPeople(words).every(
        wanted =>
          wordsFindingOrder(order, undefined).some(each => isWanted(each, wanted)) ||
          having(wanted).includes(order.customerId ?? ''),
      );

    const found = book.search({ words, from });

    const expected = [...held.values()].filter(fits).sort(newestFirst);
    expect(found.toSorted(newestFirst)).toEqual(expected);
    expect(book.size).toBe(held.size);
  },
);
