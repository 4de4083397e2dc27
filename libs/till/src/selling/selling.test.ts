import { aCustomer, anOrder } from '@tidemark/schema/testing';
import type { Sale } from '@tidemark/schema';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test, vi } from 'vitest';
import { Ledger } from '../records/marks/ledger.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import type { Till, TillOptions } from '../api/till.ts';

const opened: Till[] = [];
afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

async function aTill(server = aShop(), browser = aBrowser(), options: Partial<TillOptions> = {}) {
  const till = await openTestTill(server, browser, { random: () => 0, ...options });
  opened.push(till);
  return till;
}

async function sold(till: Till, quantity = 1): Promise<Sale> {
  const result = await till.selling.sell(aDraft(quantity), cash(1250 * quantity));
  if (result.kind !== 'sold') throw new Error(result.message);
  return result.entry.sale;
}

const safetyOf = (till: Till) => firstValueFrom(till.selling.safety$);
const troubleOf = (till: Till) =>
  (till.selling as never as { trouble$: { value: string | undefined } }).trouble$.value;
const offline = () => new Response('<html>Log in to the Wi-Fi</html>');

test('[T11] a sale is stored, counted off, sent once, and what became of it comes back', async () => {
  const server = aShop();
  const till = await aTill(server);

  const result = await till.selling.sell(aDraft(2), cash(3000));

  expect(result).toMatchObject({
    kind: 'sold',
    entry: { isOwn: true, sale: { receiptNumber: 'A-000001', totals: { total: 2500, change: 500 } } },
  });
  expect(till.catalogue.sellablesOf('1')[0]?.available).toBe(8);
  await until(() => server.records.stored('sales').length === 1, 'stored');
  const [sale] = server.records.stored<Sale>('sales');
  expect(sale?.pricedUnder).toBe(server.place('products'));
  await until(() => till.selling.sale(sale!.id)?.way.at === 'server', 'way is server');
  expect(server.records.pushed).toEqual([`sales/${sale!.id}`]);
  server.records.settle('sales', sale!.id);
  server.put('orders', anOrder({ id: '77', sourceIdentifier: sale!.id }));
  await till.sync('manual');
  expect(till.selling.sale(sale!.id)).toMatchObject({
    way: { at: 'shopify' },
    orderName: '#1077',
    order: { id: '77' },
  });
  expect((await safetyOf(till)).unsent.sales).toBe(0);
});

test('[T11] what does not work out is not sold, in words; nothing is stored', async () => {
  const till = await aTill();

  expect(await till.selling.sell(aDraft(1), cash(1000))).toMatchObject({ kind: 'not-sold' });
  expect(await till.selling.sell({ ...aDraft(1), lines: [] }, [])).toMatchObject({ kind: 'not-sold' });
  expect(await till.selling.sell(aDraft(Number.MAX_SAFE_INTEGER), cash(1))).toMatchObject({
    kind: 'not-sold',
  });
  await till.signOut();
  expect(await till.selling.sell(aDraft(1), cash(1250))).toMatchObject({ kind: 'not-sold' });
  expect(await firstValueFrom(till.selling.sales$)).toEqual([]);
});

test('[T79] while nobody looks at the list of sales, a sale walks through none of them', async () => {
  const till = await aTill();
  await till.selling.sell(aDraft(1), cash(1250));
  const walked = vi.spyOn(Ledger.prototype, 'documents');

  const result = await till.selling.sell(aDraft(2), cash(2500));
  await until(() => result.kind === 'sold', 'sold');

  expect(walked.mock.calls.filter(([name]) => name === 'sales')).toEqual([]);
  walked.mockRestore();
  expect(await firstValueFrom(till.selling.sales$)).toHaveLength(2);
});

test('[T12] two quick taps sell once, with one draft or with two that say the same', async () => {
  const till = await aTill();
  const draft = aDraft();

  const results = await Promise.all([
    till.selling.sell(draft, cash(1250)),
    till.selling.sell(draft, cash(1250)),
    till.selling.sell(aDraft(), cash(1250)),
  ]);
  const again = await till.selling.sell(draft, cash(1250));

  const ids = [...results, again].map(each => each.kind === 'sold' && each.entry.sale.id);
  expect(new Set(ids).size).toBe(1);
  expect(await firstValueFrom(till.selling.sales$)).toHaveLength(1);
});

test('[T13] numbers go on over a lost database and a till that the server knows further', async () => {
  const server = aShop();
  server.lastReceipt = 'A-000041';
  const browser = aBrowser();
  const first = await aTill(server, browser);
  expect((await sold(first)).receiptNumber).toBe('A-000042');
  await first[Symbol.asyncDispose]();
  opened.splice(0);
  const second = await aTill(server, browser);

  expect((await sold(second)).receiptNumber).toBe('A-000043');
});

test('[T14] a till goes on when the server is broken, says so, and recovers by itself', async () => {
  const server = aShop();
  const till = await aTill(server);
  server.bend = offline;

  const sale = await sold(till);

  await until(() => troubleOf(till) !== undefined, 'trouble');
  expect((await safetyOf(till)).unsent.sales).toBe(1);
  expect(till.selling.sale(sale.id)?.way).toEqual({ at: 'this-till' });
  server.bend = () => undefined;
  await until(() => server.records.stored('sales').length === 1, 'sent by itself');
  await until(() => till.selling.sale(sale.id)?.way.at === 'server');
  await until(() => troubleOf(till) === undefined, 'no trouble any more');
});

test('[T15] a refused row is parked with its reason, over a reload too, and the next fifty go through', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await aTill(server, browser);
  server.bend = offline;
  const bad = await sold(till);
  for (let n = 0; n < 50; n++) await sold(till);
  // Another text was stored under this id before.
  server.records.put('sales', { ...bad, note: 'something else' } as { id: string });
  server.bend = () => undefined;

  await until(() => server.records.stored('sales').length === 51, 'fifty go through');
  await until(() => till.selling.sale(bad.id)?.way.at === 'not-taken', 'parked');
  expect(till.selling.sale(bad.id)?.way).toMatchObject({ code: 'written-once' });
  expect(await safetyOf(till)).toMatchObject({ notTaken: 1 });
  await till[Symbol.asyncDispose]();
  opened.splice(0);

  const again = await aTill(server, browser);
  expect(again.selling.sale(bad.id)?.way).toMatchObject({ at: 'not-taken' });
  const before = server.records.pushed.length;
  expect(await again.selling.decide('sales', bad.id, { do: 'send-again' })).toBe(true);
  await until(() => server.records.pushed.length > before, 'sent again');
});

test('[T15] a batch that is refused as a whole costs only the row that is to blame', async () => {
  const server = aShop();
  const till = await aTill(server);
  server.bend = offline;
  const sales = [await sold(till), await sold(till), await sold(till)];
  server.bend = (path, body) =>
    path.includes('/sales/push') && body?.includes(sales[1]!.id)
      ? Response.json({ code: 'invalid-request', message: 'cannot be read' }, { status: 400 })
      : undefined;

  await until(() => server.records.stored('sales').length === 2, 'two stored');
  await until(() => till.selling.sale(sales[1]!.id)?.way.at === 'not-taken', 'one parked');
});

test('[T16] a stuck push of one promise holds back no other, and no cache', async () => {
  const server = aShop();
  const till = await aTill(server);
  server.bend = path => (path.includes('/sales/push') ? new Response('oops', { status: 500 }) : undefined);
  await sold(till);

  await till.selling.move({
    inventoryItemId: '9101',
    variantId: '101',
    note: null,
    reason: 'receive',
    units: 5,
  });
  await until(() => server.records.stored('stockMoves').length === 1, 'the move is stored');

  expect((await till.sync('manual')).outcome).toBe('up-to-date');
  expect(till.catalogue.sellablesOf('1')[0]?.available).toBe(14);
});

test('[T17] sign-out and "Clear all data and sync" leave unsent work where it is', async () => {
  const server = aShop();
  const till = await aTill(server);
  server.bend = path => (path.includes('/push') ? offline() : undefined);
  const sale = await sold(till);

  expect((await till.clearAndSync()).outcome).toBe('up-to-date');
  await till.signOut();
  expect(till.selling.sale(sale.id)?.way).toEqual({ at: 'this-till' });
  server.bend = () => undefined;
  await till.signIn('demo', '1234');

  await until(() => server.records.stored('sales').length === 1, 'sent after signing in');
});

test('[T20] a count is a delta against what was seen', async () => {
  const till = await aTill();
  await sold(till, 3);

  const move = await till.selling.move({
    inventoryItemId: '9101',
    variantId: '101',
    note: null,
    reason: 'count',
    counted: 9,
  });

  expect(move).toMatchObject({ seen: 7, counted: 9, delta: 2 });
  expect(till.catalogue.sellablesOf('1')[0]?.available).toBe(9);
});

test('[T20] what was sold while somebody counted is not counted away', async () => {
  const till = await aTill();
  const count = { inventoryItemId: '9101', variantId: '101', note: null, reason: 'count' } as const;
  await sold(till, 3);

  const move = await till.selling.move({ ...count, counted: 9, seen: 10 });

  expect(move).toMatchObject({ seen: 10, counted: 9, delta: -1 });
  expect(till.catalogue.sellablesOf('1')[0]?.available).toBe(6);
  const unknown = await till.selling.move({ ...count, inventoryItemId: '777', counted: 2, seen: 0 });
  expect(unknown).toMatchObject({ seen: 0, delta: 2 });
  await expect(till.selling.move({ ...count, inventoryItemId: '777', counted: 2 })).rejects.toThrow(
    RangeError,
  );
  await expect(till.selling.move({ ...count, counted: 2, seen: 0.5 })).rejects.toThrow(RangeError);
});

test('[T21] two tills edit one parked cart offline: both see both lines', async () => {
  const server = aShop();
  const [a, b] = [await aTill(server), await aTill(server, aBrowser('till-000b'))];
  const linesOf = (till: Till) =>
    (till.selling.carts$ as never as { value: { lines: { id: string }[] }[] }).value[0]?.lines.map(
      each => each.id,
    );
  const cart = await a.selling.park(aDraft(1), 'Noor');
  await until(() => server.records.stored('carts').length === 1, 'parked');
  await b.sync('manual');
  await until(() => linesOf(b)?.length === 1, 'known on b');
  server.bend = offline;
  const item = (title: string) => ({ ...aDraft().lines[0]!.item, title });
  await a.selling.editCart(cart.id, [{ do: 'add', lineId: '201', item: item('From a'), units: 1 }]);
  await b.selling.editCart(cart.id, [{ do: 'add', lineId: '301', item: item('From b'), units: 2 }]);
  server.bend = () => undefined;

  for (let tries = 0; tries < 40 && linesOf(a)?.length !== 3; tries++) {
    await Promise.all([a.sync('manual'), b.sync('manual')]);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  await until(() => linesOf(b)?.length === 3, 'three lines on b');

  expect(linesOf(a)).toEqual(['101', '201', '301']);
  expect(linesOf(b)).toEqual(['101', '201', '301']);
  expect(await a.selling.resume(cart.id)).toMatchObject({ status: { value: 'open' } });
});

test('[T22] customers are found by the first letters of words, with what tills wrote about them', async () => {
  const server = aShop();
  server.put('customers', aCustomer({ id: '5', displayName: 'Noor de Wit', phone: '+31 20 555 01 23' }));
  server.put('customers', aCustomer({ id: '6', firstName: 'Sam', lastName: 'Old', displayName: 'Sam Old' }));
  const till = await aTill(server);

  expect(till.selling.searchCustomers('wit no', 5).map(each => each.id)).toEqual(['5']);
  expect(till.selling.searchCustomers('3120555', 5).map(each => each.id)).toEqual(['5']);
  const edited = await till.selling.editCustomer('6', { lastName: 'Newman', email: undefined as never });
  expect(edited).toMatchObject({
    displayName: 'Sam Newman',
    pending: [{ edit: { changes: { lastName: {} } } }],
  });
  expect(Object.keys(edited.pending[0]!.edit.changes)).toEqual(['lastName']);
  expect(till.selling.searchCustomers('newm', 5).map(each => each.id)).toEqual(['6']);
  const added = await till.selling.addCustomer({ firstName: 'Ada', phone: ' 0612345678 ' });
  expect(till.selling.searchCustomers('061234', 5)).toMatchObject([{ id: added.id, phone: '0612345678' }]);
  await until(() => server.records.stored('customerEdits').length === 2, 'both sent');
  const edit = server.records
    .stored<{ id: string; isNew: boolean }>('customerEdits')
    .find(each => each.isNew)!;
  server.records.put('customerEdits', {
    ...edit,
    submission: { state: 'accepted', after: 'e1:1', customerId: '99', overruled: [] },
  } as never);
  server.put('customers', aCustomer({ id: '99', displayName: 'Ada', firstName: 'Ada', lastName: null }));
  await till.sync('manual');
  await until(() => till.selling.customer(added.id)?.id === '99', 'known by both ids');
  expect(till.selling.searchCustomers('ada', 5).map(each => each.id)).toEqual(['99']);
});

test('[T23] the backup copy brings back what a lost database had, and is gone once the server has it', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await aTill(server, browser);
  server.bend = offline;
  const sale = await sold(till);
  expect(browser.files.size).toBe(1);
  await till[Symbol.asyncDispose]();
  opened.splice(0);
  const { removeRxDatabase } = await import('rxdb');
  const { tillName } = await import('../browser/kept.ts');
  const name = tillName({ server: browser.values.get('test-origin')!, shop: server.shop });
  await removeRxDatabase(`${name}-promises`, browser.rxStorage as never, false);

  const again = await aTill(server, browser);

  expect((await safetyOf(again)).broughtBack).toBe(1);
  expect(again.selling.sale(sale.id)?.sale).toEqual(sale);
  expect((await sold(again)).receiptNumber).toBe('A-000002');
  server.bend = () => undefined;
  await until(() => server.records.stored('sales').length === 2, 'sent');
  await until(() => browser.files.size === 0, 'copies are gone');
});

test('[T24] unsent work goes to the server by another till, once', async () => {
  const server = aShop();
  const [a, b] = [await aTill(server), await aTill(server, aBrowser('till-000b'))];
  server.bend = path => (path.includes('/push') ? offline() : undefined);
  const sale = await sold(a);
  const file = await a.selling.exportUnsent('correct horse');
  expect(file).not.toContain(sale.id);

  expect(await b.selling.importUnsent(file, 'wrong')).toMatchObject({ kind: 'refused' });
  expect(await b.selling.importUnsent(file.slice(0, -30), 'correct horse')).toMatchObject({
    kind: 'refused',
  });
  expect(await b.selling.importUnsent('hello', 'correct horse')).toMatchObject({ kind: 'refused' });
  expect(await b.selling.importUnsent(file, 'correct horse')).toEqual({
    kind: 'imported',
    added: 1,
    known: 0,
  });
  expect(await b.selling.importUnsent(file, 'correct horse')).toEqual({
    kind: 'imported',
    added: 0,
    known: 1,
  });
  expect(await a.selling.importUnsent(file, 'correct horse')).toEqual({
    kind: 'imported',
    added: 0,
    known: 1,
  });
  server.bend = () => undefined;

  await until(
    () => a.selling.sale(sale.id)?.way.at === 'server' && b.selling.sale(sale.id)?.way.at === 'server',
  );
  expect(server.records.stored<Sale>('sales')).toMatchObject([{ id: sale.id, tillId: 'till-000a' }]);
  expect(b.selling.sale(sale.id)?.isOwn).toBe(false);
});

test('[T25] a server that was restored from a copy is told again what it lost', async () => {
  const server = aShop();
  const till = await aTill(server);
  const [kept, lost] = [await sold(till), await sold(till)];
  await until(() => till.selling.sale(lost.id)?.way.at === 'server', 'both sent');
  server.records.restore('e2', [lost.id]);

  await till.sync('manual');

  await until(() => server.records.stored('sales').length === 2, 'told again');
  expect(
    server.records
      .stored<Sale>('sales')
      .map(each => each.id)
      .sort(),
  ).toEqual([kept.id, lost.id].sort());
  await until(() => till.selling.sale(lost.id)?.way.at === 'server');
});

test('[T21] one draft parked twice is one cart', async () => {
  const till = await aTill(aShop());
  const draft = aDraft(1, { saleId: 'draft-0001' });

  const cart = await till.selling.park(draft, 'Noor');
  await till.selling.park(draft, null);

  expect(cart.id).toBe('draft-0001');
  expect(await firstValueFrom(till.selling.carts$)).toEqual([cart]);
});

test('[T21] a sale of a parked cart takes the cart off every till', async () => {
  const server = aShop();
  const till = await aTill(server);
  const cart = await till.selling.park(aDraft(1), null);
  expect(await firstValueFrom(till.selling.carts$)).toHaveLength(1);

  await till.selling.sell(aDraft(1, { cartId: cart.id }), cash(1250));

  expect(await firstValueFrom(till.selling.carts$)).toEqual([]);
  await until(
    () => server.records.stored<{ status: { value: string } }>('carts')[0]?.status.value === 'sold',
  );
});
