import { expect, test } from 'vitest';
import { opening, TestShop } from '../testing.ts';

interface Saved {
  readonly customer: Record<string, unknown> | null;
  readonly userErrors: readonly { readonly field: readonly string[] | null; readonly message: string }[];
}

const fields = 'id displayName firstName lastName email phone note tags taxExempt defaultAddress { city }';

async function save(shop: TestShop, mutation: 'customerCreate' | 'customerUpdate', input: object) {
  const answer = await shop.merchant<Record<string, Saved>>(
    `mutation ($input: CustomerInput!) { ${mutation}(input: $input) { customer { ${fields} } userErrors { field message } } }`,
    { input },
  );
  return answer[mutation]!;
}

const rest = (id: unknown) => String(id).replace(/\D/g, '');

test('[X23] a customer is made with what is given, tags sorted, the address in small letters', async () => {
  await using shop = new TestShop();
  await shop.subscribe('CUSTOMERS_CREATE');

  const { customer, userErrors } = await save(shop, 'customerCreate', {
    firstName: 'Ada',
    lastName: 'Vos',
    email: 'Ada@Example.com',
    phone: '+31612345678',
    tags: ['vip', 'regular'],
    addresses: [{ city: 'Delft', countryCode: 'NL' }],
  });
  await shop.quiet();

  expect(userErrors).toEqual([]);
  expect(customer).toMatchObject({
    displayName: 'Ada Vos',
    email: 'ada@example.com',
    tags: ['regular', 'vip'],
    taxExempt: false,
    defaultAddress: { city: 'Delft' },
  });
  expect(shop.received.map(each => each.topic)).toEqual(['customers/create']);
});

test('[X23] an address or number that somebody has is refused in Shopify’s words', async () => {
  await using shop = new TestShop();
  const [one] = [...shop.sim.store.customers.values()].filter(each => each.phone);
  const taken = [
    { field: ['email'], message: 'Email has already been taken' },
    { field: ['phone'], message: 'Phone has already been taken' },
  ];
  const [other] = [...shop.sim.store.customers.values()].filter(each => each !== one);

  const made = await save(shop, 'customerCreate', { email: one!.email!.toUpperCase(), phone: one!.phone });
  const changed = await save(shop, 'customerUpdate', {
    id: `gid://shopify/Customer/${other!.id}`,
    email: one!.email,
    phone: one!.phone,
  });

  expect(made).toEqual({ customer: null, userErrors: taken });
  expect(changed.userErrors).toEqual(taken);
  expect(shop.sim.store.customers.get(other!.id)).toEqual(other);
});

test('[X23] one’s own address and number are no clash', async () => {
  await using shop = new TestShop();
  const [one] = [...shop.sim.store.customers.values()].filter(each => each.phone);

  const { userErrors } = await save(shop, 'customerUpdate', {
    id: `gid://shopify/Customer/${one!.id}`,
    email: one!.email,
    phone: one!.phone,
    note: 'Pays cash',
  });

  expect(userErrors).toEqual([]);
});

test('[X23] only what is given changes; null and an empty text take away', async () => {
  await using shop = new TestShop();
  const [one] = shop.sim.store.customers.values();
  const id = `gid://shopify/Customer/${one!.id}`;

  await save(shop, 'customerUpdate', { id, note: 'New note' });
  expect(shop.sim.store.customers.get(one!.id)).toEqual({ ...one, note: 'New note', updatedAt: opening });
  const { customer } = await save(shop, 'customerUpdate', { id, note: null, lastName: '' });
  expect(customer).toMatchObject({ note: null, lastName: null, firstName: one!.firstName });
});

test.each([
  [{}, [{ field: null, message: 'A name, phone number, or email address must be present' }]],
  [{ email: 'nonsense' }, [{ field: ['email'], message: 'Email is invalid' }]],
  [{ firstName: 'A', phone: 'none' }, [{ field: ['phone'], message: 'Phone is invalid' }]],
])('[X23] %j makes no customer', async (input, userErrors) => {
  await using shop = new TestShop();
  const before = shop.sim.store.customers.size;

  expect(await save(shop, 'customerCreate', input)).toEqual({ customer: null, userErrors });
  expect(shop.sim.store.customers.size).toBe(before);
});

test('[X23] who is gone cannot be changed; who has orders cannot be deleted', async () => {
  await using shop = new TestShop();
  const { store } = shop.sim;
  const remove = (id: string) =>
    shop.merchant<{
      customerDelete: { deletedCustomerId: string | null; userErrors: { message: string }[] };
    }>(
      'mutation ($id: ID!) { customerDelete(input: { id: $id }) { deletedCustomerId userErrors { message } } }',
      { id: `gid://shopify/Customer/${id}` },
    );
  const buyer = [...store.boughtBy.keys()][0]!;
  const { customer } = await save(shop, 'customerCreate', { firstName: 'New' });

  expect((await remove(buyer)).customerDelete.userErrors[0]?.message).toContain('associated orders');
  expect((await remove(rest(customer!['id']))).customerDelete.deletedCustomerId).toBe(customer!['id']);
  expect((await save(shop, 'customerUpdate', { id: customer!['id'], note: 'x' })).userErrors).toEqual([
    { field: ['id'], message: 'Customer does not exist' },
  ]);
});

test('[X24] of two that become one the second stays, with the orders and addresses of both', async () => {
  await using shop = new TestShop();
  await shop.subscribe('CUSTOMERS_MERGE', 'CUSTOMERS_DELETE');
  const { store } = shop.sim;
  const goneId = [...store.boughtBy.keys()][0]!;
  const gone = store.customers.get(goneId)!;
  const [kept] = [...store.customers.values()].filter(each => each.id !== goneId);
  const orders = [...store.orders.values()].filter(each => each.customerId === goneId);

  await shop.merchant(
    'mutation ($one: ID!, $two: ID!) { customerMerge(customerOneId: $one, customerTwoId: $two) { resultingCustomerId userErrors { message } } }',
    { one: `gid://shopify/Customer/${goneId}`, two: `gid://shopify/Customer/${kept!.id}` },
  );
  await shop.quiet();

  expect(store.customers.has(goneId)).toBe(false);
  expect(store.customers.get(kept!.id)!.addresses).toEqual([...kept!.addresses, ...gone.addresses]);
  expect(orders.every(each => store.orders.get(each.id)!.customerId === kept!.id)).toBe(true);
  expect(shop.received.map(each => each.topic)).toEqual(['customers/merge']);
  expect(JSON.parse(shop.received[0]!.body)).toMatchObject({
    admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept!.id}`,
    admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${goneId}`,
  });
});

test('[X24] nobody is merged with himself', async () => {
  await using shop = new TestShop();
  const id = `gid://shopify/Customer/${[...shop.sim.store.customers.keys()][0]}`;

  const { customerMerge } = await shop.merchant<{ customerMerge: { userErrors: { code: string }[] } }>(
    'mutation ($id: ID!) { customerMerge(customerOneId: $id, customerTwoId: $id) { userErrors { code } } }',
    { id },
  );

  expect(customerMerge.userErrors).toEqual([{ code: 'INVALID_CUSTOMER_ID' }]);
});

test('[X23] addresses are added, changed, made the default and taken away', async () => {
  await using shop = new TestShop();
  const [one] = shop.sim.store.customers.values();
  const id = `gid://shopify/Customer/${one!.id}`;
  const cities = () => shop.sim.store.customers.get(one!.id)!.addresses.map(each => each.city);
  const { customerAddressCreate } = await shop.merchant<{
    customerAddressCreate: { address: { id: string } };
  }>(
    'mutation ($id: ID!) { customerAddressCreate(customerId: $id, address: { city: "Breda" }) { address { id } } }',
    { id },
  );
  const addressId = customerAddressCreate.address.id;

  expect(cities().at(-1)).toBe('Breda');
  await shop.merchant(
    'mutation ($id: ID!, $addressId: ID!) { customerAddressUpdate(customerId: $id, addressId: $addressId, address: { city: "Goes" }, setAsDefault: true) { userErrors { message } } }',
    { id, addressId },
  );
  expect(cities()[0]).toBe('Goes');
  await shop.merchant(
    'mutation ($id: ID!, $addressId: ID!) { customerAddressDelete(customerId: $id, addressId: $addressId) { deletedAddressId userErrors { message } } }',
    { id, addressId },
  );
  expect(cities()).not.toContain('Goes');
});

test('[X46] a job is not done in the answer that begins it, and is when it is asked for', async () => {
  await using shop = new TestShop();
  const [one, two] = [...shop.sim.store.customers.keys()].map(id => `gid://shopify/Customer/${id}`);
  const { customerMerge } = await shop.merchant<{ customerMerge: { job: { id: string; done: boolean } } }>(
    'mutation ($one: ID!, $two: ID!) { customerMerge(customerOneId: $one, customerTwoId: $two) { job { id done } } }',
    { one, two },
  );

  expect(customerMerge.job.done).toBe(false);
  expect(customerMerge.job.id).toMatch(/^gid:\/\/shopify\/Job\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  expect(
    await shop.merchant('query ($id: ID!) { job(id: $id) { done } }', { id: customerMerge.job.id }),
  ).toEqual({
    job: { done: true },
  });
});
