import { expect, test } from 'vitest';
import { defaultScopes } from '../api/access.ts';
import type { BulkFault } from './bulk.ts';
import { TestShop } from '../testing.ts';

const withVariants = '{ products { edges { node { id title variants { edges { node { id price } } } } } } }';

interface State {
  readonly status: string;
  readonly errorCode: string | null;
  readonly url: string | null;
  readonly partialDataUrl: string | null;
  readonly objectCount: string;
  readonly rootObjectCount: string;
  readonly fileSize: string | null;
}

async function start(shop: TestShop, query: string, groupObjects = false) {
  const { data, errors } = await shop.ask<{
    bulkOperationRunQuery: {
      bulkOperation: { id: string; status: string } | null;
      userErrors: { message: string; code: string; field: string[] | null }[];
    };
  }>(
    'mutation Run($query: String!, $groupObjects: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) { bulkOperation { id status } userErrors { field message code } } }',
    { query, groupObjects },
  );
  if (errors) throw new Error(errors[0]?.message);
  return data.bulkOperationRunQuery;
}

async function stateOf(shop: TestShop, id: string): Promise<State> {
  const { data } = await shop.ask<{ bulkOperation: State }>(
    'query ($id: ID!) { bulkOperation(id: $id) { status errorCode url partialDataUrl objectCount rootObjectCount fileSize } }',
    { id },
  );
  return data.bulkOperation;
}

async function ended(shop: TestShop, query: string, groupObjects = false): Promise<State> {
  const { bulkOperation } = await start(shop, query, groupObjects);
  await expect
    .poll(async () => (await stateOf(shop, bulkOperation!.id)).status)
    .not.toMatch(/CREATED|RUNNING/);
  return stateOf(shop, bulkOperation!.id);
}

async function read(shop: TestShop, url: string | null): Promise<string> {
  return (await shop.sim.fetch(new Request(url ?? ''))).text();
}

async function lines(shop: TestShop, url: string | null): Promise<{ id: string; __parentId?: string }[]> {
  const text = await read(shop, url);
  return text
    .trim()
    .split('\n')
    .map(each => JSON.parse(each) as { id: string; __parentId?: string });
}

test('[X8] children stand apart from their parents, slashes are escaped, the size is exact', async () => {
  await using shop = new TestShop();
  const { products, variants } = shop.sim.store;

  const state = await ended(shop, withVariants);
  const text = await read(shop, state.url);
  const rows = await lines(shop, state.url);

  expect(state).toMatchObject({
    status: 'COMPLETED',
    objectCount: String(products.size + variants.size),
    rootObjectCount: String(products.size),
    fileSize: String(Buffer.byteLength(text)),
  });
  expect(text).toContain('gid:\\/\\/shopify\\/Product\\/');
  expect(rows).toHaveLength(products.size + variants.size);
  expect(rows.slice(0, products.size).every(each => !each.__parentId)).toBe(true);
});

test('[X8] grouped, children stand right behind their parents', async () => {
  await using shop = new TestShop();

  const rows = await lines(shop, (await ended(shop, withVariants, true)).url);

  let parent = '';
  for (const row of rows) {
    if (row.__parentId) expect(row.__parentId).toBe(parent);
    else parent = row.id;
  }
});

/** A shop whose operations outlast a test. */
function slowShop(): TestShop {
  return new TestShop({ bulkMs: 3_600_000 });
}

test('[X8] five run at once; the sixth is told which', async () => {
  await using shop = slowShop();
  const ids = [];
  for (let n = 0; n < 5; n++) ids.push((await start(shop, withVariants)).bulkOperation!.id);

  const { bulkOperation, userErrors } = await start(shop, withVariants);

  expect(bulkOperation).toBeNull();
  expect(userErrors).toEqual([
    {
      field: null,
      message: `A bulk query operation for this app and shop is already in progress: ${ids.join(', ')}.`,
      code: 'OPERATION_IN_PROGRESS',
    },
  ]);
});

test('[X8] an operation is CREATED in the answer to its start, RUNNING after, and COMPLETED in the end', async () => {
  await using slow = slowShop();
  const { bulkOperation } = await start(slow, withVariants);

  expect(bulkOperation?.status).toBe('CREATED');
  await nextTurn();
  expect((await stateOf(slow, bulkOperation!.id)).status).toBe('RUNNING');
  await using shop = new TestShop();
  expect((await ended(shop, withVariants)).status).toBe('COMPLETED');
});

test('[X8] running operations are listed by a search, and those that ended are not', async () => {
  await using slow = slowShop();
  const { bulkOperation } = await start(slow, withVariants);
  await nextTurn();
  expect(await running(slow)).toEqual([{ id: bulkOperation!.id }]);

  await using shop = new TestShop();
  await ended(shop, withVariants);
  expect(await running(shop)).toEqual([]);
});

async function running(shop: TestShop): Promise<{ id: string }[]> {
  const { data } = await shop.ask<{ bulkOperations: { nodes: { id: string }[] } }>(
    '{ bulkOperations(first: 5, query: "status:running operation_type:query") { nodes { id } } }',
  );
  return data.bulkOperations.nodes;
}

/** Waits until a started operation is RUNNING. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(() => setImmediate(resolve)));
}

test('[X8] an operation that is not there, or is none, and an impossible time are told apart', async () => {
  await using shop = new TestShop();
  const error = async (query: string) => (await shop.ask(query)).errors?.[0];

  expect(await error('{ bulkOperation(id: "gid://shopify/Product/1") { id } }')).toMatchObject({
    message: 'Invalid id: gid://shopify/Product/1',
    extensions: { code: 'RESOURCE_NOT_FOUND' },
  });
  expect(
    (await error('{ bulkOperations(first: 1, query: "created_at:not-a-date") { nodes { id } } }'))?.message,
  ).toBe('Invalid timestamp for query filter `created_at`.');
  expect((await shop.ask('{ bulkOperation(id: "gid://shopify/BulkOperation/1") { id } }')).data).toEqual({
    bulkOperation: null,
  });
});

test.each([
  ['', 'Invalid bulk query: syntax error, unexpected end of file'],
  ['{ shop { id } }', 'Bulk queries must contain at least one connection.'],
  [
    '{ products { nodes { id } } }',
    "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'products { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: 'products'.",
  ],
  [
    '{ products { edges { node { title variants { edges { node { id } } } } } } }',
    "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': products.",
  ],
  [
    '{ collections { edges { node { id products { edges { node { id variants { edges { node { id metafields { edges { node { id } } } } } } } } } } } } }',
    'Bulk queries cannot contain connections with a nesting depth greater than 2.',
  ],
  [
    '{ products { edges { node { id variants { edges { node { id } } } metafields { edges { node { id } } } collections { edges { node { id } } } media { edges { node { id } } } resourcePublications { edges { node { isPublished } } } } } } }',
    'Bulk queries cannot contain more than 5 connections.',
  ],
  [
    '{ orders { edges { node { id fulfillments { events { edges { node { id } } } } } } } }',
    'Queries that contain a connection field within a list field are not currently supported.',
  ],
  [
    'mutation { productDelete(input: { id: "gid://shopify/Product/1" }) { deletedProductId } }',
    'Invalid operation type. Only `query` operations are supported.',
  ],
])('[X14] %s is refused in Shopify’s words', async (query, message) => {
  await using shop = new TestShop();

  const { bulkOperation, userErrors } = await start(shop, query);

  expect(bulkOperation).toBeNull();
  expect(userErrors).toEqual([{ field: ['query'], message, code: 'INVALID' }]);
});

test('[X14] a top-level node breaks two rules', async () => {
  await using shop = new TestShop();

  const { userErrors } = await start(shop, '{ node(id: "gid://shopify/Product/0") { id } }');

  expect(userErrors.map(each => each.message)).toEqual([
    'Bulk queries cannot contain a top level `node` field.',
    'Bulk queries must contain at least one connection.',
  ]);
});

test('[X14] what is not simulated in bulk is said at once', async () => {
  await using shop = new TestShop();

  await expect(start(shop, '{ products(query: "id:1") { edges { node { id } } } }')).rejects.toThrow(
    'not simulated',
  );
  await expect(start(shop, '{ products { edges { node { id templateSuffix } } } }')).rejects.toThrow(
    'not simulated: Product.templateSuffix',
  );
});

test('[X15] a cancelled operation is CANCELING, then CANCELED; an ended one cannot be cancelled', async () => {
  await using shop = new TestShop();
  const cancel = (id: string) =>
    shop.ask<{ bulkOperationCancel: { bulkOperation: { status: string }; userErrors: object[] } }>(
      'mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }',
      { id },
    );
  const { bulkOperation } = await start(shop, withVariants);
  const { id } = bulkOperation!;

  expect((await cancel(id)).data.bulkOperationCancel.bulkOperation.status).toBe('CANCELING');
  await expect.poll(async () => (await stateOf(shop, id)).status).toBe('CANCELED');
  expect(await stateOf(shop, id)).toMatchObject({ url: null, objectCount: '0', errorCode: null });
  expect((await cancel(id)).data.bulkOperationCancel.userErrors).toHaveLength(1);
});

test.each<[BulkFault, Partial<State>, number | undefined]>([
  [
    'failed',
    { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', url: null, partialDataUrl: null },
    undefined,
  ],
  ['canceled', { status: 'CANCELED', errorCode: null, url: null, partialDataUrl: null }, undefined],
  ['partial', { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', url: null }, 15],
  ['cut-off', { status: 'COMPLETED', objectCount: '30' }, 15],
])('[X15] an operation that is %s', async (effect, expected, count) => {
  await using shop = new TestShop();
  shop.sim.arm([{ kind: 'bulk', effect }]);

  const state = await ended(shop, '{ products { edges { node { id } } } }');

  expect(state).toMatchObject(expected);
  if (count !== undefined) expect(await lines(shop, state.url ?? state.partialDataUrl)).toHaveLength(count);
  expect((await ended(shop, '{ products { edges { node { id } } } }')).status).toBe('COMPLETED');
});

test('[X15] a broken line is one line; an address lives seven days, or not at all', async () => {
  await using shop = new TestShop();
  const query = '{ products { edges { node { id } } } }';
  shop.sim.arm([
    { kind: 'bulk', effect: 'broken-line' },
    { kind: 'bulk', effect: 'expired-url' },
  ]);

  const broken = (await read(shop, (await ended(shop, query)).url)).trim().split('\n');
  const expired = await ended(shop, query);
  const good = await ended(shop, query);
  const status = async (url: string | null) => (await shop.sim.fetch(new Request(url ?? ''))).status;

  expect(broken.map(each => each.endsWith('}')).indexOf(false)).toBe(1);
  expect(broken.filter(each => !each.endsWith('}'))).toHaveLength(1);
  expect(await status(expired.url)).toBe(400);
  expect(await status(good.url)).toBe(200);
  shop.pass(7 * 86_400_000 + 1000);
  expect(await status(good.url)).toBe(400);
});

test('[X15] an operation without a row has no address', async () => {
  await using shop = new TestShop({ products: 0 });

  const state = await ended(shop, withVariants);

  expect(state).toMatchObject({ status: 'COMPLETED', url: null, objectCount: '0', fileSize: null });
});

test('[X15] its end is told by webhook, in lower case and without the address', async () => {
  await using shop = new TestShop();
  await shop.subscribe('BULK_OPERATIONS_FINISH');

  await ended(shop, withVariants);
  await shop.quiet();

  expect(JSON.parse(shop.received[0]!.body)).toMatchObject({
    status: 'completed',
    type: 'query',
    error_code: null,
    // In the shop's time zone.
    created_at: '2026-11-01T13:00:00+01:00',
  });
});

test('[X16] a result shows the shop as it was when the run ended', async () => {
  await using shop = new TestShop();
  const { store } = shop.sim;
  const [product] = store.products.values();
  const { url, objectCount, fileSize } = await ended(shop, '{ products { edges { node { id title } } } }');
  const before = await read(shop, url);
  shop.pass(1000);
  store.saveProduct({ ...product!, title: 'After the run' });
  store.deleteProduct([...store.products.keys()][3]!);

  const after = await read(shop, url);

  expect(after.trim().split('\n').sort()).toEqual(before.trim().split('\n').sort());
  expect(after.trim().split('\n')).toHaveLength(Number(objectCount));
  expect(Buffer.byteLength(after)).toBe(Number(fileSize));
});

test('[X16] what changes while a result is downloaded is not in it', async () => {
  await using shop = new TestShop({ products: 2000 });
  const { store } = shop.sim;
  const { url, objectCount } = await ended(shop, withVariants);
  const before = await read(shop, url);
  const body = (await shop.sim.fetch(new Request(url ?? ''))).body!.pipeThrough(new TextDecoderStream());

  let text = '';
  for await (const part of body) {
    text += part;
    const [product] = store.products.values();
    store.saveProduct({ ...product!, title: `After ${text.length}` });
    store.deleteProduct([...store.products.keys()].at(-1)!);
  }

  expect(text).toBe(before);
  expect(text.trim().split('\n')).toHaveLength(Number(objectCount));
});

test('[X16] while a large result is counted and made, the shop answers others', async () => {
  await using shop = new TestShop({ products: 4000 });
  let rounds = 0;
  let isOver = false;
  const count = () => {
    rounds++;
    if (!isOver) setImmediate(count);
  };
  const { bulkOperation } = await start(shop, withVariants);
  setImmediate(count);
  await expect.poll(async () => (await stateOf(shop, bulkOperation!.id)).status).toBe('COMPLETED');
  const whileCounted = rounds;
  await read(shop, (await stateOf(shop, bulkOperation!.id)).url);
  isOver = true;

  expect(whileCounted).toBeGreaterThan(3);
  expect(rounds - whileCounted).toBeGreaterThan(3);
});

test('[X17] one field that the app may not read fails the whole operation', async () => {
  const scopes = defaultScopes.filter(each => !each.endsWith('_customers'));
  await using shop = new TestShop({ scopes });
  const orders = `{ orders(query: "created_at:>='1970-01-01T00:00:00Z'") { edges { node { id name } } } }`;
  const withCustomer = orders.replace('name', 'customer { id }');

  expect(await ended(shop, '{ customers { edges { node { id } } } }')).toMatchObject({
    status: 'FAILED',
    errorCode: 'ACCESS_DENIED',
    url: null,
  });
  expect((await ended(shop, withCustomer)).errorCode).toBe('ACCESS_DENIED');
  expect((await ended(shop, orders)).status).toBe('COMPLETED');
});

test('[X16] what changes while it runs is in the result', async () => {
  await using shop = new TestShop();
  const { store } = shop.sim;
  const { bulkOperation } = await start(shop, '{ products { edges { node { id title } } } }');
  const [product] = store.products.values();
  store.saveProduct({ ...product!, title: 'During the run' });
  await expect.poll(async () => (await stateOf(shop, bulkOperation!.id)).status).toBe('COMPLETED');

  const text = await read(shop, (await stateOf(shop, bulkOperation!.id)).url);

  expect(text).toContain('During the run');
});
