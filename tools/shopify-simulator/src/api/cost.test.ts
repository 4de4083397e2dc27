import { adminSchema } from '@tidemark/admin-schema';
import { getOperationAST, parse, type OperationDefinitionNode } from 'graphql';
import { expect, test } from 'vitest';
import { requestedCost } from './cost.ts';

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  return requestedCost(
    adminSchema(),
    document,
    getOperationAST(document) as OperationDefinitionNode,
    variables,
  );
}

test.each([
  [250, 13],
  [100, 11],
  [50, 9],
  [10, 6],
  [1, 3],
])('[X1] products(first: %i) of ids costs %i', (first, cost) => {
  expect(costOf(`{ products(first: ${first}) { nodes { id } } }`)).toBe(cost);
});

test.each([
  ['{ productsCount { count } }', 10],
  ['{ product(id: "gid://shopify/Product/1") { variantsCount { count } } }', 2],
  ['{ location(id: "gid://shopify/Location/1") { name address { city } } }', 1],
  ['{ customer(id: "gid://shopify/Customer/1") { email defaultAddress { city } } }', 1],
  [
    '{ order(id: "gid://shopify/Order/1") { name shippingAddress { city } totalPriceSet { shopMoney { amount } } } }',
    2,
  ],
  ['{ products(first: 5) { nodes { id } edges { node { id } } } }', 8],
  ['{ skipped: product(id: "gid://shopify/Product/1") @skip(if: true) { id } shop { name } }', 1],
  ['{ __type(name: "Order") { fields { name } } }', 2],
  ['mutation { orderClose(input: { id: "gid://shopify/Order/1" }) { order { id customer { id } } } }', 11],
  ['mutation { refundCreate(input: { orderId: "gid://shopify/Order/1" }) { refund { id } } }', 20],
])('[X1] %s costs %i', (query, cost) => {
  expect(costOf(query)).toBe(cost);
});

test('[X1] a variable can be the size; the size counts as it is, not as the query was written', () => {
  const query = 'query ($first: Int!) { products(first: $first) { nodes { id } } }';

  expect([costOf(query, { first: 1 }), costOf(query, { first: 250 }), costOf(query, { first: 0 })]).toEqual([
    3, 13, 2,
  ]);
});
