import { graphql, searchFor } from './api.js';
import { attempt, button, field, flash, h, isSure, pagedList, say, valuesOf } from './dom.js';

const productFields = `id title status vendor variants(first: 1) { nodes { id price barcode inventoryItem { id inventoryLevels(first: 1) { nodes { location { id name } quantities(names: ["available"]) { quantity } } } } } } variantsCount { count }`;
const price = { inputMode: 'decimal', required: true, pattern: '\\d+(\\.\\d{1,2})?', size: 7 };

export async function productsPage(main) {
  const products = pagedList({
    label: 'Products',
    placeholder: 'Search title, vendor, SKU, barcode',
    empty: 'No product fits this search.',
    row,
    load: async (words, after) => {
      const data = await graphql(
        `query ($query: String, $after: String) { products(first: 25, after: $after, query: $query, sortKey: TITLE) { nodes { ${productFields} } pageInfo { hasNextPage endCursor } } }`,
        { query: searchFor(words), after },
      );
      return data.products;
    },
  });
  const add = h(
    'form',
    { 'aria-label': 'Add a product', onsubmit: event => onAdd(event, products.list) },
    field('Title', { name: 'title', required: true, wide: true }),
    field('Price', { name: 'price', ...price }),
    field('Barcode', { name: 'barcode', size: 14 }),
    field('Stock', { name: 'stock', type: 'number', value: 10 }),
    h('button', {}, 'Add product'),
  );
  main.append(
    h('div', { class: 'bar' }, products.search),
    h('details', { class: 'add' }, h('summary', {}, 'Add a product'), add),
    products.element,
  );
  await products.show(true);
}

function row(product) {
  const [variant] = product.variants.nodes;
  const [level] = variant?.inventoryItem.inventoryLevels.nodes ?? [];
  const others = product.variantsCount.count - 1;
  const facts = [
    product.vendor,
    others > 0 && `first of ${others + 1} variants`,
    level && `stock at ${level.location.name}`,
  ].filter(Boolean);
  const form = h(
    'form',
    { 'aria-label': product.title },
    field('Title', { name: 'title', required: true, value: product.title, wide: true }),
    field('Price', { name: 'price', ...price, value: variant?.price ?? '' }),
    field('Barcode', { name: 'barcode', size: 14, value: variant?.barcode ?? '' }),
    field('Stock', {
      name: 'stock',
      type: 'number',
      value: level?.quantities[0].quantity ?? '',
      disabled: !level,
    }),
    field(
      'Status',
      { name: 'status', options: ['ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED'], value: product.status },
      'select',
    ),
    h(
      'span',
      { class: 'buttons' },
      h('button', {}, 'Save'),
      button('Delete', event => attempt(() => remove(product, element), event.target)),
    ),
    h('small', { class: 'facts' }, facts.join(' · ')),
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      await save(product, variant, level, valuesOf(form));
      flash(element);
      say(`Saved: ${product.title}`);
    }, form);
  });
  const element = h('li', { 'data-testid': 'product-row', 'data-product-id': product.id }, form);
  return element;
}

/** Sends only what changed, so that each change has its own webhook. */
async function save(product, variant, level, { title, status, price: cost, barcode, stock }) {
  if (title !== product.title || status !== product.status) {
    await graphql(
      'mutation ($product: ProductUpdateInput!) { productUpdate(product: $product) { userErrors { message } } }',
      { product: { id: product.id, title, status } },
    );
    Object.assign(product, { title, status });
  }
  if (cost !== variant.price || barcode !== (variant.barcode ?? '')) {
    await graphql(
      'mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkUpdate(productId: $productId, variants: $variants) { userErrors { message } } }',
      { productId: product.id, variants: [{ id: variant.id, price: cost, barcode }] },
    );
    Object.assign(variant, { price: cost, barcode });
  }
  if (level && Number(stock) !== level.quantities[0].quantity) {
    await setStock(variant.inventoryItem.id, level.location.id, Number(stock));
    level.quantities = [{ quantity: Number(stock) }];
  }
}

export async function setStock(inventoryItemId, locationId, quantity) {
  await graphql(
    'mutation ($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { message } } }',
    {
      input: {
        name: 'available',
        reason: 'correction',
        quantities: [{ inventoryItemId, locationId, quantity, changeFromQuantity: null }],
      },
    },
  );
}

async function remove(product, element) {
  if (!(await isSure(`Delete ${product.title}?`, 'Delete product'))) return;
  await graphql(
    'mutation ($input: ProductDeleteInput!) { productDelete(input: $input) { userErrors { message } } }',
    { input: { id: product.id } },
  );
  element.remove();
  say(`Deleted: ${product.title}`);
}

function onAdd(event, list) {
  event.preventDefault();
  const form = event.target;
  void attempt(async () => {
    const given = valuesOf(form);
    const { productSet } = await graphql(
      `mutation ($input: ProductSetInput!) { productSet(input: $input, synchronous: true) { product { ${productFields} } userErrors { message } } }`,
      {
        input: {
          title: given.title,
          status: 'ACTIVE',
          productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
          variants: [
            {
              optionValues: [{ optionName: 'Title', name: 'Default Title' }],
              price: given.price,
              barcode: given.barcode || null,
            },
          ],
        },
      },
    );
    const { product } = productSet;
    const [variant] = product.variants.nodes;
    const [level] = variant.inventoryItem.inventoryLevels.nodes;
    if (level) {
      await setStock(variant.inventoryItem.id, level.location.id, Number(given.stock));
      level.quantities = [{ quantity: Number(given.stock) }];
    }
    list.prepend(row(product));
    form.reset();
    say(`Added: ${given.title}`);
  }, form);
}
