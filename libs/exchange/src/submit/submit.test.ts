import { judgePush } from '@tidemark/conflict';
import type { JudgeRow, MirrorStore, PushedState } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import type { CustomerEdit, PromiseName, Sale, StockMove } from '@tidemark/schema';
import { aCustomerEdit, aSale, aStockMove } from '@tidemark/schema/testing';
import type { AcceptedOrder, Shopify, ShopifyWrites } from '@tidemark/shopify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSubmit } from './open-submit.ts';
import type { Submit } from './submit.ts';

const shop = 'a.myshopify.com';
let store: MirrorStore;
let now = 0;
const opened: Submit[] = [];

/** A Shopify of a few maps, which does what it is told and answers as a test wishes. */
class FakeShopify {
  readonly orders = new Map<string, AcceptedOrder>();
  readonly customers = new Map<string, { email: string | null }>();
  readonly adjusted = new Map<string, number>();
  readonly calls: string[] = [];
  readonly orderedFor: (string | null)[] = [];
  /** What becomes of the next creates, beside being done. */
  next: ('lost' | 'down' | 'limit' | 'refuse')[] = [];

  readonly writes: ShopifyWrites = {
    ensureSaleId: async () => void this.calls.push('ensure'),
    orderOfSale: async ({ id }) => {
      this.calls.push(`look-up ${id}`);
      return this.orders.get(id);
    },
    createOrder: async (sale, customerId) => {
      const fate = this.next.shift();
      this.calls.push(`create ${sale.id}`);
      if (fate === 'refuse') return { kind: 'refused', reason: 'Variant does not exist' };
      if (fate === 'limit')
        return { kind: 'turned-away', reason: 'too many', retryAfterMs: 15_000, isOrderLimit: true };
      if (fate === 'down') return { kind: 'unanswered', reason: 'down' };
      if (this.orders.has(sale.id)) throw new Error(`${sale.id} is two orders`);
      const { subtotal, tax, total } = sale.totals;
      const number = String(1000 + this.orders.size);
      const order = {
        orderId: number,
        orderName: `#${number}`,
        money: { subtotal, tax, total, paid: total },
      };
      this.orders.set(sale.id, order);
      this.orderedFor.push(customerId);
      return fate === 'lost' ? { kind: 'unanswered', reason: 'lost' } : { kind: 'accepted', as: order };
    },
    customerWith: async ({ email }) => {
      const found = [...this.customers].find(([, each]) => each.email === email);
      return found && { id: found[0], firstName: 'Ada', lastName: null };
    },
    customerMarked: async () => undefined,
    createCustomer: async ({ email = null }) => {
      const owner = [...this.customers].find(([, each]) => each.email === email);
      if (owner) return { kind: 'refused', reason: 'Email has already been taken', takenBy: owner[0] };
      const id = String(100 + this.customers.size);
      this.customers.set(id, { email });
      return { kind: 'accepted', as: id };
    },
    updateCustomer: async id => ({ kind: 'accepted', as: id }),
    setAddress: async id => ({ kind: 'accepted', as: id }),
    adjustStock: async ({ delta }, key) => {
      const fate = this.next.shift();
      this.adjusted.set(key, delta);
      return fate === 'lost' ? { kind: 'unanswered', reason: 'lost' } : { kind: 'accepted', as: undefined };
    },
  };

  get shopify(): Shopify {
    return {
      shop,
      writes: this.writes,
      health: () => ({ circuit: 'closed', retryAt: undefined }),
      ordersFrom: () => 0,
      byIds: async () => ({ found: [], gone: [], readAt: now }),
      levelsOfItems: async () => ({ found: [], gone: [], readAt: now }),
    } as unknown as Shopify;
  }
}

let fake: FakeShopify;

beforeEach(async () => {
  store = await openMemoryMirror();
  fake = new FakeShopify();
  now = Date.parse('2026-01-01T00:00:10Z');
});

afterEach(async () => {
  for (const submit of opened.splice(0)) await submit[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

function open(parts: Partial<MirrorStore> = {}, shopify: Shopify = fake.shopify): Submit {
  const { mirror, promises, inbox, findings } = { ...store, ...parts };
  const submit = openSubmit({
    ...{ shopify, mirror, promises, inbox, findings, lanes: 1, readBackMs: 1 },
    now: () => now,
    random: () => 0.5,
    log: () => undefined,
  });
  opened.push(submit);
  return submit;
}

async function push(collection: PromiseName, ...documents: { id: string }[]): Promise<void> {
  const judge: JudgeRow = (pushed, current) =>
    judgePush(collection, pushed, current, { shop, tillId: 'till-aaaa', carriedFrom: undefined });
  const rows = documents.map(each => ({ ...each, shop, _deleted: false }) as PushedState);
  const outcomes = await store.promises.store(shop, collection, rows, judge, now);
  expect(outcomes.map(each => each.outcome)).not.toContain('refused');
}

async function saleOf(id: string): Promise<Sale> {
  return (await store.promises.find(shop, 'sales', id))!;
}

/** Time goes on until everything is settled, or parked. */
async function settle(submit: Submit, rounds = 40): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await submit.idle();
    const { counts } = await submit.health();
    if (Object.values(counts).every(each => each.waiting === 0)) return;
    now += 20_000;
    await submit[Symbol.asyncDispose]();
    submit = open();
    submit.start();
    await new Promise(resolve => setTimeout(resolve, 3));
  }
}

test('[T1] [T2] a sale becomes one order, and its acceptance names the place before it', async () => {
  const submit = open();
  await push('sales', aSale({ id: 'sale-0001' }));
  submit.start();
  await submit.idle();

  expect((await saleOf('sale-0001')).submission).toEqual({
    state: 'accepted',
    after: 'e1:2',
    orderId: '1000',
    orderName: '#1000',
    differences: [],
  });
  expect(fake.calls).toEqual(['ensure', 'create sale-0001']);
  expect(await store.promises.toRead(shop, 10)).toEqual([]);
});

test('[T1] an attempt is stored before its request leaves', async () => {
  const submit = open();
  await push('sales', aSale({ id: 'sale-0001' }));
  const create = fake.writes.createOrder;
  let seen: unknown;
  (fake.writes as { createOrder: ShopifyWrites['createOrder'] }).createOrder = async (...asked) => {
    seen = (await saleOf('sale-0001')).submission;
    return create(...asked);
  };
  submit.start();
  await submit.idle();

  expect(seen).toMatchObject({ state: 'waiting', attempts: 1, unanswered: 1 });
});

test('[T3] an answer that is lost is looked up, and never sent twice', async () => {
  fake.next = ['lost'];
  await push('sales', aSale({ id: 'sale-0001' }));
  const submit = open();
  submit.start();
  await settle(submit);

  expect(fake.orders.size).toBe(1);
  expect((await saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
});

test('[T4] a refused sale is parked with Shopify’s words, and the next fifty go through', async () => {
  fake.next = ['refuse'];
  const sales = Array.from({ length: 51 }, (_, n) => aSale({ id: `sale-${1000 + n}` }));
  await push('sales', ...sales);
  const submit = open();
  submit.start();
  await submit.idle();

  expect((await saleOf('sale-1000')).submission).toEqual({
    state: 'refused',
    sending: 1,
    attempts: 1,
    reason: 'Variant does not exist',
  });
  expect((await submit.health()).counts.sales).toMatchObject({ accepted: 50, refused: 1, waiting: 0 });
});

test('[T5] a new customer comes first; one who is refused holds no sale up', async () => {
  fake.customers.set('7', { email: 'taken@example.com' });
  const edit = (id: string, email: string): CustomerEdit =>
    aCustomerEdit({
      ...{ id, customerId: id, isNew: true },
      changes: { firstName: { was: null, is: 'Ada' }, email: { was: null, is: email } },
    });
  await push('sales', aSale({ id: 'sale-0001', customerId: 'edit-0001' }));
  await push('sales', aSale({ id: 'sale-0002', customerId: 'edit-0002' }));
  await push('customerEdits', edit('edit-0001', 'new@example.com'), edit('edit-0002', 'taken@example.com'));
  const submit = open();
  submit.start();
  await settle(submit);

  expect(fake.orderedFor).toEqual(['101', null]);
  expect(await store.promises.find(shop, 'customerEdits', 'edit-0002')).toMatchObject({
    submission: { state: 'refused', takenBy: '7', reason: 'Email has already been taken' },
  });
});

test('[T6] a stock move keeps its key while it is tried', async () => {
  fake.next = ['lost'];
  await push('stockMoves', aStockMove());
  const submit = open();
  submit.start();
  await settle(submit);

  expect([...fake.adjusted]).toEqual([['key-00000001', 5]]);
  const move: StockMove | undefined = await store.promises.find(shop, 'stockMoves', 'move-0001');
  expect(move?.submission).toMatchObject({ state: 'accepted' });
});

test('[T7] a refusal is decided once: sent again, or resolved with a note', async () => {
  fake.next = ['refuse', 'refuse'];
  await push('sales', aSale({ id: 'sale-0001' }), aSale({ id: 'sale-0002' }));
  const submit = open();
  submit.start();
  await submit.idle();
  const about = (id: string, decision: { do: 'send-again' } | { do: 'resolve'; note: string }) =>
    submit.decide({ collection: 'sales', id, sending: 1, decision });

  expect(await about('sale-0001', { do: 'send-again' })).toBe('decided');
  expect(await about('sale-0001', { do: 'send-again' })).toBe('moved-on');
  expect(await about('sale-0002', { do: 'resolve', note: 'by hand' })).toBe('decided');
  expect(await about('sale-0003', { do: 'send-again' })).toBe('unknown');
  await submit.idle();

  expect(fake.calls.at(-2)).toBe('look-up sale-0001');
  expect((await saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
  expect((await saleOf('sale-0002')).submission).toEqual({ state: 'resolved', sending: 1, note: 'by hand' });
});

test('[T8] what is turned away by the limit of orders waits, as if it had never been sent', async () => {
  fake.next = ['limit'];
  await push('sales', aSale({ id: 'sale-0001' }));
  const submit = open();
  submit.start();
  await submit.idle();

  expect((await saleOf('sale-0001')).submission).toMatchObject({
    state: 'waiting',
    unanswered: 0,
    notBefore: now + 15_000,
  });
});

test('[T10] a process that dies at any call leaves exactly one order, one change, one customer', async () => {
  for (let calls = 1; calls < 40; calls++) {
    await store[Symbol.asyncDispose]();
    store = await openMemoryMirror();
    fake = new FakeShopify();
    await push(
      'customerEdits',
      aCustomerEdit({
        ...{ id: 'edit-0001', customerId: 'edit-0001', isNew: true },
        changes: { firstName: { was: null, is: 'Ada' }, email: { was: null, is: 'a@example.com' } },
      }),
    );
    await push('sales', aSale({ id: 'sale-0001', customerId: 'edit-0001' }));
    await push('stockMoves', aStockMove());
    const life = mortal(calls);
    const first = open({ promises: life(store.promises) }, {
      ...fake.shopify,
      writes: life(fake.writes),
    } as Shopify);
    first.start();
    while (!life.isOver() && (await isWaiting())) await new Promise(resolve => setTimeout(resolve, 1));
    opened.splice(0);

    // Its leases end, and another process goes on.
    now += 10 * 60_000;
    const second = open();
    second.start();
    await settle(second);

    expect(fake.orders.size, `after ${calls} calls`).toBe(1);
    expect((await saleOf('sale-0001')).submission, `after ${calls} calls`).toMatchObject({
      state: 'accepted',
    });
    expect(fake.customers.size).toBe(1);
    expect(fake.adjusted.size).toBe(1);
    for (const submit of opened.splice(0)) await submit[Symbol.asyncDispose]();
  }
}, 60_000);

async function isWaiting(): Promise<boolean> {
  const counts = await store.promises.counts(shop);
  return Object.values(counts).some(each => each.waiting > 0);
}

/** After so many calls, none comes back: every second call dies after its effect, the others before it. */
function mortal(calls: number) {
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
