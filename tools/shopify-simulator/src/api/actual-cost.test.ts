import { adminSchema } from '@tidemark/admin-schema';
import { getOperationAST, parse, type OperationDefinitionNode } from 'graphql';
import { expect, test } from 'vitest';
import { actualCost } from './actual-cost.ts';
import { TestShop } from '../testing.ts';

function actualOf(query: string, data: Record<string, unknown>): number {
  const document = parse(query);
  return actualCost(adminSchema(), document, getOperationAST(document) as OperationDefinitionNode, {}, data);
}

const nodes = (count: number) => Array.from({ length: count }, (_, n) => ({ id: String(n) }));
const payload = { userErrors: [] };

/** Recorded from real shops. */
test.each([
  ['{ products(first: 250) { nodes { id } } }', { products: { nodes: nodes(250) } }, 13],
  ['{ products(first: 250) { nodes { id } } }', { products: { nodes: nodes(10) } }, 6],
  ['{ products(first: 250) { edges { node { id } } } }', { products: { edges: [{ node: { id: '1' } }] } }, 3],
  ['{ products(first: 250) { nodes { id featuredMedia { id } } } }', { products: { nodes: [] } }, 13],
  ['{ product(id: "gid://shopify/Product/1") { id featuredMedia { id } } }', { product: null }, 1],
  ['{ nodes(ids: ["gid://shopify/Product/1"]) { id } }', { nodes: [null] }, 1],
  [
    'mutation { orderClose(input: { id: "gid://shopify/Order/1" }) { order { id customer { id } } userErrors { field } } }',
    { orderClose: { order: null, ...payload } },
    10,
  ],
  [
    'mutation { orderClose(input: { id: "gid://shopify/Order/1" }) { order { id customer { id } } } }',
    { orderClose: { order: { id: '1', customer: { id: '2' } } } },
    11,
  ],
  [
    '{ node(id: "gid://shopify/Order/1") { id ... on Order { customer { id } } ... on Product { featuredMedia { id } } } }',
    { node: { id: '1', customer: { id: '2' } } },
    2,
  ],
])('[X1] %s comes to what its answer holds', (query, data, cost) => {
  expect(actualOf(query, data)).toBe(cost);
});

test('[X1] what an answer does not need goes back into the bucket', async () => {
  await using shop = new TestShop({ throttle: { maximumAvailable: 100, restoreRate: 1 } });

  const { extensions } = await shop.ask('{ product(id: "gid://shopify/Product/1") { category { id } } }');

  expect(extensions).toMatchObject({
    cost: { requestedQueryCost: 2, actualQueryCost: 1, throttleStatus: { currentlyAvailable: 99 } },
  });
});
