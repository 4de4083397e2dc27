import { adminSchema } from '@tidemark/admin-schema';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { AskedText } from './asked-text.ts';
import { deniedPersonalData, withoutFields } from './denied-fields.ts';
import { resourceOperations } from './gateway.ts';
import { resources } from '../resources/index.ts';

const scope = { ordersFrom: '2026-01-01T00:00:00Z', publicationId: undefined };
const customersUpdated = resourceOperations.find(each => each.name === 'customers-updated')!;

const denied = (...path: (string | number)[]) => ({ path, extensions: { code: 'ACCESS_DENIED' } });

test('[G30] personal data is told by its place in the thing, however the thing was asked for', () => {
  const errors = [
    denied('customers', 'nodes', 0, 'firstName'),
    denied('customers', 'nodes', 3, 'firstName'),
    denied('customers', 'edges', 3, 'node', 'defaultEmailAddress', 'emailAddress'),
    denied('nodes', 1, 'addressesV2', 'nodes', 0, 'city'),
  ];

  expect(deniedPersonalData(errors)).toEqual([
    'firstName',
    'defaultEmailAddress.emailAddress',
    'addressesV2.city',
  ]);
});

test('[G30] a missing scope, a denied root and another error beside are no denied personal data', () => {
  expect(deniedPersonalData([denied('customers')])).toBeUndefined();
  expect(deniedPersonalData([denied('orders', 'nodes', 0, 'customer')])).toBeUndefined();
  expect(deniedPersonalData([denied('customers', 'nodes', 0, 'email'), { message: 'x' }])).toBeUndefined();
  expect(deniedPersonalData([])).toBeUndefined();
});

test('[G30] a query without some fields is valid, asks for nothing empty, and for all others', () => {
  const paths = new Set(['displayName', 'defaultEmailAddress.emailAddress', 'addressesV2']);
  const texts = [
    ...resourceOperations.filter(each => /^customer/.test(each.name)).map(each => each.text),
    resources.customers.bulkText(scope),
  ];
  for (const text of texts.filter(each => each.includes('displayName'))) {
    const less = withoutFields(text, paths);

    expect(validate(adminSchema(), parse(less)).map(each => each.message)).toEqual([]);
    expect(less).not.toMatch(/displayName|defaultEmailAddress|addressesV2/);
    expect(less).toMatch(/firstName[^]*defaultPhoneNumber \{\s*phoneNumber\s*\}[^]*updatedAt/);
  }
});

test('[G30] what is denied is asked for again after an hour, and in orders not what is denied in customers', () => {
  let now = 0;
  const asked = new AskedText(() => now);
  expect(asked.learnDenied('customers-updated', ['firstName'])).toBe(true);
  expect(asked.learnDenied('customers-by-id', ['firstName'])).toBe(false);

  expect(asked.of(customersUpdated)).not.toContain('firstName');
  expect(asked.deniedIn('bulk-customers')).toEqual(new Set(['firstName']));
  expect(asked.deniedIn('orders-updated')).toEqual(new Set());
  now = 3_600_000;
  expect(asked.of(customersUpdated)).toBe(customersUpdated.text);
});

test('[G31] pages halve until each is one row, and are whole again after an hour', () => {
  let now = 0;
  const asked = new AskedText(() => now);
  const sizes = () => [...asked.of(customersUpdated).matchAll(/first: (\d+)/g)].map(each => Number(each[1]));
  expect(sizes()).toEqual([50, 10]);

  const seen: number[][] = [];
  while (asked.shrink(customersUpdated)) seen.push(sizes());

  expect(seen).toEqual([
    [25, 5],
    [12, 2],
    [6, 1],
    [3, 1],
    [1, 1],
  ]);
  now = 3_600_000;
  expect(sizes()).toEqual([50, 10]);
});
