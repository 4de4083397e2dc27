import { expect, test } from 'vitest';
import { currentPublication, publications } from './publications.ts';
import { TestShop } from '../testing.ts';

const publish = (direction: 'Publish' | 'Unpublish') =>
  `mutation ($id: ID!, $input: [PublicationInput!]!) { publishable${direction}(id: $id, input: $input) { userErrors { field message } } }`;

const pointOfSale = { publicationId: `gid://shopify/Publication/${currentPublication.id}` };

test('[X26] taken off one channel, a product is on the others, and back again', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE');
  const id = `gid://shopify/Product/${[...shop.sim.store.products.keys()][0]}`;
  const seen = () =>
    shop.merchant<{ product: object }>(
      'query ($id: ID!) { product(id: $id) { publishedOnCurrentPublication resourcePublicationsCount { count } } }',
      { id },
    );

  await shop.merchant(publish('Unpublish'), { id, input: [pointOfSale] });
  expect((await seen()).product).toEqual({
    publishedOnCurrentPublication: false,
    resourcePublicationsCount: { count: publications.length - 1 },
  });
  await shop.merchant(publish('Publish'), { id, input: [pointOfSale] });
  expect((await seen()).product).toMatchObject({ publishedOnCurrentPublication: true });
  await shop.quiet();
  expect(shop.received).toHaveLength(2);
});

test('[X26] a channel that is not there is refused', async () => {
  await using shop = new TestShop();
  const id = `gid://shopify/Product/${[...shop.sim.store.products.keys()][0]}`;

  const { publishablePublish } = await shop.merchant<{ publishablePublish: { userErrors: object[] } }>(
    publish('Publish'),
    { id, input: [{ publicationId: 'gid://shopify/Publication/1' }] },
  );

  expect(publishablePublish.userErrors).toMatchObject([{ field: ['input', '0', 'publicationId'] }]);
});

test('[X26] a collection holds products in the merchant’s order, each once', async () => {
  await using shop = new TestShop();
  await shop.subscribe('COLLECTIONS_CREATE', 'COLLECTIONS_UPDATE', 'COLLECTIONS_DELETE');
  const [a, b, c] = [...shop.sim.store.products.keys()].map(each => `gid://shopify/Product/${each}`);
  const { collectionCreate } = await shop.merchant<{ collectionCreate: { collection: { id: string } } }>(
    'mutation ($products: [ID!]) { collectionCreate(input: { title: "Window", products: $products }) { collection { id } userErrors { message } } }',
    { products: [c, a] },
  );
  const { id } = collectionCreate.collection;
  const add = (productIds: (string | undefined)[]) =>
    shop.merchant<{ collectionAddProducts: { userErrors: { message: string }[] } }>(
      'mutation ($id: ID!, $productIds: [ID!]!) { collectionAddProducts(id: $id, productIds: $productIds) { userErrors { message } } }',
      { id, productIds },
    );
  const members = async () =>
    (
      await shop.merchant<{ collection: { products: { nodes: { id: string }[] } } }>(
        'query ($id: ID!) { collection(id: $id) { products(first: 5) { nodes { id } } } }',
        { id },
      )
    ).collection.products.nodes.map(each => each.id);

  await add([b]);
  expect(await members()).toEqual([c, a, b]);
  expect((await add([a])).collectionAddProducts.userErrors).toHaveLength(1);
  await shop.merchant(
    'mutation ($id: ID!, $productIds: [ID!]!) { collectionRemoveProducts(id: $id, productIds: $productIds) { userErrors { message } } }',
    { id, productIds: [a] },
  );
  expect(await members()).toEqual([c, b]);
  await shop.merchant(
    'mutation ($id: ID!) { collectionDelete(input: { id: $id }) { deletedCollectionId } }',
    { id },
  );
  await shop.quiet();
  expect(shop.received.map(each => each.topic)).toEqual([
    'collections/create',
    'collections/update',
    'collections/update',
    'collections/delete',
  ]);
});

test('[X26] a publication names its catalog, and the app that it belongs to', async () => {
  await using shop = new TestShop();

  const { data } = await shop.ask<{ publications: { nodes: object[] } }>(
    '{ publications(first: 5, catalogType: APP) { nodes { id catalog { title ... on AppCatalog { apps(first: 1) { nodes { id handle } } } } } } }',
  );

  expect(data.publications.nodes).toMatchObject([
    { catalog: { title: 'Online Store', apps: { nodes: [{ handle: 'online_store' }] } } },
    { catalog: { title: 'Point of Sale', apps: { nodes: [{ id: 'gid://shopify/App/129785' }] } } },
  ]);
});

test('[X26] where the shop is so ruled, publishing is no update of the product, and nobody is told', async () => {
  await using shop = new TestShop({ rules: { publishing: 'silent' } });
  await shop.subscribe('PRODUCTS_UPDATE');
  const [product] = shop.sim.store.products.values();
  const id = `gid://shopify/Product/${product!.id}`;
  shop.pass(5000);

  await shop.merchant(publish('Unpublish'), { id, input: [pointOfSale] });
  await shop.quiet();

  const query = `query ($id: ID!) { product(id: $id) { publishedOnPublication(publicationId: "${pointOfSale.publicationId}") } }`;
  expect((await shop.merchant<{ product: object }>(query, { id })).product).toEqual({
    publishedOnPublication: false,
  });
  expect(shop.sim.store.products.get(product!.id)?.updatedAt).toBe(product!.updatedAt);
  expect(shop.received).toEqual([]);
});
