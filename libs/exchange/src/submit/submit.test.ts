import type { CustomerEdit, StockMove } from '@tidemark/schema';
import { aCustomerEdit, aSale, aStockMove } from '@tidemark/schema/testing';
import type { Shopify } from '@tidemark/shopify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shop, SubmitBench } from './testing-submit.ts';

let bench: SubmitBench;

beforeEach(async () => {
  bench = await SubmitBench.open();
});

afterEach(() => bench[Symbol.asyncDispose]());

test('[T1] [T2] a sale becomes one order, and its acceptance names the place before it', async () => {
  const submit = bench.submit();
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  submit.start();
  await submit.idle();

  expect((await bench.saleOf('sale-0001')).submission).toEqual({
    state: 'accepted',
    after: 'e1:2',
    orderId: '1000',
    orderName: '#1000',
    differences: [],
  });
  expect(bench.fake.calls).toEqual(['ensure', 'create sale-0001']);
  expect(await bench.store.records.toRead(shop, 10)).toEqual([]);
});

test('[T1] an attempt is stored before its request leaves', async () => {
  const submit = bench.submit();
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const create = bench.fake.writes.createOrder;
  let seen: unknown;
  bench.fake.writes.createOrder = async (...asked) => {
    seen = (await bench.saleOf('sale-0001')).submission;
    return create(...asked);
  };
  submit.start();
  await submit.idle();

  expect(seen).toMatchObject({ state: 'waiting', attempts: 1, unanswered: 1 });
});

test('[T3] an answer that is lost is looked up, and never sent twice', async () => {
  bench.fake.next = ['lost'];
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect(bench.fake.orders.size).toBe(1);
  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
});

test('[T19] an order that Shopify has and does not show is looked for a few times, then left to a person', async () => {
  bench.fake.hidden.add('sale-0001');
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect(bench.fake.calls.filter(each => each === 'create sale-0001')).toHaveLength(4);
  const { submission } = await bench.saleOf('sale-0001');
  expect(submission).toMatchObject({ state: 'refused', sending: 1, attempts: 4 });
  expect(submission).toHaveProperty('reason', expect.stringContaining('does not show it'));
});

test.each([
  ['2025-12-20T00:00:00Z', /^No staff/],
  ['2025-10-01T00:00:00Z', /^The sale is older than the orders .* may not show it.*No staff/],
])(
  '[T19] [T22] a sale of %s with a flaw, of which no order is found, waits for a person who is told that',
  async (createdAt, words) => {
    bench.isJudging = true;
    bench.fake.ordersFrom = Date.parse('2025-11-02T00:00:00Z');
    const waiting = { state: 'waiting', sending: 1, attempts: 1, unanswered: 1, notBefore: 0 } as const;
    await bench.push('sales', aSale({ id: 'sale-0001', createdAt, submission: waiting }));
    const submit = bench.submit();
    submit.start();
    await bench.settle(submit);

    expect(bench.fake.calls).toEqual(['ensure', 'look-up sale-0001']);
    expect((await bench.saleOf('sale-0001')).submission).toMatchObject({
      state: 'refused',
      reason: expect.stringMatching(words) as string,
    });
  },
);

test('[T22] a sale whose flaw goes while it is looked up is sent, and does not wait for a person', async () => {
  bench.isJudging = true;
  const waiting = { state: 'waiting', sending: 1, attempts: 1, unanswered: 1, notBefore: 0 } as const;
  await bench.push('sales', aSale({ id: 'sale-0001', submission: waiting }));
  const { orderOfSale } = bench.fake.writes;
  bench.fake.writes.orderOfSale = async (...asked) => {
    const found = await orderOfSale(...asked);
    const { flaws: _flaws, ...sound } = await bench.saleOf('sale-0001');
    const row = { ...sound, _deleted: false };
    const judge = () => ({ kind: 'conflict', document: sound, changed: true }) as const;
    await bench.store.records.store(shop, 'sales', [row], judge, bench.now);
    return found;
  };
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
  expect(bench.fake.orders.size).toBe(1);
});

test('[T19] an order that Shopify shows a little later is found without another try', async () => {
  bench.fake.next = ['lost'];
  const submit = bench.submit();
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const create = bench.fake.writes.createOrder;
  bench.fake.writes.createOrder = async (...asked) => {
    const answer = await create(...asked);
    return answer.kind === 'unanswered' ? { ...answer, isThere: true } : answer;
  };
  submit.start();
  await submit.idle();

  expect(bench.fake.calls).toEqual(['ensure', 'create sale-0001', 'look-up sale-0001']);
  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted', orderId: '1000' });
});

test('[T4] a refused sale is parked with Shopify’s words, and the next fifty go through', async () => {
  bench.fake.next = ['refuse'];
  const sales = Array.from({ length: 51 }, (_, n) => aSale({ id: `sale-${1000 + n}` }));
  await bench.push('sales', ...sales);
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  expect((await bench.saleOf('sale-1000')).submission).toEqual({
    state: 'refused',
    sending: 1,
    attempts: 1,
    reason: 'Variant does not exist',
  });
  expect((await submit.health()).counts.sales).toMatchObject({ accepted: 50, refused: 1, waiting: 0 });
});

test.each(['Value has already been taken', 'Diese Bestellung gibt es schon', ''])(
  '[T21] an order that is there is found before its sale is parked, in whatever words Shopify refuses: %s',
  async reason => {
    const { createOrder } = bench.fake.writes;
    bench.fake.writes.createOrder = async (...asked) => {
      await createOrder(...asked);
      return { kind: 'refused', reason };
    };
    await bench.push('sales', aSale({ id: 'sale-0001' }));
    const submit = bench.submit();
    submit.start();
    await submit.idle();

    expect((await bench.saleOf('sale-0001')).submission).toMatchObject({
      state: 'accepted',
      orderId: '1000',
    });
    expect(bench.fake.orders.size).toBe(1);
  },
);

test('[T16] [T21] a refusal for want of the definition parks nothing, in whatever words: it is made, and the sale goes', async () => {
  let isDefined = false;
  const { createOrder, ensureSaleId } = bench.fake.writes;
  bench.fake.writes.ensureSaleId = async () => {
    await ensureSaleId();
    const was = isDefined;
    isDefined = true;
    return was;
  };
  bench.fake.writes.createOrder = async (...asked) =>
    isDefined ? createOrder(...asked) : { kind: 'refused', reason: 'Metafelddefinition fehlt' };
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await submit.idle();
  isDefined = false;
  await bench.push('sales', aSale({ id: 'sale-0002' }));
  submit.start();
  await bench.settle(submit);

  expect((await bench.saleOf('sale-0002')).submission).toMatchObject({ state: 'accepted' });
});

test('[T5] a new customer comes first; one who is refused holds no sale up', async () => {
  await bench.fake.writes.updateCustomer('7', { email: 'taken@example.com' });
  const edit = (id: string, email: string): CustomerEdit =>
    aCustomerEdit({
      ...{ id, customerId: id, isNew: true },
      changes: { firstName: { was: null, is: 'Ada' }, email: { was: null, is: email } },
    });
  await bench.push('sales', aSale({ id: 'sale-0001', customerId: 'edit-0001' }));
  await bench.push('sales', aSale({ id: 'sale-0002', customerId: 'edit-0002' }));
  await bench.push(
    'customerEdits',
    edit('edit-0001', 'new@example.com'),
    edit('edit-0002', 'taken@example.com'),
  );
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect(bench.fake.orderedFor).toEqual(['101', null]);
  expect(await bench.store.records.find(shop, 'customerEdits', 'edit-0002')).toMatchObject({
    submission: { state: 'refused', takenBy: '7', reason: 'Email has already been taken' },
  });
});

test('[T6] a stock move keeps its key while it is tried', async () => {
  bench.fake.next = ['lost'];
  await bench.push('stockMoves', aStockMove());
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect([...bench.fake.adjusted]).toEqual([['key-00000001', 5]]);
  const move: StockMove | undefined = await bench.store.records.find(shop, 'stockMoves', 'move-0001');
  expect(move?.submission).toMatchObject({ state: 'accepted' });
});

test('[T7] a refusal is decided once: sent again, or resolved with a note', async () => {
  bench.fake.next = ['refuse', 'refuse'];
  await bench.push('sales', aSale({ id: 'sale-0001' }), aSale({ id: 'sale-0002' }));
  const submit = bench.submit();
  submit.start();
  await submit.idle();
  const about = (id: string, decision: { do: 'send-again' } | { do: 'resolve'; note: string }) =>
    submit.decide({ collection: 'sales', id, sending: 1, decision }, { staffId: 'demo', at: 0 });

  expect(await about('sale-0001', { do: 'send-again' })).toBe('decided');
  expect(await about('sale-0001', { do: 'send-again' })).toBe('moved-on');
  expect(await about('sale-0002', { do: 'resolve', note: 'by hand' })).toBe('decided');
  expect(await about('sale-0003', { do: 'send-again' })).toBe('unknown');
  await submit.idle();

  expect(bench.fake.calls.at(-2)).toBe('look-up sale-0001');
  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
  expect((await bench.saleOf('sale-0002')).submission).toEqual({
    state: 'resolved',
    sending: 1,
    note: 'by hand',
  });
});

test('[T8] what is turned away by the limit of orders waits, as if it had never been sent', async () => {
  bench.fake.next = ['limit'];
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  const { submission } = await bench.saleOf('sale-0001');
  expect(submission).toMatchObject({ state: 'waiting', unanswered: 0 });
  expect(submission?.state === 'waiting' && bench.now - submission.notBefore).toBeCloseTo(-15_000, -3);
});

test('[T10] a process that dies at any call leaves exactly one order, one change, one customer', async () => {
  for (let calls = 1; calls < 40; calls++) {
    await bench[Symbol.asyncDispose]();
    bench = await SubmitBench.open();
    const { fake } = bench;
    await bench.push(
      'customerEdits',
      aCustomerEdit({
        ...{ id: 'edit-0001', customerId: 'edit-0001', isNew: true },
        changes: { firstName: { was: null, is: 'Ada' }, email: { was: null, is: 'a@example.com' } },
      }),
    );
    await bench.push('sales', aSale({ id: 'sale-0001', customerId: 'edit-0001' }));
    await bench.push('stockMoves', aStockMove());
    const life = endsWithIt(calls);
    const first = bench.submit({
      records: life(bench.store.records),
      shopify: { ...fake.shopify, writes: life(fake.writes) } as Shopify,
    });
    first.start();
    while (!life.isOver() && (await bench.isWaiting())) await new Promise(resolve => setTimeout(resolve, 1));
    bench.forget();

    // The leases end, and another process continues.
    bench.now += 10 * 60_000;
    const second = bench.submit();
    second.start();
    await bench.settle(second);

    expect(bench.fake.orders.size, `after ${calls} calls`).toBe(1);
    expect((await bench.saleOf('sale-0001')).submission, `after ${calls} calls`).toMatchObject({
      state: 'accepted',
    });
    expect(bench.fake.customers.size).toBe(1);
    expect(bench.fake.adjusted.size).toBe(1);
  }
});

/** After `calls` calls, none returns: every second call dies after its effect, the others before it. */
function endsWithIt(calls: number) {
  let left = calls;
  const never = new Promise<never>(() => undefined);
  const life = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name, of);
        if (typeof value !== 'function') return value;
        return (...asked: unknown[]) => {
          left--;
          if (left < 0 || (left === 0 && calls % 2 === 0)) return never;
          const result: unknown = (value as (...all: unknown[]) => unknown).apply(of, asked);
          return left === 0 && result instanceof Promise ? result.then(() => never) : result;
        };
      },
    });
  return Object.assign(life, { isOver: () => left <= 0 });
}
