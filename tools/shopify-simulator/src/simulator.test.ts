import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { parse, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { adminSchema } from '@tidemark/admin-schema';
import { requestedCost } from './cost.ts';
import { createShopifySimulator, type SimulatorOptions } from './index.ts';

const now = Date.UTC(2026, 10, 1, 12);
const admin = 'http://sim/admin/api/2026-10/graphql.json';

function simulator(options: SimulatorOptions = {}) {
  return createShopifySimulator({ products: 30, adminToken: 'token', now: () => now, ...options });
}

async function ask(
  sim: ReturnType<typeof simulator>,
  query: string,
  variables: object = {},
  token = 'token',
) {
  const response = await sim.fetch(
    new Request(admin, {
      method: 'POST',
      headers: { 'x-shopify-access-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    }),
  );
  return {
    status: response.status,
    body: (await response.json()) as {
      data?: Record<string, never>;
      errors?: { message: string; extensions: { code: string } }[];
      extensions?: object;
    },
  };
}

// The connections' answers are read as loose JSON, as any caller of the API would.
type Loose = Record<
  string,
  {
    nodes: { id: string; updatedAt: string; title: string }[];
    pageInfo: { endCursor: string; hasNextPage: boolean };
  }
>;

test.each([
  [250, 13],
  [100, 11],
  [50, 9],
  [10, 6],
  [1, 3],
])('[X1] products(first: %i) of ids costs %i', (first, cost) => {
  const document = parse(`{ products(first: ${first}) { nodes { id } } }`);

  expect(
    requestedCost(adminSchema(), document, getOperationAST(document) as OperationDefinitionNode, {}),
  ).toBe(cost);
});

test('[X2] a keyset cursor reads every row once', async () => {
  const sim = simulator();
  const seen: string[] = [];
  for (let after: string | null = null, hasMore = true; hasMore;) {
    const { body }: Awaited<ReturnType<typeof ask>> = await ask(
      sim,
      'query P($after: String) { products(first: 7, after: $after, sortKey: UPDATED_AT) { nodes { id updatedAt } pageInfo { endCursor hasNextPage } } }',
      { after },
    );
    const { nodes, pageInfo } = (body.data as unknown as Loose)['products']!;
    seen.push(...nodes.map(each => each.id));
    after = pageInfo.endCursor;
    hasMore = pageInfo.hasNextPage;
  }

  expect(new Set(seen).size).toBe(30);
  expect(seen).toHaveLength(30);
});

test('[X3] a quoted time is compared to the second, an unquoted one by its day', async () => {
  const sim = simulator();
  const [product] = sim.store.records().products;
  sim.store.saveProduct(product!);
  const count = async (query: string) => {
    const { body } = await ask(
      sim,
      'query P($query: String) { products(first: 50, query: $query) { nodes { id } } }',
      { query },
    );
    return (body.data as unknown as Loose)['products']!.nodes.length;
  };

  expect(await count(`updated_at:>='2026-11-01T12:00:00Z'`)).toBe(1);
  expect(await count(`updated_at:>='2026-11-01T12:00:01Z'`)).toBe(0);
  expect(await count('updated_at:>=2026-11-01T23:59:59Z')).toBe(1);
});

test('[X4] an unknown search field filters nothing and warns', async () => {
  const { body } = await ask(simulator(), '{ products(first: 50, query: "nonsense:1") { nodes { id } } }');

  expect((body.data as unknown as Loose)['products']!.nodes).toHaveLength(30);
  expect(JSON.stringify(body.extensions)).toContain('invalid_field');
});

test('[X5] the search index lags, a read by id does not', async () => {
  let time = now;
  const sim = simulator({ now: () => time, searchLagMs: 5000 });
  const [product] = sim.store.records().products;
  sim.store.saveProduct({ ...product!, title: 'Zebra' });
  const found = async () =>
    (
      (await ask(sim, '{ products(first: 5, query: "title:Zebra") { nodes { id } } }')).body
        .data as unknown as Loose
    )['products']!.nodes.length;

  expect(await found()).toBe(0);
  const { body } = await ask(sim, 'query ($id: ID!) { product(id: $id) { title } }', {
    id: `gid://shopify/Product/${product!.id}`,
  });
  expect(body.data).toEqual({ product: { title: 'Zebra' } });
  time += 5000;
  expect(await found()).toBe(1);
});

test('[X6] what is not simulated says so; what Shopify would refuse is refused', async () => {
  const sim = simulator();

  expect((await ask(sim, '{ shop { plan { displayName } } }')).body.errors?.[0]?.message).toBe(
    'not simulated: Shop.plan',
  );
  expect((await ask(sim, '{ shop { nickname } }')).body.errors?.[0]?.extensions.code).toBe('undefinedField');
  expect((await ask(sim, '{ shop { name }')).body.errors?.[0]?.extensions.code).toBe('PARSE_ERROR');
  expect(
    (await ask(sim, '{ products(first: 251) { nodes { id } } }')).body.errors?.[0]?.extensions.code,
  ).toBe('BAD_REQUEST');
  expect((await ask(sim, '{ shop { name } }', {}, 'wrong')).status).toBe(401);
});

test('[X7] an empty bucket throttles with HTTP 200', async () => {
  const sim = simulator({ throttle: { maximumAvailable: 20, restoreRate: 1 } });
  await ask(sim, '{ products(first: 250) { nodes { id } } }');

  const { status, body } = await ask(sim, '{ products(first: 250) { nodes { id } } }');

  expect(status).toBe(200);
  expect(body.errors).toEqual([{ message: 'Throttled', extensions: { code: 'THROTTLED' } }]);
  expect(body.extensions).toMatchObject({
    cost: { requestedQueryCost: 13, actualQueryCost: null, throttleStatus: { currentlyAvailable: 7 } },
  });
});

test('[X8] a bulk query: children apart from their parents, escaped slashes, five at once', async () => {
  const sim = simulator();
  const query = '{ products { edges { node { id title variants { edges { node { id price } } } } } } }';
  const run = () =>
    ask(
      sim,
      'mutation Run($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id } userErrors { message code field } } }',
      { query },
    );
  const answers = [];
  for (let n = 0; n < 6; n++)
    answers.push(
      (await run()).body.data as unknown as {
        bulkOperationRunQuery: { bulkOperation: { id: string } | null; userErrors: { code: string }[] };
      },
    );

  expect(answers[5]?.bulkOperationRunQuery.userErrors[0]?.code).toBe('OPERATION_IN_PROGRESS');
  await new Promise(resolve => setTimeout(resolve, 100));
  const id = answers[0]?.bulkOperationRunQuery.bulkOperation?.id;
  const { body } = await ask(sim, 'query ($id: ID!) { bulkOperation(id: $id) { status url objectCount } }', {
    id,
  });
  const { bulkOperation } = body.data as unknown as {
    bulkOperation: { status: string; url: string; objectCount: string };
  };
  const text = await (await sim.fetch(new Request(bulkOperation.url))).text();
  const lines = text.trim().split('\n');
  const { products, variants } = sim.store.records();

  expect(bulkOperation.status).toBe('COMPLETED');
  expect(lines).toHaveLength(products.length + variants.length);
  expect(lines[0]).toContain('gid:\\/\\/shopify\\/Product\\/');
  expect(JSON.parse(lines.at(-1)!)).toHaveProperty('__parentId');
  await sim[Symbol.asyncDispose]();
});

test('[X9] a webhook is signed over its bytes; after eight failures its subscription is gone', async () => {
  const calls: { headers: Headers; body: string }[] = [];
  let status = 200;
  const sim = simulator({
    fetch: async (_url, init) => {
      calls.push({ headers: new Headers(init?.headers), body: String(init?.body) });
      return new Response(null, { status });
    },
  });
  sim.webhooks.retryDelayMs = () => 0;
  await ask(
    sim,
    'mutation Sub($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) { userErrors { message } } }',
    { topic: 'PRODUCTS_UPDATE', sub: { uri: 'http://127.0.0.1:9/webhooks' } },
  );
  const [product] = sim.store.records().products;

  sim.store.saveProduct({ ...product!, title: 'Changed' });
  await expect.poll(() => sim.webhooks.counts.acknowledged).toBe(1);
  const [call] = calls;
  expect(call?.headers.get('x-shopify-hmac-sha256')).toBe(
    createHmac('sha256', 'demo-secret').update(call!.body).digest('base64'),
  );
  expect(call?.headers.get('x-shopify-topic')).toBe('products/update');
  expect(call?.body).toContain(`"id":${product!.id},`);
  status = 500;
  sim.store.saveProduct(product!);
  await expect.poll(() => sim.webhooks.list().length).toBe(0);
  expect(sim.webhooks.counts.subscriptionsRemoved).toBe(1);
});

test('[X10] a product with 2,048 variants is read whole', async () => {
  const sim = simulator();
  const [product] = sim.store.records().products;
  const productId = `gid://shopify/Product/${product!.id}`;
  const variants = Array.from({ length: 2048 - product!.variantIds.length }, (_, n) => ({
    price: '1.00',
    optionValues: [{ optionName: 'Title', name: `V${n}` }],
  }));
  const made = await sim.merchant(
    'mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkCreate(productId: $productId, variants: $variants) { userErrors { message } } }',
    { productId, variants },
  );
  expect(made.errors).toBeUndefined();

  const answer = await sim.merchant(
    'query ($id: ID!) { product(id: $id) { variantsCount { count } variants(first: 2048) { nodes { id } } } }',
    { id: productId },
  );

  const { product: read } = answer.data as {
    product: { variantsCount: { count: number }; variants: { nodes: object[] } };
  };
  expect([read.variantsCount.count, read.variants.nodes.length]).toEqual([2048, 2048]);
});

test('[X11] a deleted product is gone by id and told by events', async () => {
  const sim = simulator();
  const id = `gid://shopify/Product/${sim.store.records().products[0]!.id}`;
  await sim.merchant(
    'mutation ($input: ProductDeleteInput!) { productDelete(input: $input) { deletedProductId userErrors { message } } }',
    { input: { id } },
  );

  const { body } = await ask(
    sim,
    `query ($ids: [ID!]!) { nodes(ids: $ids) { id } events(first: 10, query: "subject_type:PRODUCT action:destroy created_at:>='2026-11-01T00:00:00Z'", sortKey: CREATED_AT) { nodes { ... on BasicEvent { subjectId action } } } }`,
    { ids: [id] },
  );

  expect(body.data).toEqual({ nodes: [null], events: { nodes: [{ subjectId: id, action: 'destroy' }] } });
});
