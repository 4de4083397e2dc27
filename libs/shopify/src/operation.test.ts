import { adminSchema } from '@tidemark/admin-schema';
import { NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql';
import { expect, test } from 'vitest';
import { bulkQueries, operations } from './operation.ts';
import { planSubscriptions, subscribedTopics } from './subscriptions.ts';

test.each(Object.entries({ ...operations, ...bulkQueries }))(
  '[G1] %s is valid by the official schema',
  (_name, { text }) => {
    const errors = validate(adminSchema(), parse(text), [...specifiedRules, NoDeprecatedCustomRule]);

    expect(errors.map(error => error.message)).toEqual([]);
  },
);

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
