import { adminSchema } from '@tidemark/admin-schema';
import { NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql';
import { expect, test } from 'vitest';
import { resourceOperations } from './read/gateway.ts';
import { bulkText, findOperations, operations } from './operation.ts';
import { resources } from './resources/index.ts';
import { writeOperations } from './write/write-operations.ts';
import { planSubscriptions, subscribedTopics } from './webhooks/subscriptions.ts';

const scope = { ordersFrom: '2026-01-01T00:00:00Z', publicationId: undefined };
const texts: [string, string][] = [
  ...[
    ...Object.values(operations),
    ...Object.values(findOperations),
    ...Object.values(writeOperations),
    ...resourceOperations,
  ].map(({ name, text }): [string, string] => [name, text]),
  ...Object.entries(resources).map(([kind, each]): [string, string] => [
    `bulk ${kind}`,
    each.bulkText(scope),
  ]),
  ['bulk inventoryLevels', bulkText('bulk-inventory-levels', {})],
  [
    'bulk products of a channel',
    resources.products.bulkText({ ...scope, publicationId: 'gid://shopify/Publication/1' }),
  ],
];

test.each(texts)('[G1] %s is valid by the official schema', (_name, text) => {
  const errors = validate(adminSchema(), parse(text), [...specifiedRules, NoDeprecatedCustomRule]);

  expect(errors.map(error => error.message)).toEqual([]);
});

test('[G1] a bulk query has neither fragments nor variables, and says from when orders are read', () => {
  for (const { bulkText: textOf } of Object.values(resources)) expect(textOf(scope)).not.toMatch(/\.\.\.|\$/);
  expect(resources.orders.bulkText(scope)).toContain("created_at:>='2026-01-01T00:00:00Z'");
});

test('[G2] subscriptions: what is missing is made, what points to an older address of ours is taken away', () => {
  const address = 'https://new.example/webhooks/shopify';
  const existing = [
    { id: '1', topic: 'PRODUCTS_UPDATE', uri: address },
    { id: '2', topic: 'PRODUCTS_UPDATE', uri: 'https://old.example/webhooks/shopify' },
    { id: '3', topic: 'PRODUCTS_UPDATE', uri: 'https://somebody.example/else' },
  ];

  const { create, remove, keep } = planSubscriptions(existing, address);

  expect(keep).toEqual(['PRODUCTS_UPDATE']);
  expect(create).toHaveLength(subscribedTopics.length - 1);
  expect(remove.map(each => each.id)).toEqual(['2']);
});
