/**
 * What a till pays for finding orders, in one process: reading them into the book when a page first looks at orders,
 * what the book then holds beside the orders themselves, and a keystroke. Sizes in orders of three lines:
 * `BENCH_ORDERS=10000,50000`.
 */
import type { Order } from '@tidemark/schema';
import { anOrder, aSale } from '@tidemark/schema/testing';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { entryOf } from '../selling/record-status.ts';
import { OrderBook } from './order-book.ts';

const sizes = (process.env['BENCH_ORDERS'] ?? '10000,50000').split(',').map(Number);
const queries = ['c', '#1500', 'mug', 'kettle 12', 'sku-77', 'customer', 'A-000', ''];
const titles = [
  'Copper kettle',
  'Blue stoneware mug',
  'Linen napkin',
  'Harbour oak board',
  'Waxed cotton apron',
  'Olive oil',
];

console.log('| orders | to open | heap of the book | keystroke, longest |');
for (const size of sizes) await measure(size);

async function measure(size: number): Promise<void> {
  const orders = Array.from({ length: size }, (_, n) => order(n));
  const before = heap();
  const book: OrderBook = new OrderBook({
    read: () => book.load(orders, () => new Promise(resolve => setImmediate(resolve))),
    saleOf: id => entryOf(aSale({ id, receiptNumber: `A-${id.padStart(6, '0')}` }), undefined, undefined, ''),
    customersHaving: () => [],
  });
  const startedAt = performance.now();
  await book.open();
  const openedMs = performance.now() - startedAt;
  const times = queries.map(words => {
    const at = performance.now();
    book.search({ words });
    return performance.now() - at;
  });
  const held = heap() - before;
  const cells = [
    size.toLocaleString('en'),
    `${Math.round(openedMs)} ms`,
    `${Math.round(held / 1e6)} MB`,
    `${Math.max(...times).toFixed(1)} ms`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

/** Every other order is a till's. */
function order(n: number): Order {
  return {
    ...anOrder({
      id: String(9_000_000 + n),
      name: `#${1000 + n}`,
      customerId: String(n % 3000),
      email: `customer${n % 3000}@example.com`,
      sourceIdentifier: n % 2 === 0 ? null : String(n),
      processedAt: new Date(Date.UTC(2026, 0, 1) + n * 100_000).toISOString().replace('.000Z', 'Z'),
      lines: [0, 1, 2].map(line => ({
        ...{ id: `${n}${line}`, productId: '1', variantId: '1', variantTitle: 'Large' },
        title: `${titles[(n + line) % titles.length]} ${(n * 7 + line) % 5000}`,
        sku: `SKU-${(n * 3 + line) % 20_000}`,
        ...{ quantity: 1, currentQuantity: 1, unitPrice: 100, discount: 0, tax: 0 },
      })),
    }),
    rev: '0'.repeat(16),
  };
}

function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
