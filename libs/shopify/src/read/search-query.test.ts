import { findKinds } from '@tidemark/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchQuery } from './search-query.ts';

const statuses = '(status:active OR status:draft OR status:archived OR status:unlisted)';

test('[G17] each word may begin in any field of a product, and all words must be there', () => {
  const word = (each: string) =>
    `(title:${each}* OR vendor:${each}* OR tag:${each}* OR sku:${each}* OR barcode:${each}*)`;

  expect(searchQuery('products', { text: 'Mug blue' })).toBe(
    `${word('blue')} AND ${word('mug')} AND ${statuses}`,
  );
});

test('[G17] a word is asked for with its accents and without', () => {
  expect(searchQuery('customers', { text: 'Zoë' })).toContain('first_name:zoe* ');
  expect(searchQuery('customers', { text: 'Zoë' })).toContain('first_name:zoë* ');
});

test('[G17] e-mail addresses, phone numbers and names of orders are asked for as a whole, too', () => {
  expect(searchQuery('customers', { text: 'noor@example.com' })).toContain('OR email:"noor@example.com")');
  expect(searchQuery('customers', { text: '+31 (6) 12-34' })).toContain('OR phone:"+3161234")');
  expect(searchQuery('customers', { text: 'Noor 2' })).not.toContain('phone:"');
  expect(searchQuery('orders', { text: '#1001' })).toContain('name:"#1001"');
  expect(searchQuery('orders', { text: '*' })).toBeUndefined();
  expect(searchQuery('orders', { text: 'a*b' })).toContain('name:"a b"');
});

test('[G17] orders are asked for by customers, SKUs and time', () => {
  const query = searchQuery('orders', {
    text: 'mug',
    customerIds: ['7', 'x OR status:any'],
    skus: ['A "B"'],
    from: Date.UTC(2026, 0, 2),
    to: Date.UTC(2026, 0, 3),
  });

  expect(query).toContain('OR customer_id:7 OR sku:"A \\"B\\"")');
  expect(query).not.toContain('status:any');
  expect(query).toMatch(
    / AND processed_at:>='2026-01-02T00:00:00Z' AND processed_at:<='2026-01-03T00:00:00Z'$/,
  );
  expect(searchQuery('orders', { text: ' ', from: 0 })).toBe(`processed_at:>='1970-01-01T00:00:00Z'`);
});

test.each(['', '🦊', ':*"', '- ()'])('[G17] nothing is asked for by %s', text => {
  expect(searchQuery('products', { text })).toBeUndefined();
  expect(searchQuery('customers', { text })).toBeUndefined();
  expect(searchQuery('orders', { text: '' })).toBeUndefined();
});

describe('[G18] what a person types is never Shopify’s syntax', () => {
  const syntax = fc.constantFrom(
    '"',
    "'",
    '\\',
    '(',
    ')',
    ':',
    '*',
    '-',
    ' OR ',
    ' AND ',
    ' NOT ',
    'id:>1',
    '\n',
    '🦊',
  );
  const text = fc
    .array(fc.oneof(syntax, fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 30 })
    .map(parts => parts.join('').slice(0, 200));

  test.each(findKinds)('%s', kind => {
    fc.assert(
      fc.property(text, text, (typed, sku) => {
        const query = searchQuery(kind, { text: typed, skus: [sku], customerIds: [typed], from: 5 }) ?? '';
        const quotedOut = query.replace(/"(?:[^"\\]|\\.)*"/gsu, 'Q');
        // Outside of quotes only words of letters and digits are left, each after a field of ours or with a star.
        const left = quotedOut
          .replace(/processed_at:[<>]='[\dTZ:-]+'/g, 'T')
          .replace(/(?:[a-z_]+:)?(?:[\p{L}\p{N}\p{M}]+\*|Q)/gu, 'T')
          .replace(/customer_id:\d+|status:(?:active|draft|archived|unlisted)/g, 'T')
          .replace(/ AND | OR /g, ' ');
        expect(left).toMatch(/^[T ()]*$/);
        for (const [value] of query.matchAll(/"(?:[^"\\]|\\.)*"/gsu)) expect(value).not.toContain('*');
        expect(query.length).toBeLessThan(12_000);
        const fields = [...quotedOut.matchAll(/([a-z_]+):/g)].map(([, field]) => field);
        expect(known).toEqual(expect.arrayContaining(fields));
      }),
      { numRuns: 300 },
    );
  });
});

const known = [
  ...['title', 'vendor', 'tag', 'sku', 'barcode', 'status', 'first_name', 'last_name', 'email', 'phone'],
  ...['name', 'customer_id', 'processed_at'],
];
