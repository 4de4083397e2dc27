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
