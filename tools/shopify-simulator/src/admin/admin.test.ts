import { readdirSync, readFileSync } from 'node:fs';
import { adminSchema } from '@tidemark/admin-schema';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';
import { adminResponse } from './index.ts';

const folder = new URL('./', import.meta.url);
const scripts = readdirSync(folder).filter(each => each.endsWith('.js'));
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** The GraphQL queries in a script, with its field lists inserted. */
function operationsIn(text: string): string[] {
  const constants = new Map(
    [...text.matchAll(/const (\w*[fF]ields)\s*=\s*[`']([^`']+)[`']/g)].map(([, name, value]) => [
      name ?? '',
      value ?? '',
    ]),
  );
  return [...text.matchAll(/[`']((?:query|mutation) \([^`']*|\{ \w+\([^`']*)[`']/g)]
    .map(([, operation = '']) =>
      operation.replace(/\$\{(\w+)\}/g, (_, name: string) => constants.get(name) ?? ''),
    )
    .filter(each => each.includes('{'));
}

test.each(['/', '/admin', '/admin.css', '/pages.css', ...scripts.map(each => `/${each}`)])(
  '[X40] %s is served',
  async path => {
    const response = adminResponse(path);

    expect(response?.status).toBe(200);
    expect(await response?.text()).not.toBe('');
  },
);

test.each(['/index.ts', '/../engine.ts', '/admin.test.ts', '/nothing.js'])('[X40] %s is not', path => {
  expect(adminResponse(path)).toBeUndefined();
});

test('[X40] every query of the page is one that Shopify would take', () => {
  const operations = scripts.flatMap(each => operationsIn(textOf(each)));

  expect(operations.length).toBeGreaterThan(20);
  for (const operation of operations)
    expect([operation, validate(adminSchema(), parse(operation)).map(each => each.message)]).toEqual([
      operation,
      [],
    ]);
});

test.each(['products', 'orders', 'customers', 'stock'])(
  '[X40] the list of %s is simulated, a page at a time',
  async name => {
    await using shop = new TestShop({ products: 60 });
    const [location] = shop.sim.store.locations.keys();
    const list = operationsIn(textOf(`${name}.js`)).find(each => each.includes('first: 25'));

    const data = await shop.merchant<Record<string, { nodes: object[]; pageInfo: { hasNextPage: boolean } }>>(
      list ?? '',
      { query: null, after: null, at: `gid://shopify/Location/${location}` },
    );

    const [page] = Object.values(data);
    expect(page?.nodes.length).toBeGreaterThan(15);
    expect(page?.nodes.length).toBeLessThanOrEqual(25);
  },
);

test('[X40] stock is found by the title of its product', async () => {
  await using shop = new TestShop();
  const [product] = shop.sim.store.products.values();

  const { productVariants } = await shop.merchant<{ productVariants: { nodes: object[] } }>(
    'query ($query: String) { productVariants(first: 25, query: $query) { nodes { id } } }',
    { query: `"${product!.title}"` },
  );

  expect(productVariants.nodes).toHaveLength(product!.variantIds.length);
});
