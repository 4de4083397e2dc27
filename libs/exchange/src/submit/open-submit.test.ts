import { aCustomerEdit, aSale, aStockMove } from '@tidemark/schema/testing';
import { ShopifyError } from '@tidemark/shopify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { shop, SubmitBench } from './testing-submit.ts';

let bench: SubmitBench;

beforeEach(async () => {
  bench = await SubmitBench.open();
});

afterEach(async () => {
  vi.useRealTimers();
  await bench[Symbol.asyncDispose]();
});

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

test('[T16] the definition of the sale’s id is asked for at the start', async () => {
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  expect(bench.fake.calls).toEqual(['ensure']);
});

test('[T16] where orders cannot be found by their sales, sales wait, and the rest goes on', async () => {
  const { ensureSaleId } = bench.fake.writes;
  bench.fake.writes.ensureSaleId = async () => {
    throw new ShopifyError(
      'unexpected',
      'the order metafield tidemark.sale_id is of type text, and must be id',
    );
  };
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  await bench.push('stockMoves', aStockMove());
  const submit = bench.submit({ retryMs: 5 });
  submit.start();
  await submit.idle();

  expect(bench.fake.adjusted.size).toBe(1);
  expect(bench.fake.orders.size).toBe(0);
  expect((await submit.health()).troubles).toEqual([
    { kind: 'sales', since: expect.any(Number), what: expect.stringContaining('must be id') },
  ]);

  bench.fake.writes.ensureSaleId = ensureSaleId;
  await expect.poll(() => bench.fake.orders.size).toBe(1);
  await submit.idle();
  expect((await submit.health()).troubles).toEqual([]);
});

test('[T16] a definition that was taken away is made again', async () => {
  bench.fake.next = ['lost'];
  let isThere = true;
  const { ensureSaleId, orderOfSale } = bench.fake.writes;
  bench.fake.writes.ensureSaleId = async () => {
    isThere = true;
    return ensureSaleId();
  };
  bench.fake.writes.orderOfSale = async sale => {
    if (isThere) return orderOfSale(sale);
    const words = "Metafield definition of type 'id' is required when using custom ids.";
    throw new ShopifyError('unexpected', words);
  };
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit({ retryMs: 5 });
  submit.start();
  await submit.idle();
  isThere = false;
  await bench.settle(submit);

  expect(bench.fake.calls.filter(each => each === 'ensure')).toHaveLength(2);
  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
});

test('[T16] an order that is refused for want of the definition waits for it', async () => {
  const { createOrder } = bench.fake.writes;
  bench.fake.writes.createOrder = async () => {
    bench.fake.writes.createOrder = createOrder;
    return { kind: 'refused', reason: "Metafield definition of type 'id' is required" };
  };
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect(bench.fake.calls.slice(-3)).toEqual(['ensure', 'look-up sale-0001', 'create sale-0001']);
  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
});

test('[T17] what is held up is said: which kind, since when, and why', async () => {
  bench.fake.writes.adjustStock = async () => ({
    kind: 'turned-away',
    reason: 'Shopify does not accept the token',
    retryAfterMs: 60_000,
  });
  await bench.push('stockMoves', aStockMove());
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await submit.idle();
  const [trouble] = (await submit.health()).troubles;
  expect(trouble).toMatchObject({ kind: 'stockMoves', what: 'Shopify does not accept the token' });

  bench.now += 70_000;
  submit.start();
  await submit.idle();
  expect((await submit.health()).troubles).toEqual([trouble]);

  bench.fake.writes.adjustStock = async () => ({ kind: 'accepted', as: undefined });
  await bench.settle(submit);
  expect((await submit.health()).troubles).toEqual([]);
});

test('[T1] an attempt that broke off is let go, and not kept until its lease ends', async () => {
  const { createOrder } = bench.fake.writes;
  bench.fake.writes.createOrder = async () => {
    bench.fake.writes.createOrder = createOrder;
    throw new Error('a bug');
  };
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await submit.idle();
  bench.now += 20_000;
  submit.start();
  await submit.idle();

  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
});

test('[T1] both orders that are tried under one lease have one deadline', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const { createOrder } = bench.fake.writes;
  bench.fake.writes.createOrder = async (...asked) => {
    signals.push(asked[3]);
    if (asked[1] === null) return createOrder(...asked);
    return { kind: 'refused', reason: 'Customer does not exist', isAboutCustomer: true };
  };
  await bench.push('sales', aSale({ id: 'sale-0001', customerId: '7' }));
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  expect(bench.fake.orderedFor).toEqual([null]);
  expect(signals).toHaveLength(2);
  expect(signals[0]).toBe(signals[1]);
});

test('[T3] what a till knows of, and a restored mirror does not, is looked up before it is sent', async () => {
  const waiting = { state: 'waiting', sending: 1, attempts: 1, unanswered: 1, notBefore: 0 } as const;
  const money = { subtotal: 0, tax: 0, total: 0, paid: 0 };
  bench.fake.orders.set('sale-0001', { orderId: '1', orderName: '#1', money });
  const submit = bench.submit();
  submit.start();
  bench.now += 6_000;
  await bench.push('sales', aSale({ id: 'sale-0001', submission: waiting }));
  await bench.settle(submit);

  expect(bench.fake.calls).toEqual(['ensure', 'look-up sale-0001']);
  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted', orderId: '1' });
});

test('[T18] a clock that ran ahead puts nothing off for long', async () => {
  bench.fake.next = ['down'];
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  bench.now += 24 * 3_600_000;
  const submit = bench.submit({ ordersPerMinute: 1 });
  submit.start();
  await submit.idle();
  bench.now -= 24 * 3_600_000;
  await bench.settle(submit, 5);

  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
});

test('[T18] nothing is put off for longer than clocks are trusted', async () => {
  let tries = 0;
  bench.fake.writes.adjustStock = async () => {
    tries++;
    return { kind: 'turned-away', reason: 'later', retryAfterMs: 24 * 3_600_000 };
  };
  await bench.push('stockMoves', aStockMove());
  const submit = bench.submit();
  submit.start();
  await submit.idle();
  submit.start();
  await submit.idle();

  expect(tries).toBe(1);
});

test('[T18] what was stored and never announced is found within a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const submit = bench.submit({ records: deafTo(bench.store.records) });
  submit.start();
  await vi.advanceTimersByTimeAsync(100);
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  await vi.advanceTimersByTimeAsync(61_000);

  expect(bench.fake.orders.size).toBe(1);
});

/** Records whose commits are announced to no listener. */
function deafTo<T extends object>(records: T): T {
  return new Proxy(records, {
    get: (of, name) => {
      if (name === 'onCommit') return () => () => undefined;
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
  });
}

test('[T9] what is accepted while effects are read is read right after', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>(resolve => (release = resolve));
  const { byIds } = bench.fake;
  bench.fake.byIds = async (...asked) => {
    const answer = await byIds(...asked);
    if (bench.fake.reads.length === 1) await held;
    return answer;
  };
  const submit = bench.submit();
  submit.start();
  await bench.push('customerEdits', aCustomerEdit({ id: 'edit-0001', isNew: true, customerId: 'edit-0001' }));
  await expect.poll(() => bench.fake.reads.length).toBe(1);
  await bench.push('customerEdits', aCustomerEdit({ id: 'edit-0002', isNew: true, customerId: 'edit-0002' }));
  await expect.poll(() => bench.fake.customers.size).toBe(2);
  await pause(20);
  release();
  await submit.idle();

  expect(await bench.store.records.toRead(shop, 10)).toEqual([]);
});
