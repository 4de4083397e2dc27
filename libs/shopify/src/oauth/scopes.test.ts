import { expect, test } from 'vitest';
import { missingScopes, neededScopes } from './scopes.ts';

test('[G35] a right to write includes the right to read, and old orders need a right of their own', () => {
  const names = (granted: readonly string[], days = 60) =>
    missingScopes(neededScopes(days), granted).map(({ scope }) => scope);
  const all = ['write_products', 'write_inventory', 'read_locations', 'write_orders', 'write_customers'];

  expect(names([...all, 'read_publications'])).toEqual([]);
  expect(names(all)).toEqual(['read_publications']);
  expect(names([...all, 'write_publications'], 61)).toEqual(['read_all_orders']);
  expect(names(['read_orders', 'read_inventory'])).toEqual([
    ...['read_products', 'write_inventory', 'read_locations', 'write_orders', 'write_customers'],
    'read_publications',
  ]);
});
