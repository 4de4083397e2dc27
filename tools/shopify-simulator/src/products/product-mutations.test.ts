import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

interface UserErrors {
  readonly userErrors: readonly { readonly message: string }[];
}

const create =
  'mutation ($input: ProductSetInput!) { productSet(input: $input, synchronous: true) { product { id variants(first: 1) { nodes { id price inventoryItem { inventoryLevels(first: 5) { nodes { quantities(names: ["available", "on_hand"]) { name quantity } } } } } } } userErrors { message } } }';

test('[X10] a product with 2,048 variants is read whole', async () => {
  await using shop = new TestShop();
  const [product] = shop.sim.store.products.values();
  const productId = `gid://shopify/Product/${product!.id}`;
  const variants = Array.from({ length: 2048 - product!.variantIds.length }, (_, n) => ({
    price: '1.00',
    optionValues: [{ optionName: 'Title', name: `V${n}` }],
  }));
  const add = (more: object[]) =>
    shop.merchant<{ productVariantsBulkCreate: UserErrors }>(
      'mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkCreate(productId: $productId, variants: $variants) { userErrors { message } } }',
      { productId, variants: more },
    );
  await add(variants);

  const { product: read } = await shop.merchant<{
    product: { variantsCount: { count: number }; variants: { nodes: object[] } };
  }>(
    'query ($id: ID!) { product(id: $id) { variantsCount { count } variants(first: 2048) { nodes { id } } } }',
    { id: productId },
  );

  expect([read.variantsCount.count, read.variants.nodes.length]).toEqual([2048, 2048]);
  expect((await add([variants[0]!])).productVariantsBulkCreate.userErrors).toHaveLength(1);
});

test('[X11] a deleted product is gone by id and told by events', async () => {
  await using shop = new TestShop();
  const id = `gid://shopify/Product/${[...shop.sim.store.products.keys()][0]}`;
  await shop.merchant(
    'mutation ($input: ProductDeleteInput!) { productDelete(input: $input) { deletedProductId userErrors { message } } }',
    { input: { id } },
  );

  const { data } = await shop.ask(
    `query ($ids: [ID!]!) { nodes(ids: $ids) { id } events(first: 10, query: "subject_type:PRODUCT action:destroy created_at:>='2026-11-01T00:00:00Z'", sortKey: CREATED_AT) { nodes { ... on BasicEvent { subjectId action } } } }`,
    { ids: [id] },
  );

  expect(data).toEqual({ nodes: [null], events: { nodes: [{ subjectId: id, action: 'destroy' }] } });
});

test('[X11] with a product go its variants, levels and places in collections', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_DELETE', 'INVENTORY_ITEMS_DELETE', 'COLLECTIONS_UPDATE');
  const { store } = shop.sim;
  const [product] = store.products.values();
  const items = store.variantsOf(product!).map(each => each.inventoryItemId);

  store.deleteProduct(product!.id);
  await shop.quiet();

  expect([...store.levels.values()].some(each => items.includes(each.inventoryItemId))).toBe(false);
  expect([...store.collections.values()].some(each => each.productIds.includes(product!.id))).toBe(false);
  expect(shop.received.map(each => each.topic)).toEqual(
    expect.arrayContaining(['products/delete', 'inventory_items/delete', 'collections/update']),
  );
});

test('[X36] a new variant is stocked at the first location, with none', async () => {
  await using shop = new TestShop();

  const { productSet } = await shop.merchant<{ productSet: { product: { variants: object } } & UserErrors }>(
    create,
    {
      input: {
        title: 'Tea',
        productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
        variants: [{ optionValues: [{ optionName: 'Title', name: 'Default Title' }], price: '3.5' }],
      },
    },
  );

  expect(productSet.product.variants).toMatchObject({
    nodes: [
      {
        price: '3.50',
        inventoryItem: {
          inventoryLevels: {
            nodes: [
              {
                quantities: [
                  { name: 'available', quantity: 0 },
                  { name: 'on_hand', quantity: 0 },
                ],
              },
            ],
          },
        },
      },
    ],
  });
});

test('[X36] a product or price that is wrong is refused; what is not simulated is said', async () => {
  await using shop = new TestShop();
  const [product] = shop.sim.store.products.values();
  const productId = `gid://shopify/Product/${product!.id}`;
  const update = (change: object) =>
    shop.merchant<{ productUpdate: UserErrors }>(
      'mutation ($product: ProductUpdateInput!) { productUpdate(product: $product) { userErrors { message } } }',
      { product: { id: productId, ...change } },
    );

  expect((await update({ title: ' ' })).productUpdate.userErrors).toEqual([
    { message: "Title can't be blank" },
  ]);
  expect((await update({ id: 'gid://shopify/Product/1' })).productUpdate.userErrors).toEqual([
    { message: 'Product does not exist' },
  ]);
  await expect(update({ descriptionHtml: '<p>New</p>' })).rejects.toThrow('not simulated: ProductInput');
  const priced = await shop.merchant<{ productVariantsBulkUpdate: UserErrors }>(
    'mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkUpdate(productId: $productId, variants: $variants) { userErrors { message } } }',
    {
      productId,
      variants: [{ id: `gid://shopify/ProductVariant/${product!.variantIds[0]}`, price: 'cheap' }],
    },
  );
  expect(priced.productVariantsBulkUpdate.userErrors).toHaveLength(1);
});

test('[X36] a variant that goes leaves nothing, but a product keeps one', async () => {
  await using shop = new TestShop();
  const { store } = shop.sim;
  const [product] = [...store.products.values()].filter(each => each.variantIds.length > 1);
  const ids = product!.variantIds;
  const [gone] = ids;
  const item = store.variants.get(gone!)!.inventoryItemId;
  const remove = (variants: readonly string[]) =>
    shop.merchant<{ productVariantsBulkDelete: UserErrors }>(
      'mutation ($productId: ID!, $ids: [ID!]!) { productVariantsBulkDelete(productId: $productId, variantsIds: $ids) { userErrors { message } } }',
      {
        productId: `gid://shopify/Product/${product!.id}`,
        ids: variants.map(each => `gid://shopify/ProductVariant/${each}`),
      },
    );

  expect((await remove(ids)).productVariantsBulkDelete.userErrors).toHaveLength(1);
  expect((await remove([gone!])).productVariantsBulkDelete.userErrors).toEqual([]);
  expect(store.products.get(product!.id)!.variantIds).toEqual(ids.slice(1));
  expect(store.items.has(item)).toBe(false);
});

test('[X36] productSet says whether a product is a gift card, needs a plan or is a bundle, whether it is taxed, and its stock', async () => {
  await using shop = new TestShop();
  const [location] = shop.sim.store.locations.values();
  const locationId = `gid://shopify/Location/${location!.id}`;
  const set = (input: object) =>
    shop.merchant<{
      productSet: { product: { variants: { nodes: { inventoryQuantity: number }[] } } | null } & UserErrors;
    }>(
      'mutation ($input: ProductSetInput!) { productSet(input: $input, synchronous: true) { product { id isGiftCard requiresSellingPlan status variants(first: 1) { nodes { taxable requiresComponents inventoryQuantity } } } userErrors { message } } }',
      {
        input: { title: 'Voucher', productOptions: [{ name: 'Title', values: [{ name: 'One' }] }], ...input },
      },
    );
  const variant = (change: object) => ({
    variants: [{ optionValues: [{ optionName: 'Title', name: 'One' }], ...change }],
  });
  const quantity = (id: string) => ({
    inventoryQuantities: [{ locationId: id, name: 'available', quantity: 7 }],
  });

  const made = await set({
    ...{ giftCard: true, requiresSellingPlan: true, status: 'UNLISTED' },
    ...variant({ taxable: false, requiresComponents: true, ...quantity(locationId) }),
  });
  const plain = await set(variant({}));
  const nowhere = await set(variant(quantity('gid://shopify/Location/1')));

  expect(made.productSet.product).toMatchObject({
    ...{ isGiftCard: true, requiresSellingPlan: true, status: 'UNLISTED' },
    variants: { nodes: [{ taxable: false, requiresComponents: true, inventoryQuantity: 7 }] },
  });
  expect(plain.productSet.product).toMatchObject({
    ...{ isGiftCard: false, requiresSellingPlan: false, status: 'ACTIVE' },
    variants: { nodes: [{ taxable: true, requiresComponents: false, inventoryQuantity: 0 }] },
  });
  expect(nowhere.productSet.userErrors).toHaveLength(1);
});

test('[X10] a new variant is not tracked unless it is asked for, and one that is there stays as it is', async () => {
  await using shop = new TestShop();
  const make = async (title: string, inventoryItem: object | undefined) => {
    const { productSet } = await shop.merchant<{
      productSet: { product: { variants: { nodes: { inventoryItem: { tracked: boolean } }[] } } };
    }>(
      'mutation ($input: ProductSetInput!) { productSet(input: $input, synchronous: true) { product { variants(first: 1) { nodes { inventoryItem { tracked } } } } } }',
      {
        input: {
          title,
          productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
          variants: [
            { optionValues: [{ optionName: 'Title', name: 'Default Title' }], price: '1.00', inventoryItem },
          ],
        },
      },
    );
    return productSet.product.variants.nodes[0]?.inventoryItem.tracked;
  };

  expect(await make('Uncounted', undefined)).toBe(false);
  expect(await make('Counted', { tracked: true })).toBe(true);
});
