const productFields = `id title status vendor variants(first: 1) { nodes { id price barcode inventoryItem { id inventoryLevels(first: 1) { nodes { location { id name } quantities(names: ["available"]) { quantity } } } } } } variantsCount { count }`;
const list = document.querySelector('#products');
const more = document.querySelector('#more');
const message = document.querySelector('#message');
const template = document.querySelector('#row');
let cursor = null;
let asked = 0;

async function graphql(query, variables) {
  const answer = await fetch('/_sim/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(errors.map(error => error.message).join('; '));
  const refused = Object.values(data).flatMap(each => each?.userErrors ?? []);
  if (refused.length > 0) throw new Error(refused.map(each => each.message).join('; '));
  return data;
}

function say(text, isError = false) {
  message.textContent = text;
  message.classList.toggle('error', isError);
}

async function attempt(act) {
  try {
    await act();
  } catch (error) {
    say(error.message, true);
  }
}

async function show(fresh) {
  const ticket = ++asked;
  const words = document.querySelector('#search').value.trim();
  const query = words
    ? words
        .split(/\s+/)
        .map(word => `"${word.replace(/["\\]/g, '')}"`)
        .join(' ')
    : undefined;
  const { products } = await graphql(
    `query ($query: String, $after: String) { products(first: 25, after: $after, query: $query, sortKey: TITLE) { nodes { ${productFields} } pageInfo { hasNextPage endCursor } } }`,
    { query, after: fresh ? null : cursor },
  );
  if (ticket !== asked) return;
  if (fresh) list.replaceChildren();
  list.append(...products.nodes.map(row));
  cursor = products.pageInfo.endCursor;
  more.hidden = !products.pageInfo.hasNextPage;
  document.querySelector('#empty').hidden = list.children.length > 0;
}

function row(product) {
  const element = template.content.firstElementChild.cloneNode(true);
  const form = element.querySelector('form');
  const variant = product.variants.nodes[0];
  const level = variant.inventoryItem.inventoryLevels.nodes[0];
  element.dataset.productId = product.id;
  form.title.value = product.title;
  const field = name => form.elements.namedItem(name);
  field('title').value = product.title;
  field('price').value = variant.price;
  field('barcode').value = variant.barcode ?? '';
  field('stock').value = level?.quantities[0].quantity ?? '';
  field('stock').disabled = !level;
  field('status').value = product.status;
  const others = product.variantsCount.count - 1;
  element.querySelector('.facts').textContent =
    `${product.vendor}${others > 0 ? ` · first of ${others + 1} variants` : ''}${level ? ` · stock at ${level.location.name}` : ''}`;
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      const title = field('title').value;
      const status = field('status').value;
      if (title !== product.title || status !== product.status) {
        await graphql(
          'mutation ($product: ProductUpdateInput!) { productUpdate(product: $product) { userErrors { message } } }',
          { product: { id: product.id, title, status } },
        );
        Object.assign(product, { title, status });
      }
      const [price, barcode] = [field('price').value, field('barcode').value];
      if (price !== variant.price || barcode !== (variant.barcode ?? '')) {
        await graphql(
          'mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkUpdate(productId: $productId, variants: $variants) { userErrors { message } } }',
          { productId: product.id, variants: [{ id: variant.id, price, barcode }] },
        );
        Object.assign(variant, { price, barcode });
      }
      if (level && Number(field('stock').value) !== level.quantities[0].quantity)
        await stock(variant, level, Number(field('stock').value));
      element.classList.add('saved');
      setTimeout(() => element.classList.remove('saved'), 900);
      say(`Saved: ${title}`);
    });
  });
  field('delete').addEventListener('click', () => {
    if (!confirm(`Delete ${product.title}?`)) return;
    void attempt(async () => {
      await graphql(
        'mutation ($input: ProductDeleteInput!) { productDelete(input: $input) { userErrors { message } } }',
        { input: { id: product.id } },
      );
      element.remove();
      say(`Deleted: ${product.title}`);
    });
  });
  return element;
}

async function stock(variant, level, quantity) {
  await graphql(
    `mutation ($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) @idempotent(key: "${crypto.randomUUID()}") { userErrors { message } } }`,
    {
      input: {
        name: 'available',
        reason: 'correction',
        quantities: [
          {
            inventoryItemId: variant.inventoryItem.id,
            locationId: level.location.id,
            quantity,
            changeFromQuantity: null,
          },
        ],
      },
    },
  );
  level.quantities = [{ quantity }];
}

document.querySelector('#add').addEventListener('submit', event => {
  event.preventDefault();
  const form = event.target;
  void attempt(async () => {
    const given = Object.fromEntries(new FormData(form));
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
    const variant = productSet.product.variants.nodes[0];
    const level = variant.inventoryItem.inventoryLevels.nodes[0];
    if (level) await stock(variant, level, Number(given.stock));
    list.prepend(row(productSet.product));
    form.reset();
    say(`Added: ${given.title}`);
  });
});

let typing;
document.querySelector('#search').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => void attempt(() => show(true)), 150);
});
more.addEventListener('click', () => void attempt(() => show(false)));

async function webhooks() {
  const { deliveries } = await (await fetch('/_sim/webhooks?limit=30')).json();
  document.querySelector('#webhooks').replaceChildren(
    ...deliveries.map(each => {
      const item = document.createElement('li');
      const state = document.createElement('span');
      state.className = each.status;
      state.textContent =
        each.status === 'delivered'
          ? `✓ ${each.deliveredAt - each.triggeredAt} ms`
          : `${each.status}${each.attempts > 1 ? ` (${each.attempts})` : ''}`;
      item.append(each.topic, state);
      return item;
    }),
  );
}
setInterval(() => void webhooks().catch(error => say(error.message, true)), 1000);
void attempt(() => show(true));
void attempt(webhooks);
