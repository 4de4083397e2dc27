import { aSale, aStockCorrection } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { openShopify } from '../index.ts';

const error = (field: string[] | null, message: string) => ({ field, message });

/** A gateway over a fake Shopify that gives these answers, by operation name. */
function answering(answers: Readonly<Record<string, object>>) {
  const asked: { name: string; variables: Record<string, unknown> }[] = [];
  const { writes } = openShopify({
    ...{ shop: 'a.myshopify.com', apiKey: 'key', apiSecret: 'secret' },
    credentials: { kind: 'fixed', accessToken: 'token' },
    now: () => Date.parse('2026-12-01T00:00:00Z'),
    random: () => 0.5,
    sleep: async () => undefined,
    fetch: async (_input, init) => {
      const { query, variables } = JSON.parse(String(init?.body)) as {
        query: string;
        variables: Record<string, unknown>;
      };
      const name = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
      asked.push({ name, variables });
      return Response.json({ data: answers[name] });
    },
  });
  return { writes, asked };
}

test.each(['Value has already been taken', 'Der Wert wird bereits verwendet', '既に使用されています'])(
  '[G21] a sale’s id that is used says that the order is there, in whatever words: %s',
  async words => {
    const { writes } = answering({
      CreateOrder: {
        orderCreate: { order: null, userErrors: [error(['order', 'metafields', '0', 'value'], words)] },
      },
    });

    const answer = await writes.createOrder(aSale(), null, {});

    expect(answer).toEqual({ kind: 'unanswered', reason: words, isThere: true });
  },
);

test.each(['Email has already been taken', 'Cette adresse est déjà utilisée'])(
  '[G13] a refused address is said to be somebody’s because somebody has it, in whatever words: %s',
  async words => {
    const owner = { id: 'gid://shopify/Customer/7', firstName: 'Ada', lastName: null };
    const { writes } = answering({
      CreateCustomer: { customerCreate: { customer: null, userErrors: [error(['email'], words)] } },
      UpdateCustomer: { customerUpdate: { customer: null, userErrors: [error(['email'], words)] } },
      CustomerWith: { customerByIdentifier: owner },
    });

    const refused = { kind: 'refused', reason: words };
    const fields = { email: 'ada@example.com' };
    expect(await writes.createCustomer(fields, undefined)).toEqual({ ...refused, takenBy: '7' });
    expect(await writes.updateCustomer('8', fields)).toEqual({ ...refused, takenBy: '7' });
    // Their own address, refused for another reason, belongs to no one else.
    expect(await writes.updateCustomer('7', fields)).toEqual({ ...refused, takenBy: null });
  },
);

test('[G13] an address that nobody has is refused with Shopify’s words alone', async () => {
  const { writes } = answering({
    CreateCustomer: {
      customerCreate: { customer: null, userErrors: [error(['email'], 'Email is invalid')] },
    },
    CustomerWith: { customerByIdentifier: null },
  });

  expect(await writes.createCustomer({ email: 'ada' }, undefined)).toEqual({
    kind: 'refused',
    reason: 'Email is invalid',
    takenBy: null,
  });
});

test('[G20] where an order was placed and what left from where; cancelled fulfilments are none', async () => {
  const line = (variant: string | null, quantity: number) => ({
    quantity,
    lineItem: { variant: variant === null ? null : { id: `gid://shopify/ProductVariant/${variant}` } },
  });
  const fulfilment = (status: string, location: string, ...nodes: object[]) => ({
    status,
    location: { id: `gid://shopify/Location/${location}` },
    fulfillmentLineItems: { nodes, pageInfo: { hasNextPage: false } },
  });
  const { writes } = answering({
    OrderPlacement: {
      order: {
        retailLocation: null,
        fulfillments: [
          fulfilment('SUCCESS', '1', line('101', 2), line(null, 1)),
          fulfilment('CANCELLED', '2', line('101', 2)),
        ],
      },
    },
  });

  expect(await writes.placementOf('1001')).toEqual({
    retailLocationId: null,
    fulfilled: [
      { variantId: '101', quantity: 2, locationId: '1' },
      { variantId: null, quantity: 1, locationId: '1' },
    ],
    isWhole: true,
  });
});

test('[G11] the definition of the sale’s id is answered for: whether it was there', async () => {
  const there = answering({ SaleIdDefinition: { metafieldDefinition: { type: { name: 'id' } } } });
  expect(await there.writes.ensureSaleId()).toBe(true);

  const gone = answering({
    SaleIdDefinition: { metafieldDefinition: null },
    DefineSaleId: { metafieldDefinitionCreate: { userErrors: [] } },
  });

  expect(await gone.writes.ensureSaleId()).toBe(false);
});

test('[G14] a correction is one change of several levels, under its key and with its sale', async () => {
  const { writes, asked } = answering({ AdjustStock: { inventoryAdjustQuantities: { userErrors: [] } } });
  const level = (location: string, delta: number) => ({
    inventoryItemId: 'gid://shopify/InventoryItem/9101',
    locationId: `gid://shopify/Location/${location}`,
    delta,
    changeFromQuantity: null,
  });

  const answer = await writes.correctStock(aStockCorrection({ units: 3 }), 'sale-0001', 'a-key-2');

  expect(answer).toEqual({ kind: 'accepted', as: undefined });
  expect(asked).toEqual([
    {
      name: 'AdjustStock',
      variables: {
        key: 'a-key-2',
        input: {
          ...{ name: 'available', reason: 'correction' },
          referenceDocumentUri: 'tidemark://sales/sale-0001/sale-0001-1',
          changes: [level('9', 3), level('1', -3)],
        },
      },
    },
  ]);
});

test.each([
  ['IDEMPOTENCY_CONCURRENT_REQUEST', 'unanswered'],
  ['INVALID_LOCATION', 'refused'],
])('[G14] a correction that Shopify answers with %s is %s', async (code, kind) => {
  const userErrors = [{ field: null, message: 'No.', code }];
  const { writes } = answering({ AdjustStock: { inventoryAdjustQuantities: { userErrors } } });

  const answer = await writes.correctStock(aStockCorrection(), 'sale-0001', 'a-key');

  expect(answer).toEqual({ kind, reason: 'No.' });
});
