import { expect, test } from 'vitest';
import { waitFor } from './budget.ts';
import { bulkItems, linesOf } from '../read/bulk-file.ts';
import { judgeAnswer } from './outcome.ts';
import { toProduct } from '../read/translate.ts';

test.each<[string, number, string | null, unknown, string, string | undefined]>([
  ['data', 200, null, { data: { shop: {} } }, 'data', undefined],
  [
    'throttled with status 200',
    200,
    null,
    { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] },
    'again',
    'throttled',
  ],
  ['partial data', 200, null, { data: { shop: null }, errors: [{ message: 'x' }] }, 'failed', 'unexpected'],
  [
    'no access',
    200,
    null,
    { errors: [{ message: 'x', extensions: { code: 'ACCESS_DENIED' } }] },
    'failed',
    'forbidden',
  ],
  ['a broken token', 401, null, {}, 'renew-token', 'refused'],
  ['a frozen shop', 402, null, {}, 'failed', 'refused'],
  ['a locked shop', 423, null, {}, 'failed', 'refused'],
  ['trouble', 503, null, undefined, 'again', 'unreachable'],
  ['no JSON', 200, null, undefined, 'again', 'unreachable'],
])('[G3] %s', (_name, status, retryAfter, body, kind, reason) => {
  const outcome = judgeAnswer(status, retryAfter, body);

  expect(outcome.kind).toBe(kind);
  expect('error' in outcome ? outcome.error.reason : undefined).toBe(reason);
});

test('[G3] Retry-After counts seconds', () => {
  expect(judgeAnswer(429, '2', {})).toMatchObject({ kind: 'again', afterMs: 2000 });
});

test('[G4] a request waits until the bucket holds its cost, and background work leaves some', () => {
  const status = { currentlyAvailable: 100, maximumAvailable: 2000, restoreRate: 100, at: 0 };

  expect(waitFor(100, 0, status, 0)).toBe(0);
  expect(waitFor(300, 0, status, 0)).toBe(2000);
  expect(waitFor(300, 0, status, 1000)).toBe(1000);
  expect(waitFor(100, 200, status, 0)).toBe(2000);
  expect(waitFor(100, 0, undefined, 0)).toBe(0);
});

const head = {
  id: 'gid://shopify/Product/1',
  title: 'Mug',
  handle: 'mug',
  vendor: 'V',
  productType: 'T',
  status: 'ACTIVE',
  isGiftCard: false,
  requiresSellingPlan: false,
  tags: ['b', 'a'],
  updatedAt: '2026-01-01T00:00:00Z',
  featuredMedia: null,
  variantsCount: { count: 2 },
} as const;
const variant = (n: number) => ({
  id: `gid://shopify/ProductVariant/1${n}`,
  title: `V${n}`,
  sku: '',
  barcode: '401',
  price: '12.50',
  compareAtPrice: null,
  position: n,
  taxable: true,
  inventoryPolicy: 'CONTINUE' as const,
  requiresComponents: false,
  selectedOptions: [],
  inventoryItem: { id: `gid://shopify/InventoryItem/9${n}`, tracked: true },
});

test('[G5] a product in our words', () => {
  const { document } = toProduct({ ...head, tags: ['b', 'a'] }, [variant(2), variant(1)], 2);

  expect(document).toMatchObject({ id: '1', status: 'active', tags: ['a', 'b'], imageUrl: null });
  expect(document.variants.map(each => [each.id, each.price, each.sku, each.sellsBelowZero])).toEqual([
    ['11', 1250, null, true],
    ['12', 1250, null, true],
  ]);
});

test('[G5] what a plain sale would sell wrongly is said; what is false is left out, so that nothing changes by an upgrade', () => {
  const plain = toProduct({ ...head, tags: [] }, [variant(1)], 2).document;
  const odd = toProduct(
    { ...head, tags: [], status: 'UNLISTED', isGiftCard: true, requiresSellingPlan: true },
    [{ ...variant(1), requiresComponents: true }],
    2,
  ).document;

  expect(odd).toMatchObject({
    ...{ status: 'unlisted', isGiftCard: true, requiresSellingPlan: true },
    variants: [{ requiresComponents: true }],
  });
  expect(JSON.stringify(plain)).not.toMatch(/isGiftCard|requires/);
});

test('[G16] lines that came at once let others have their turn', async () => {
  let rounds = 0;
  let isOver = false;
  const count = () => {
    rounds++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const body = (async function* () {
    yield new TextEncoder().encode('{}\n'.repeat(100));
  })();

  for await (const line of linesOf(body)) {
    for (const until = performance.now() + 1; performance.now() < until;) JSON.parse(line);
  }
  isOver = true;

  expect(rounds).toBeGreaterThan(5);
});

test('[G6] a bulk file: children anywhere, escaped slashes, a broken line costs only itself', async () => {
  const lines = [
    JSON.stringify({ ...variant(1), __parentId: head.id }).replaceAll('/', '\\/'),
    JSON.stringify(head),
    '{"id":"gid:\\/\\/shopify\\/Prod',
    JSON.stringify({ ...variant(2), __parentId: head.id }),
    JSON.stringify({ ...variant(3), __parentId: 'gid://shopify/Product/2' }),
  ].join('\n');
  const bytes = new TextEncoder().encode(lines);
  const chunks = (async function* () {
    for (let start = 0; start < bytes.length; start += 7) yield bytes.slice(start, start + 7);
  })();

  const kinds: string[] = [];
  for await (const { kind } of bulkItems('products', linesOf(chunks), 2)) kinds.push(kind);

  expect(kinds).toEqual(['defect', 'read', 'defect']);
});
