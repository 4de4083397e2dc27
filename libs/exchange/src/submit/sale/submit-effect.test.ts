import { effectsOf, type Sale, type StockCorrection } from '@tidemark/schema';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import type { OrderPlacement } from '@tidemark/shopify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shop, SubmitBench } from '../testing-submit.ts';

let bench: SubmitBench;

beforeEach(async () => {
  bench = await SubmitBench.open();
});

afterEach(() => bench[Symbol.asyncDispose]());

const sale = aSale({ id: 'sale-0001' }, [anUnpricedLine({ variantId: '101', quantity: 3 })]);
const [line] = sale.lines;
const key = 'sale-0001-stock-1';
const changes = [
  { inventoryItemId: line!.inventoryItemId, variantId: '101', locationId: '9', delta: 3 },
  { inventoryItemId: line!.inventoryItemId, variantId: '101', locationId: sale.locationId, delta: -3 },
];

/** Shopify took all of the sale's goods from location 9. */
const placed: OrderPlacement = {
  retailLocationId: sale.locationId,
  fulfilled: [{ variantId: '101', quantity: 3, locationId: '9' }],
  isWhole: true,
};

/** Shopify takes the sale's goods from location 9, and answers the correction as `fates` say. */
async function misplace(...fates: typeof bench.fake.next): Promise<void> {
  bench.fake.placements.set('1000', placed);
  await bench.push('sales', sale);
  const createOrder = bench.fake.writes.createOrder;
  bench.fake.writes.createOrder = async (...asked) => {
    const answer = await createOrder(...asked);
    bench.fake.next = [...fates];
    return answer;
  };
}

const effectOf = async (): Promise<StockCorrection | undefined> =>
  effectsOf(await bench.saleOf('sale-0001'))[0];

/** How often each key was sent, in order. */
const sent = () => bench.fake.calls.filter(each => each.startsWith('correct'));

test('[T23] the acceptance has its correction in the same step', async () => {
  await misplace();
  const seen: Sale[] = [];
  bench.store.records.onCommit(() => void bench.saleOf('sale-0001').then(each => seen.push(each)));
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  const accepted = seen.filter(each => each.submission?.state === 'accepted');
  expect(accepted.length).toBeGreaterThan(0);
  expect(accepted.every(each => effectsOf(each).length === 1)).toBe(true);
});

test('[T24] the correction is sent once, after the order', async () => {
  await misplace();
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  expect(bench.fake.calls.at(-1)).toBe(`correct sale-0001 ${key}`);
  expect([...bench.fake.corrected]).toEqual([[key, changes]]);
  expect(await effectOf()).toMatchObject({ key, changes, submission: { state: 'accepted' } });
  expect(bench.events).toContainEqual({
    ...{ name: 'accepted', shop, collection: 'sales', id: 'sale-0001', effect: key },
  });
  expect(await bench.store.records.toRead(shop, 10)).toEqual([]);
});

test('[T9] [T24] what a correction touched is read back, at both locations', async () => {
  await misplace();
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  const read = bench.fake.reads.filter(each => each.startsWith('levels'));
  expect(read).toEqual([`levels ${line!.inventoryItemId}`]);
});

test('[T24] an unanswered correction is sent again under its key', async () => {
  await misplace('lost', 'down', 'lost');
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect(sent()).toEqual(Array.from({ length: 4 }, () => `correct sale-0001 ${key}`));
  expect([...bench.fake.corrected.keys()]).toEqual([key]);
  expect(await effectOf()).toMatchObject({ submission: { state: 'accepted' } });
});

test('[T1] [T10] an attempt is stored before it leaves, so that the next process sends the same', async () => {
  await misplace();
  const submit = bench.submit();
  let begun: StockCorrection['submission'] | undefined;
  bench.fake.writes.correctStock = async (effect, _saleId, name) => {
    begun ??= (await effectOf())?.submission;
    bench.fake.corrected.set(name, effect.changes);
    // The process ends here: its answer never comes.
    bench.forget();
    return new Promise(() => undefined);
  };
  submit.start();
  for (let n = 0; n < 100 && begun === undefined; n++) await new Promise(resolve => setTimeout(resolve, 5));
  expect(begun).toMatchObject({ state: 'waiting', attempts: 1, unanswered: 1 });

  const keys: string[] = [];
  bench.fake.writes.correctStock = async (_effect, _saleId, name) => {
    keys.push(name);
    return { kind: 'accepted', as: undefined };
  };
  bench.now += 10 * 60_000;
  const next = bench.submit();
  bench.now += 10_000;
  next.start();
  await bench.settle(next);

  expect(keys).toEqual([key]);
  expect(await effectOf()).toMatchObject({ submission: { state: 'accepted' } });
});

test('[T4] [T24] a refused correction is parked with Shopify’s words; the order stays as it is', async () => {
  await misplace('refuse');
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  const stored = await bench.saleOf('sale-0001');
  expect(stored.submission).toMatchObject({ state: 'accepted' });
  expect(await effectOf()).toMatchObject({
    submission: { state: 'refused', sending: 1, reason: 'not stocked at the location' },
  });
  expect((await submit.health()).counts.sales).toMatchObject({ refused: 1, accepted: 0, waiting: 0 });
});

test('[T7] a decision about a correction moves it alone, once, and is not kept as one about the sale', async () => {
  await misplace('refuse');
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);
  const by = { staffId: 's', at: bench.now };
  const about = { collection: 'sales', id: 'sale-0001', sending: 1 } as const;
  const again = { ...about, decision: { do: 'send-again' } } as const;

  expect(await submit.decide(again, by)).toBe('moved-on');
  expect(await submit.decide({ ...again, effect: 'another-key' }, by)).toBe('moved-on');
  expect(await submit.decide({ ...again, effect: key }, by)).toBe('decided');
  expect(await submit.decide({ ...again, effect: key }, by)).toBe('moved-on');
  await bench.settle(submit);

  const stored = await bench.saleOf('sale-0001');
  expect(stored).not.toHaveProperty('decided');
  expect(await effectOf()).toMatchObject({ submission: { state: 'accepted' } });
  expect(sent()).toEqual([`correct sale-0001 ${key}`, `correct sale-0001 ${key}-2`]);
});

test('[T7] a correction that a person made by hand is not sent', async () => {
  await misplace('refuse');
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);
  const by = { staffId: 's', at: bench.now };
  const decision = { do: 'resolve', note: 'moved in Shopify' } as const;

  const outcome = await submit.decide(
    { collection: 'sales', id: 'sale-0001', sending: 1, effect: key, decision },
    by,
  );
  await bench.settle(submit);

  expect(outcome).toBe('decided');
  expect(await effectOf()).toMatchObject({ submission: { state: 'resolved', note: 'moved in Shopify' } });
  expect(sent()).toHaveLength(1);
});

test('[T23] a correction that the sale has from before a restore is kept, and not made again', async () => {
  await misplace();
  const effect = {
    ...{ kind: 'stock-correction', key, changes },
    submission: { state: 'resolved', sending: 1, note: 'before the restore' },
  };
  const { records } = bench.store;
  await records.move(
    shop,
    { collection: 'sales', id: 'sale-0001' },
    ({ submission }) => ({ submission, effects: [effect as StockCorrection] }),
    0,
  );
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect(await bench.saleOf('sale-0001')).toMatchObject({
    submission: { state: 'accepted' },
    effects: [effect],
  });
  expect(sent()).toEqual([]);
});

test.each([
  ['made', { state: 'accepted', after: 'e0:3' }, 'resolved', []],
  ['tried', { state: 'waiting', sending: 1, attempts: 1, unanswered: 1, notBefore: 0 }, 'refused', []],
  [
    'begun',
    { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 },
    'accepted',
    [`correct sale-0001 ${key}`],
  ],
] as const)(
  '[T10] [T23] a correction that was %s before the mirror was restored is not made twice',
  async (_how, submission, state, calls) => {
    // Shopify has the order, and this mirror knows neither order nor sale.
    await bench.fake.writes.createOrder(sale, null, {});
    bench.fake.placements.set('1000', placed);
    const order = { orderId: '1000', orderName: '#1000', differences: [] };
    const told: Sale = {
      ...sale,
      submission: { state: 'accepted', after: 'e0:2', ...order },
      effects: [{ kind: 'stock-correction', key, changes, submission } as StockCorrection],
    };
    await bench.push('sales', told);
    const submit = bench.submit();
    submit.start();
    await bench.settle(submit);

    const stored = await bench.saleOf('sale-0001');
    expect(stored.submission).toMatchObject({ state: 'accepted' });
    expect(stored.effects).toMatchObject([{ key, changes, submission: { state } }]);
    expect(sent()).toEqual(calls);
    expect(bench.fake.orders.size).toBe(1);
  },
);

test('[T17] a correction that makes no progress is named among what is held up', async () => {
  await misplace('down');
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  expect(submit.troubles()).toMatchObject([{ kind: 'sales', what: 'down' }]);
  expect((await submit.health()).counts.sales).toMatchObject({ waiting: 1, accepted: 0 });
});
