/**
 * A day without a network: a thousand sales of one till, from the reconnection until the mirror has stored them all,
 * and until all are orders. Against as many sales pushed by a client that does nothing else.
 */
import type { SaleDraft, Till } from '@tidemark/till';
import { firstValueFrom } from 'rxjs';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { Path } from './path.ts';
import { Pusher } from './pusher.ts';

const count = Number(process.env['BENCH_SALES'] ?? 1_000);
const patienceMs = 300_000;

let isOnline = true;
await using path = await Path.open();
const till = await path.readyTill({
  fetch: (input, init) => (isOnline ? fetch(input, init) : Promise.reject(new TypeError('fetch failed'))),
});
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

isOnline = false;
const soldMs = await timed(async () => {
  for (let n = 0; n < count; n++) {
    const draft = draftAt(till, n);
    const amount = till.selling.quote(draft).due.total;
    const result = await till.selling.sell(draft, [{ kind: 'cash', amount, reference: null }]);
    if (result.kind !== 'sold') throw new Error(`sale ${n}: ${result.message}`);
  }
});
console.log(`${count} sales offline: ${seconds(soldMs)}, ${(soldMs / count).toFixed(2)} ms each`);

isOnline = true;
const { records } = path.server.store;
const shop = 'tidemark-demo.myshopify.com';
const begun = performance.now();
void till.sync('reconnect');
await until(async () => stored(await records.counts(shop)) === count);
const storedMs = performance.now() - begun;
await until(async () => (await records.counts(shop)).sales.accepted === count);
const acceptedMs = performance.now() - begun;
await until(async () => (await firstValueFrom(till.selling.sales$)).every(each => each.way.at === 'shopify'));
const shownMs = performance.now() - begun;
console.log(
  `after the reconnection: all stored in the mirror ${seconds(storedMs)} (aim 10 s), all orders ${seconds(acceptedMs)}, ` +
    `all shown as orders ${seconds(shownMs)}`,
);
const orders = [...path.simulator.store.orders.values()].filter(each => each.sourceIdentifier);
if (orders.length !== count) throw new Error(`${orders.length} orders of ${count} sales`);

const limitMs = await timed(pushPlainly);
console.log(
  `  the same number pushed in batches by a client that keeps nothing: ${seconds(limitMs)}; ratio ${(storedMs / limitMs).toFixed(1)}`,
);

async function pushPlainly(): Promise<void> {
  const hand = await Pusher.signIn(path, 'till-0002');
  const [line] = draftAt(till, 0).lines;
  if (!line) throw new Error('the till has nothing to sell');
  const sales = Array.from({ length: count }, (_, n) =>
    aSale({ id: `plain-sale-${n}`, ...hand.author(), receiptNumber: `P-${String(n + 1).padStart(6, '0')}` }, [
      anUnpricedLine({ ...line.item, id: line.id }),
    ]),
  );
  for (let start = 0; start < count; start += 200)
    await hand.push('sales', ...sales.slice(start, start + 200));
}

function stored({ sales }: Awaited<ReturnType<typeof records.counts>>): number {
  return sales.waiting + sales.accepted + sales.refused + sales.resolved;
}

function draftAt(from: Till, n: number): SaleDraft {
  const { products } = from.catalogue.search('', 40);
  const product = products[n % products.length];
  const [variant] = product?.variants ?? [];
  if (!product || !variant) throw new Error('the till has nothing to sell');
  const item = {
    ...{ productId: product.id, variantId: variant.id, inventoryItemId: variant.inventoryItemId },
    ...{ title: product.title, variantTitle: null, sku: variant.sku },
    ...{ unitPrice: variant.price, taxable: variant.taxable },
  };
  const lines = [{ id: variant.id, item, quantity: 1 + (n % 3), note: null }];
  return { lines, discount: null, customerId: null, note: `${n}`, cartId: null };
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await isSo()); await new Promise(done => setTimeout(done, 20)))
    if (Date.now() > end) throw new Error('it took too long');
}
