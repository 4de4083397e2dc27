import { findResponseSchema, maxFound, maxPageBytes } from '@tidemark/protocol';
import { collectionNames } from '@tidemark/schema';
import { aCustomer, anOrder, aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { decideFound, type FindEvidence } from './found.ts';

const marks = { rev: '0123456789abcdef', _deleted: false } as const;
const product = (change: Parameters<typeof aProduct>[0]) => ({
  ...aProduct({ title: 'Mug', ...change }),
  ...marks,
});
const order = (id: string, processedAt: string) => ({ ...anOrder({ id, processedAt }), ...marks });

const nothing = {
  query: 'mug',
  mirrored: [],
  wasMissing: new Set<string>(),
  notMirrored: [],
  stockedItems: new Set<string>(),
  hasMore: false,
};

function products(change: Partial<FindEvidence<'products'>>) {
  return decideFound({ ...nothing, kind: 'products', ...change });
}

test('[E23] a product says what it is to the till; those for sale come first, each by title', () => {
  const untracked = [aVariant({ tracked: false })];
  const { found } = products({
    mirrored: [
      product({ id: '1', title: 'Mug a', status: 'draft' }),
      product({ id: '2', title: 'Mug b', status: 'archived' }),
      product({ id: '3', title: 'Mug c', published: false, variants: untracked }),
      product({ id: '4', title: 'Mug d' }),
      product({ id: '5', title: 'Mug Z', variants: untracked }),
      product({ id: '6', title: 'Mug y', variants: [aVariant({ inventoryItemId: '77' })] }),
      product({ id: '7', title: 'Mug e', status: 'unlisted', variants: untracked }),
      product({ id: '8', title: 'Mug f', isGiftCard: true, variants: untracked }),
      product({ id: '9', title: 'Mug g', variants: [aVariant({ requiresComponents: true })] }),
      product({ id: '10', title: 'Mug h', requiresSellingPlan: true }),
    ],
    stockedItems: new Set(['77']),
    wasMissing: new Set(['1', '6']),
  });

  expect(found).toEqual([
    { id: '6', title: 'Mug y', state: 'was-missing-in-mirror' },
    { id: '5', title: 'Mug Z', state: 'in-mirror' },
    { id: '1', title: 'Mug a', state: 'draft' },
    { id: '2', title: 'Mug b', state: 'archived' },
    { id: '3', title: 'Mug c', state: 'not-published' },
    { id: '4', title: 'Mug d', state: 'not-at-location' },
    { id: '7', title: 'Mug e', state: 'unlisted' },
    { id: '8', title: 'Mug f', state: 'gift-card' },
    { id: '9', title: 'Mug g', state: 'bundle' },
    { id: '10', title: 'Mug h', state: 'selling-plan' },
  ]);
});

test('[E23] what Shopify listed for other reasons than the till’s is left out, but not what has the code', () => {
  const { found } = products({
    query: '---',
    mirrored: [
      product({ id: '1', title: 'Bowl', variants: [aVariant({ sku: '---' })] }),
      product({ id: '2', title: '--- Bowl' }),
    ],
  });
  expect(found.map(each => each.id)).toEqual(['1']);

  const people = decideFound({
    ...nothing,
    kind: 'customers',
    query: 'noor',
    mirrored: [
      { ...aCustomer({ id: '1', displayName: 'Noor B' }), ...marks },
      { ...aCustomer({ id: '2', firstName: 'Ann', displayName: 'Ann', email: null }), ...marks },
      { ...aCustomer({ id: '3', displayName: 'Noor A' }), ...marks },
    ],
  });
  expect(people.found.map(each => each.title)).toEqual(['Noor A', 'Noor B']);
});

test('[E23] orders come newest first, within the time asked for; those too old for the mirror say so', () => {
  const { found } = decideFound({
    ...nothing,
    kind: 'orders',
    mirrored: [order('1', '2026-03-01T00:00:00Z'), order('2', '2026-03-02T00:00:00Z')],
    notMirrored: [order('3', '2025-01-02T00:00:00Z'), order('4', '2024-01-02T00:00:00Z')],
    from: Date.UTC(2025, 0, 1),
    wasMissing: new Set(['1', '3']),
  });

  expect(found.map(each => [each.title, each.state])).toEqual([
    ['#1002', 'in-mirror'],
    ['#1001', 'was-missing-in-mirror'],
    ['#1003', 'not-mirrored'],
  ]);
});

test('[E23] an answer has fifty at most, says whether there are more, and has the documents that it names', () => {
  const some = (count: number) =>
    Array.from({ length: count }, (_, n) => product({ id: String(n), title: `Mug ${n}` }));

  const full = products({ mirrored: some(maxFound) });
  const over = products({ mirrored: some(maxFound + 1) });

  expect(full).toMatchObject({ hasMore: false });
  expect(over).toMatchObject({ hasMore: true });
  expect(over.found).toHaveLength(maxFound);
  expect(over.documents.map(each => each.id)).toEqual(over.found.map(each => each.id));
  expect(products({ mirrored: some(1), hasMore: true }).hasMore).toBe(true);
  expect(products({})).toEqual({ found: [], documents: [], hasMore: false });
  const whole = {
    ...over,
    heads: Object.fromEntries(collectionNames.map(name => [name, 'e1:1'])),
    shopify: 'asked',
  };
  expect(findResponseSchema.safeParse(whole).success).toBe(true);
});

test('[E23] an answer has no more than go into its bytes, the best of them, and one at least', () => {
  const long = (id: string, title: string, count: number) =>
    product({
      ...{ id, title },
      variants: Array.from({ length: count }, (_, n) =>
        aVariant({ id: `${id}-${n}`, tracked: false, title: 'x'.repeat(200) }),
      ),
    });
  const sizeOf = (each: object) => JSON.stringify(each).length;
  const mirrored = [
    long('3', 'Mug c', 4_500),
    long('1', 'Mug a', 4_500),
    long('2', 'Mug b', 4_500),
    long('4', 'Mug d', 1),
  ];

  const { found, documents, hasMore } = products({ mirrored });
  const all = mirrored.reduce((sum, each) => sum + sizeOf(each), 0);
  const shown = documents.reduce((sum, each) => sum + sizeOf(each), 0);

  expect(all).toBeGreaterThan(maxPageBytes);
  expect(shown).toBeLessThanOrEqual(maxPageBytes);
  expect(found.map(each => each.id)).toEqual(['1', '2']);
  expect(hasMore).toBe(true);
  expect(products({ mirrored: [long('1', 'Mug a', 20_000)] }).found).toHaveLength(1);
});

test('[E23] orders that no mirror keeps are bounded, too', () => {
  const heavy = Array.from({ length: 12 }, (_, n) => ({
    ...order(String(n), `2026-11-${String(n + 10)}T10:00:00Z`),
    note: 'x'.repeat(500_000),
  }));

  const { found, hasMore } = decideFound({ ...nothing, kind: 'orders', notMirrored: heavy });

  expect(found.map(each => each.id)).toEqual(['11', '10', '9', '8', '7', '6', '5', '4']);
  expect(hasMore).toBe(true);
});
