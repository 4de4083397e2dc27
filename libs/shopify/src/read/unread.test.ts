import { expect, test } from 'vitest';
import { bulkItems, bulkLevels } from './bulk-file.ts';
import { isUnread, openShopify, type BulkItem, type Shopify } from '../index.ts';

const at = '2026-11-02T09:00:00Z';
const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;
const pageInfo = { hasNextPage: false, endCursor: null };
const listOf = (nodes: readonly unknown[]) => ({ nodes, pageInfo });

const variant = (id: string, change: object = {}) => ({
  id: gid('ProductVariant', id),
  ...{
    title: 'Default',
    sku: null,
    barcode: '1',
    price: '5',
    compareAtPrice: null,
    position: 1,
    taxable: true,
  },
  ...{ inventoryPolicy: 'DENY', selectedOptions: [] },
  inventoryItem: { id: gid('InventoryItem', `9${id}`), tracked: true },
  requiresComponents: false,
  ...change,
});

const product = (id: string, change: object = {}, variants: readonly object[] = [variant(id)]) => ({
  id: gid('Product', id),
  ...{ title: `Tea ${id}`, handle: `tea-${id}`, vendor: '', productType: '', status: 'ACTIVE', tags: [] },
  ...{ isGiftCard: false, requiresSellingPlan: false },
  ...{ updatedAt: at, featuredMedia: null, variantsCount: { count: variants.length } },
  variants: listOf(variants),
  ...change,
});

const level = (itemId: string, change: object = {}) => ({
  ...{ isActive: true, updatedAt: at },
  item: { id: gid('InventoryItem', itemId) },
  location: { id: gid('Location', '7') },
  quantities: [{ name: 'available', quantity: 3 }],
  ...change,
});

const location = (id: string, change: object = {}) => ({
  id: gid('Location', id),
  ...{ name: `Shop ${id}`, isActive: true, updatedAt: at, address: { formatted: [] } },
  ...change,
});

const shopNode = (change: object = {}) => ({
  ...{ id: gid('Shop', '1'), name: 'Shop', email: 'a@b.c', myshopifyDomain: 'a.myshopify.com' },
  ...{ currencyCode: 'JPY', taxesIncluded: true, taxShipping: false, ianaTimezone: 'UTC', updatedAt: at },
  shopAddress: { formatted: [] },
  ...change,
});

/** A gateway over a fake Shopify in yen that answers these root fields. */
function world(answers: Record<string, unknown>): Shopify {
  return openShopify({
    shop: 'a.myshopify.com',
    ...{ apiKey: 'key', apiSecret: 'secret', credentials: { kind: 'client-credentials' } },
    now: Date.now,
    random: () => 0.5,
    sleep: async () => undefined,
    fetch: async input => {
      if (new URL(input as URL).pathname === '/admin/oauth/access_token')
        return Response.json({ access_token: 't', scope: '', expires_in: 3600 });
      return Response.json({ data: { shop: shopNode(), ...answers } });
    },
  });
}

async function all<T>(pages: AsyncIterable<{ readonly items: readonly T[] }>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page.items);
  return items;
}

/** Which items could be read, and why the others could not. */
function told(items: readonly object[]): unknown[] {
  return items.map(each =>
    isUnread(each) ? [each.id, each.reason] : (each as { document: { id: string } }).document.id,
  );
}

const oddProducts: readonly [string, object, RegExp][] = [
  [
    'a price with decimals in yen',
    product('2', {}, [variant('2', { price: '19.99' })]),
    /“Tea 2”: 19\.99 has more/,
  ],
  ['a price that is a number', product('2', {}, [variant('2', { price: 5 })]), /variants\.nodes\.0\.price/],
  ['a status of a later version', product('2', { status: 'SUSPENDED' }), /status/],
  ['no title', product('2', { title: null }), /title/],
];

test.each(oddProducts)('[G25] %s costs the product alone, in pages and by id', async (_what, odd, reason) => {
  const nodes = [product('1'), odd, product('3')];
  const shopify = world({ products: listOf(nodes), nodes });

  const listed = told(await all(shopify.updatedSince('products', 0)));
  const { found, gone } = await shopify.byIds('products', ['1', '2', '3'], 'cashier');

  const expected = ['1', ['2', expect.stringMatching(reason)], '3'];
  expect(listed).toEqual(expected);
  expect(told(found)).toEqual(expected);
  expect(gone).toEqual([]);
  expect(found.find(isUnread)).toMatchObject({ updatedAt: Date.parse(at) });
});

test('[G25] a collection, customer or order of another shape costs itself alone', async () => {
  const collection = { id: gid('Collection', '1'), title: 'All', handle: 'all', image: null, updatedAt: at };
  const odd = { ...collection, id: gid('Collection', '2'), handle: null };
  const customers = [{ id: gid('Customer', '5'), displayName: 'Ada Lovelace', updatedAt: at }];
  const orders = [{ id: gid('Order', '6'), name: '#1001', updatedAt: at, createdAt: at }];
  const shopify = world({
    collections: listOf([
      { ...collection, products: listOf([]) },
      { ...odd, products: listOf([]) },
    ]),
    customers: listOf(customers),
    orders: listOf(orders),
  });

  expect(told(await all(shopify.updatedSince('productCollections', 0)))).toEqual([
    '1',
    ['2', expect.stringContaining('“All”')],
  ]);
  const [customer] = await all(shopify.updatedSince('customers', 0));
  expect(customer).toMatchObject({ id: '5' });
  // A log names a customer only by id.
  expect((customer as unknown as { reason: string }).reason).not.toContain('Ada');
  const [order] = await all(shopify.updatedSince('orders', 0));
  expect(order).toMatchObject({
    id: '6',
    createdAt: Date.parse(at),
    reason: expect.stringContaining('#1001'),
  });
});

test('[G25] children on a later page that cannot be read cost their product alone', async () => {
  const more = { hasNextPage: true, endCursor: 'next' };
  const long = product('2', { variants: { nodes: [variant('2')], pageInfo: more } });
  const shopify = world({
    products: listOf([product('1'), long]),
    product: { variants: listOf([variant('22', { sku: 7 })]) },
  });

  expect(told(await all(shopify.updatedSince('products', 0)))).toEqual([
    '1',
    ['2', expect.stringContaining('sku')],
  ]);
});

test('[G25] levels, locations and deletions: one of another shape costs itself alone', async () => {
  const levels = [level('1'), level('2', { quantities: [] }), level('3', { updatedAt: null }), level('4')];
  const shopify = world({
    location: { inventoryLevels: listOf(levels) },
    nodes: [{ id: gid('InventoryItem', '1'), inventoryLevels: listOf(levels) }],
    locations: listOf([location('7'), location('8', { name: null })]),
    events: listOf([
      { subjectId: gid('Product', '1'), subjectType: 'PRODUCT', action: 'destroy', createdAt: at },
      { subjectId: null, subjectType: 'PRODUCT', action: 'destroy', createdAt: at },
    ]),
  });

  const expected = ['1@7', ['2@7', expect.any(String)], ['3@7', expect.any(String)], '4@7'];
  expect(told(await all(shopify.levelsUpdatedSince('7', 0)))).toEqual(expected);
  expect(told((await shopify.levelsOfItems(['1'], 'background')).found)).toEqual(expected);
  expect(told(await shopify.locations())).toEqual(['7', ['8', expect.any(String)]]);
  expect(await all(shopify.deletedSince(0))).toMatchObject([{ kind: 'products', id: '1' }, { id: '' }]);
});

test('[G25] settings of another shape cost themselves alone: the currency is all that the rest needs', async () => {
  const shopify = world({ shop: shopNode({ email: null }), products: listOf([product('1')]) });

  expect(await shopify.settings()).toMatchObject({ id: 'shop', reason: expect.stringContaining('email') });
  expect(told(await all(shopify.updatedSince('products', 0)))).toEqual(['1']);
});

test('[G25] what a search lists otherwise costs itself alone', async () => {
  const codes = [
    { sku: 7, barcode: null, product: { id: gid('Product', '1') } },
    { sku: '7', barcode: null, product: null },
    { sku: '7', barcode: null, product: { id: gid('Product', '2') } },
  ];
  const listed = { id: gid('Product', '3'), updatedAt: at };
  const shopify = world({
    productVariants: listOf(codes),
    products: listOf([{ id: gid('Product', '4'), updatedAt: 5 }, listed]),
  });

  expect(await shopify.productIdsWithCode('7')).toEqual(['1', '2']);
  expect((await shopify.find('products', { text: 'tea' })).items.map(each => each.id)).toEqual(['3']);
});

async function itemsOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of items) found.push(each);
  return found;
}

async function* lines(...rows: readonly object[]): AsyncGenerator<string> {
  for (const row of rows) yield JSON.stringify(row);
}

const toldOfItem = (item: BulkItem<object>) =>
  item.kind === 'read'
    ? (item.read.document as { id: string }).id
    : item.kind === 'unread'
      ? [item.unread.id, item.unread.reason]
      : `line ${item.line}`;

test('[G6] [G25] in a bulk file a thing that cannot be read is named by its id, wherever the odd line stands', async () => {
  const child = (id: string, of: string, change: object = {}) => ({
    ...variant(id, change),
    __parentId: gid('Product', of),
  });
  const { variants: _1, ...tea } = product('1');
  const { variants: _2, ...odd } = product('2');
  const { variants: _3, ...headless } = product('3', { title: null });
  const { variants: _4, ...dear } = product('4');
  const file = lines(
    ...[odd, tea, child('2', '2', { position: 'first' }), child('1', '1')],
    ...[headless, child('3', '3'), dear, child('4', '4', { price: '19.99' })],
    { id: null },
  );

  expect((await itemsOf(bulkItems('products', file, 0))).map(toldOfItem)).toEqual([
    ['2', expect.stringContaining('position')],
    '1',
    ['4', expect.stringContaining('19.99')],
    'line 9',
    ['3', expect.stringContaining('title')],
  ]);
});

test('[G6] [G25] a level of a bulk file that cannot be read is named by its id', async () => {
  const row = (itemId: string, change: object = {}) => ({
    id: gid('InventoryLevel', `1?inventory_item_id=${itemId}`),
    __parentId: gid('InventoryItem', itemId),
    ...level(itemId, change),
  });
  const file = lines({ id: gid('InventoryItem', '1') }, row('1'), row('2', { isActive: 'yes' }));

  const items = await itemsOf(bulkLevels(file));

  expect(items.map(each => toldOfItem(each as BulkItem<object>))).toEqual([
    '1@7',
    ['2@7', expect.any(String)],
  ]);
});
