import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

interface Said {
  readonly userErrors: readonly { readonly field: readonly string[] | null; readonly message: string }[];
}

/** The mutation's payload. */
async function said<T>(
  shop: TestShop,
  name: string,
  args: string,
  variables: object,
  more = '',
): Promise<Said & T> {
  const [declared, passed] = args.split('|');
  const query = `mutation (${declared}) { ${name}(${passed}) { ${more} userErrors { field message } } }`;
  const { data, errors } = await shop.ask<Record<string, Said & T>>(query, variables);
  if (errors) throw new Error(errors[0]?.message);
  return data[name]!;
}

const customer = <T>(shop: TestShop, input: object, name = 'customerCreate') =>
  said<T & { customer: { id: string; tags: string[]; email: string; phone: string } }>(
    shop,
    name,
    '$input: CustomerInput!|input: $input',
    { input },
    'customer { id tags email phone }',
  );
const product = (shop: TestShop, input: object) =>
  said<{ product: { id: string; handle: string; tags: string[] } | null }>(
    shop,
    'productCreate',
    '$product: ProductCreateInput!|product: $product',
    { product: input },
    'product { id handle tags }',
  );

test('[X43] texts and tags have a greatest length and number', async () => {
  await using shop = new TestShop();
  const long = 'x'.repeat(256);
  const tags = Array.from({ length: 251 }, (_, n) => `tag ${n}`);

  const refused = await customer(shop, { firstName: long, note: 'x'.repeat(5_001) });
  expect(refused.userErrors.map(each => each.message)).toEqual([
    'First name is too long (maximum is 255 characters)',
    'Note is too long (maximum is 5000 characters)',
  ]);
  expect((await product(shop, { title: long, vendor: long })).userErrors).toHaveLength(2);
  await expect(product(shop, { title: 'Mug', tags })).rejects.toThrow(
    'The input array size of 251 is greater than the maximum allowed of 250.',
  );
  expect((await product(shop, { title: 'x'.repeat(255), tags: tags.slice(1) })).userErrors).toEqual([]);
});

test('[X43] productSet takes 2,048 variants, and no more', async () => {
  await using shop = new TestShop();
  const set = (count: number) => {
    const names = Array.from({ length: count }, (_, n) => `V${n}`);
    const input = {
      title: `Of ${count}`,
      productOptions: [{ name: 'V', values: [{ name: 'V0' }] }],
      variants: names.map(name => ({ optionValues: [{ optionName: 'V', name }], price: '1.00' })),
    };
    return said(shop, 'productSet', '$input: ProductSetInput!|synchronous: true, input: $input', { input });
  };

  expect((await set(251)).userErrors).toEqual([]);
  await expect(set(2_049)).rejects.toThrow('maximum allowed of 2048');
});

test('[X44] tags and e-mail addresses are cleaned, and a number is one however it is written', async () => {
  await using shop = new TestShop();

  const made = await customer(shop, {
    ...{ firstName: 'Ada', email: ' Ada@Example.com ', phone: '+32 470 11-22-33' },
    tags: [' vip ', 'VIP', '', 'late'],
  });

  expect(made.customer).toMatchObject({
    email: 'ada@example.com',
    phone: '+32470112233',
    tags: ['late', 'vip'],
  });
  const again = await customer(shop, { firstName: 'Eve', phone: '+32470 112233' });
  expect(again.userErrors).toMatchObject([{ message: 'Phone has already been taken' }]);
});

test('[X44] a handle is of one product, a variant’s options of one variant', async () => {
  await using shop = new TestShop();

  const first = await product(shop, { title: 'Blue mug' });
  const second = await product(shop, { title: 'Blue mug' });
  const third = await product(shop, { title: 'Other', handle: 'blue-mug' });

  expect([first.product?.handle, second.product?.handle]).toEqual(['blue-mug', 'blue-mug-1']);
  expect(third.userErrors).toMatchObject([{ message: expect.stringContaining('already in use') as string }]);
  const optionValues = [{ optionName: 'Title', name: 'Default Title' }];
  const twice = await said(
    shop,
    'productVariantsBulkCreate',
    '$productId: ID!, $variants: [ProductVariantsBulkInput!]!|productId: $productId, variants: $variants',
    { productId: first.product?.id, variants: [{ optionValues }] },
  );
  expect(twice.userErrors).toMatchObject([
    { message: "The variant 'Default Title' already exists. Please change at least one option value." },
  ]);
});

test('[X44] a customer keeps a name, an e-mail address or a phone number', async () => {
  await using shop = new TestShop();
  const { customer: ada } = await customer(shop, { firstName: 'Ada' });

  const blank = await customer(shop, { id: ada.id, firstName: '' }, 'customerUpdate');

  expect(blank.userErrors).toMatchObject([
    { message: 'A name, phone number, or email address must be present' },
  ]);
});

test.each<[string, object]>([
  ['Province is not valid', { countryCode: 'US', provinceCode: 'ZZ' }],
  ['Province is not valid', { countryCode: 'CA', province: 'Atlantis' }],
  ['City cannot contain URL', { countryCode: 'BE', city: 'https://cheap.example' }],
  ['City cannot contain HTML tags', { countryCode: 'BE', city: '<b>Gent</b>' }],
  ['Address1 cannot contain emojis', { countryCode: 'BE', address1: 'Main 🏠' }],
])('[X45] an address is refused: %s', async (message, address) => {
  await using shop = new TestShop();
  const { customer: ada } = await customer(shop, { firstName: 'Ada' });

  const { userErrors } = await said(
    shop,
    'customerAddressCreate',
    '$customerId: ID!, $address: MailingAddressInput!|customerId: $customerId, address: $address',
    { customerId: ada.id, address },
  );

  expect(userErrors).toMatchObject([{ message }]);
});

test('[X45] a province is kept by name and by code, whichever was given', async () => {
  await using shop = new TestShop();
  const { customer: ada } = await customer(shop, { firstName: 'Ada' });
  const create = (address: object) =>
    said<{ address: object }>(
      shop,
      'customerAddressCreate',
      '$customerId: ID!, $address: MailingAddressInput!|customerId: $customerId, address: $address',
      { customerId: ada.id, address },
      'address { province provinceCode }',
    );

  const ontario = { province: 'Ontario', provinceCode: 'ON' };
  expect((await create({ countryCode: 'CA', provinceCode: 'ON' })).address).toEqual(ontario);
  expect((await create({ countryCode: 'CA', province: 'Ontario' })).address).toEqual(ontario);
});

interface Located {
  readonly location: { readonly id: string } | null;
  readonly userErrors?: readonly { readonly message: string }[];
  readonly locationActivateUserErrors?: readonly { readonly message: string }[];
}

test('[X25] a shop has 200 locations at most, and no two active ones of a name', async () => {
  await using shop = new TestShop();
  const run = async (name: string, args: string, variables: object, errorField: string) => {
    const [declared, passed] = args.split('|');
    const query = `mutation (${declared}) { ${name}(${passed}) { location { id } ${errorField} { message } } }`;
    const answer = await shop.merchant<Record<string, Located>>(query, variables);
    return answer[name]!;
  };
  const add = (name: string) =>
    run(
      'locationAdd',
      '$input: LocationAddInput!|input: $input',
      { input: { name, address: { countryCode: 'NL' } } },
      'userErrors',
    );
  const { location } = await add('Pop-up');
  shop.sim.store.saveLocation({
    ...shop.sim.store.locations.get(location!.id.split('/').at(-1)!)!,
    isActive: false,
  });
  expect((await add('Pop-up')).userErrors).toEqual([]);

  const activated = await run(
    'locationActivate',
    '$locationId: ID!|locationId: $locationId',
    { locationId: location!.id },
    'locationActivateUserErrors',
  );
  expect(activated.locationActivateUserErrors).toMatchObject([
    { message: expect.stringContaining('name') as string },
  ]);

  while (shop.sim.store.locations.size < 200) await add(`Place ${shop.sim.store.locations.size}`);
  expect((await add('One more')).userErrors).toMatchObject([{ message: 'You can only have 200 locations' }]);
});

test('[X6] a time that is none is refused before anything is done', async () => {
  await using shop = new TestShop();
  const before = shop.sim.store.orders.size;
  const order =
    'mutation ($order: OrderCreateOrderInput!) { orderCreate(order: $order) { order { id } userErrors { message } } }';
  const lineItems = [
    { title: 'Mug', quantity: 1, priceSet: { shopMoney: { amount: '1.00', currencyCode: 'EUR' } } },
  ];

  const { errors } = await shop.ask(order, { order: { processedAt: '2026-13-45T99:99:99Z', lineItems } });

  expect(errors?.[0]?.message).toContain("invalid DateTime '2026-13-45T99:99:99Z'");
  expect(shop.sim.store.orders.size).toBe(before);
});

test('[X6] productCreate without a product is not simulated, and says so', async () => {
  await using shop = new TestShop();

  const { errors } = await shop.ask('mutation { productCreate { product { id } userErrors { message } } }');

  expect(errors?.[0]?.message).toBe('not simulated: productCreate without product');
});

test('[X39] the word of a deleted collection has its scope and its gid', async () => {
  await using shop = new TestShop();
  await shop.subscribe('COLLECTIONS_DELETE');
  const [id] = shop.sim.store.collections.keys();

  shop.sim.store.deleteCollection(id!);
  await shop.quiet();

  expect(JSON.parse(shop.received[0]!.body)).toMatchObject({
    published_scope: 'web',
    admin_graphql_api_id: `gid://shopify/Collection/${id}`,
  });
});
