import { revOf, type FindRequest, type FindResponse } from '@tidemark/protocol';
import { aCustomer, anOrder, aProduct } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { TestServer } from '../testing/test-server.ts';
import { aBrowser, aShop, openTestTill, until } from '../testing/test-tills.ts';

/** Lets the server answer searches; returns what it was asked. */
function answering(
  server: TestServer,
  answer: (request: FindRequest) => Partial<FindResponse> | Response | Promise<Response>,
): FindRequest[] {
  const asked: FindRequest[] = [];
  server.bend = async (path, body) => {
    if (path !== '/api/find') return undefined;
    const request = JSON.parse(String(body)) as FindRequest;
    asked.push(request);
    const given = await answer(request);
    if (given instanceof Response) return given;
    const nothing = { found: [], hasMore: false, documents: [], shopify: 'asked', heads: server.heads() };
    return Response.json({ ...nothing, ...given });
  };
  return asked;
}

const wire = <T extends object>(document: T & { id: string }) => ({
  ...document,
  rev: revOf(document),
  _deleted: false,
});

test('[T43] a product that was missing in the mirror is in the catalogue when the search resolves', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser());
  const kettle = aProduct({ id: '7', title: 'Copper kettle' });
  const asked = answering(server, () => {
    server.put('products', kettle);
    const found = [{ id: '7', title: 'Copper kettle', state: 'was-missing-in-mirror' as const }];
    return { found, documents: [wire(kettle)] };
  });

  const result = await till.find('products', '  copper kettle ');

  expect(asked).toEqual([{ kind: 'products', query: 'copper kettle' }]);
  expect(result).toMatchObject({
    kind: 'answered',
    isShopifyAsked: true,
    found: [{ id: '7', wasMissingIn: 'mirror', document: { title: 'Copper kettle' } }],
  });
  expect(till.catalogue.product('7')?.title).toBe('Copper kettle');
  await until(() => server.requests.filter(each => each === 'POST /api/sync').length > 2, 'a sync');
});

test('[T43] a document that this till should have had is counted in the sync log', async () => {
  const server = aShop();
  server.put('customers', aCustomer({ id: '5', displayName: 'Runa' }));
  await using till = await openTestTill(server, aBrowser());
  const runa = aCustomer({ id: '6', firstName: 'Runa', lastName: 'Berg', displayName: 'Runa Berg' });
  // The mirror has it below a head that the till holds: no pull would ever bring it.
  const heads = server.heads();
  server.put('customers', runa);
  answering(server, () => ({
    found: [{ id: '6', title: 'Runa Berg', state: 'in-mirror' }],
    documents: [wire(runa)],
    heads,
  }));
  let last = '';
  till.log$.subscribe(([entry]) => (last = `${entry?.trigger} ${entry?.repaired}`));

  const result = await till.find('customers', 'runa berg');

  expect(result).toMatchObject({ found: [{ wasMissingIn: 'till' }] });
  expect(till.selling.customer('6')?.displayName).toBe('Runa Berg');
  await until(() => last === 'search 1', 'the defect in the log');
});

test('[T43] a product that a scan brings, and that this till should have had, is counted too', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser());
  const heads = server.heads();
  server.put('products', aProduct({ id: '7' }));
  server.bend = path => {
    if (path !== '/api/lookup') return undefined;
    const matches = [{ productId: '7', variantId: '701', title: 'Product 7' }];
    return Response.json({ cause: 'in-mirror', matches, deletedAt: null, heads });
  };
  let last = '';
  till.log$.subscribe(([entry]) => (last = `${entry?.trigger} ${entry?.repaired}`));

  expect(await till.scan('SKU-701')).toMatchObject({ kind: 'repaired', missingIn: 'till' });

  await until(() => last === 'search 1', 'the defect in the log');
});

test('[T43] what the till has as the mirror has it is neither read nor synced again', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser());
  answering(server, () => ({
    found: [{ id: '1', title: 'Product 1', state: 'in-mirror' }],
    documents: [wire(aProduct())],
  }));
  const before = server.requests.length;

  expect(await till.find('products', 'product')).toMatchObject({ found: [{ wasMissingIn: undefined }] });

  expect(server.requests.slice(before)).toEqual(['POST /api/find']);
});

test('[T43] an order that is not mirrored is shown and not stored', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser());
  const old = anOrder({ id: '3', name: '#1003', processedAt: '2025-01-01T00:00:00Z' });
  const asked = answering(server, () => ({
    found: [{ id: '3', title: '#1003', state: 'not-mirrored' }],
    documents: [wire(old)],
  }));
  const before = server.requests.length;
  const [from, to] = [Date.parse('2025-01-01T00:00:00Z'), Date.parse('2025-01-31T23:59:59.999Z')];

  const result = await till.find('orders', '', { from, to });

  expect(asked).toEqual([
    { kind: 'orders', query: '', from: '2025-01-01T00:00:00.000Z', to: '2025-01-31T23:59:59.999Z' },
  ]);
  expect(result).toMatchObject({ found: [{ wasMissingIn: undefined, document: { name: '#1003' } }] });
  expect(await till.documents('orders')).toEqual([]);
  expect(server.requests.slice(before)).toEqual(['POST /api/find']);
});

test('[T43] offline, busy, aborted and empty are results; nothing rejects', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser());

  answering(server, () => Promise.reject(new TypeError('no network')));
  expect(await till.find('products', 'kettle')).toMatchObject({
    kind: 'offline',
    knowledgeFrom: expect.any(Number),
  });
  answering(server, () => new Response('<html>', { status: 502 }));
  expect(await till.find('orders', '#1')).toMatchObject({ kind: 'offline' });
  answering(server, () => Response.json({ code: 'busy', message: 'Wait a moment.' }, { status: 429 }));
  expect(await till.find('customers', 'noor')).toEqual({
    kind: 'refused',
    reason: { code: 'server-refuses', refusal: 'busy', message: 'Wait a moment.' },
  });
  expect(await till.find('products', '  ')).toMatchObject({ kind: 'refused' });

  const { promise, resolve } = Promise.withResolvers<Response>();
  answering(server, () => promise);
  const newer = new AbortController();
  const finding = till.find('products', 'kettle', {}, newer.signal);
  newer.abort();
  resolve(Response.json({}));
  expect(await finding).toEqual({ kind: 'aborted' });
});

test('[T43] a found document that breaks its schema is listed, and not stored', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser());
  const broken = { ...aProduct({ id: '8' }), title: 5 as unknown as string };
  answering(server, () => {
    server.put('products', broken);
    return { found: [{ id: '8', title: '5', state: 'in-mirror' }], documents: [wire(broken)] };
  });

  expect(await till.find('products', 'five')).toMatchObject({ found: [{ document: undefined }] });

  expect(till.catalogue.product('8')).toBeUndefined();
});

test('[T42] orders of the web shop are found on a till, and as they change', async () => {
  const server = aShop();
  server.put('orders', anOrder({ id: '1', name: '#1001', customerId: '5' }));
  server.put(
    'customers',
    aCustomer({ id: '5', firstName: 'Runa', lastName: 'Berg', displayName: 'Runa Berg' }),
  );
  await using till = await openTestTill(server, aBrowser());
  expect(till.orders.size).toBe(0);

  await till.orders.open();
  expect(till.orders.search({ words: 'runa 1001' })).toHaveLength(1);

  server.put('orders', anOrder({ id: '2', name: '#1002', customerId: '5' }));
  await till.sync('manual');
  expect(till.orders.search({ words: 'berg' }).map(({ name }) => name)).toHaveLength(2);
  await till.clearAndSync();
  expect(till.orders.search({ words: 'berg' })).toHaveLength(2);
});
