import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

interface Page {
  readonly products: {
    readonly nodes: readonly { readonly id: string; readonly updatedAt: string }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

const page =
  'query P($after: String, $sortKey: ProductSortKeys) { products(first: 7, after: $after, sortKey: $sortKey) { nodes { id updatedAt } pageInfo { endCursor hasNextPage } } }';

test.each(['ID', 'UPDATED_AT', 'TITLE'])(
  '[X2] a keyset cursor reads every row once, by %s',
  async sortKey => {
    await using shop = new TestShop();
    const seen: string[] = [];
    for (let after: string | null = null, hasMore = true; hasMore;) {
      const { data }: { data: Page } = await shop.ask<Page>(page, { after, sortKey });
      seen.push(...data.products.nodes.map(each => each.id));
      ({ endCursor: after, hasNextPage: hasMore } = data.products.pageInfo);
    }

    expect(new Set(seen).size).toBe(30);
    expect(seen).toHaveLength(30);
  },
);

test('[X2] a row that comes between two pages hides no other', async () => {
  await using shop = new TestShop();
  const first = (await shop.ask<Page>(page, { sortKey: 'ID' })).data.products;
  shop.sim.store.deleteProduct(first.nodes[0]!.id.replace(/\D/g, ''));

  const second = (await shop.ask<Page>(page, { sortKey: 'ID', after: first.pageInfo.endCursor })).data
    .products;

  const all = [...shop.sim.store.products.keys()].sort();
  expect(second.nodes[0]!.id.replace(/\D/g, '')).toBe(all[6]);
});

test('[X2] cursors are as recorded: the id a number, the value of an id sort a text', async () => {
  await using shop = new TestShop({ products: 5 });

  const { products } = (await shop.ask<Page>(page, { sortKey: 'ID' })).data;

  const id = products.nodes.at(-1)!.id.replace(/\D/g, '');
  expect(Buffer.from(products.pageInfo.endCursor!, 'base64').toString()).toBe(
    `{"last_id":${id},"last_value":"${id}"}`,
  );
});

test('[X2] one of first and last, 250 at most, and a cursor of ours', async () => {
  await using shop = new TestShop();
  const error = async (args: string) =>
    (await shop.ask(`{ products(${args}) { nodes { id } } }`)).errors?.[0]?.message;

  expect(await error('sortKey: ID')).toBe('you must provide one of first or last');
  expect(await error('first: 1, last: 1')).toBe('providing both first and last is not supported');
  expect(await error('first: 251')).toContain('250');
  expect(await error('first: 1, after: "nonsense"')).toBe('Invalid cursor for current pagination sort.');
});
