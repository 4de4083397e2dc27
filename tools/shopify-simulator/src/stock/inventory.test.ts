import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

interface Group {
  readonly reason: string;
  readonly changes: readonly { readonly name: string; readonly delta: number }[];
}

interface Changed {
  readonly inventoryAdjustmentGroup: Group | null;
  readonly userErrors: readonly {
    readonly field: readonly string[];
    readonly message: string;
    readonly code: string;
  }[];
}

let keys = 0;

async function change(shop: TestShop, mutation: 'Adjust' | 'Set', input: object) {
  const { data, errors } = await shop.ask<Record<string, Changed>>(
    `mutation ($input: Inventory${mutation}QuantitiesInput!) { inventory${mutation}Quantities(input: $input) @idempotent(key: "key-${++keys}") { inventoryAdjustmentGroup { reason changes { name delta quantityAfterChange } } userErrors { field message code } } }`,
    { input },
  );
  return { errors, ...data[`inventory${mutation}Quantities`] };
}

/** A level with ten pieces. */
function level(shop: TestShop) {
  const { store } = shop.sim;
  const [row] = store.levels.values();
  store.setLevel(row!.inventoryItemId, row!.locationId, { available: 10 });
  const now = () => store.levels.get(`${row!.inventoryItemId}@${row!.locationId}`)!;
  const ids = {
    inventoryItemId: `gid://shopify/InventoryItem/${row!.inventoryItemId}`,
    locationId: `gid://shopify/Location/${row!.locationId}`,
  };
  const extra = now().onHand - 10;
  return { now, ids, extra };
}

const adjust = (ids: object, delta: number, more: object = {}) => ({
  name: 'available',
  reason: 'correction',
  changes: [{ ...ids, delta, changeFromQuantity: null, ...more }],
});

const set = (ids: object, quantity: number, changeFromQuantity: number | null, name = 'available') => ({
  name,
  reason: 'correction',
  quantities: [{ ...ids, quantity, changeFromQuantity }],
});

test('[X34] a change of what is available is one of what is on hand, and both are told', async () => {
  await using shop = new TestShop();
  await shop.subscribe('INVENTORY_LEVELS_UPDATE');
  const { now, ids, extra } = level(shop);
  await shop.quiet();
  shop.received.length = 0;

  const { inventoryAdjustmentGroup, userErrors } = await change(shop, 'Adjust', adjust(ids, -3));
  await shop.quiet();

  expect(userErrors).toEqual([]);
  expect(inventoryAdjustmentGroup).toEqual({
    reason: 'correction',
    changes: [
      { name: 'available', delta: -3, quantityAfterChange: null },
      { name: 'on_hand', delta: -3, quantityAfterChange: null },
    ],
  });
  expect(now()).toMatchObject({ available: 7, onHand: 7 + extra });
  expect(JSON.parse(shop.received[0]!.body)).toMatchObject({ available: 7 });
});

test('[X34] damaged pieces are on hand and not available; incoming ones are neither', async () => {
  await using shop = new TestShop();
  const { now, ids, extra } = level(shop);
  const as = (name: string, delta: number) => ({
    ...adjust(ids, delta, { ledgerDocumentUri: 'https://example.com/report/1' }),
    name,
  });

  await change(shop, 'Adjust', as('damaged', 2));
  const { inventoryAdjustmentGroup } = await change(shop, 'Adjust', as('incoming', 5));

  expect(inventoryAdjustmentGroup?.changes).toHaveLength(1);
  expect(now()).toMatchObject({ available: 10, onHand: 12 + extra, states: { damaged: 2, incoming: 5 } });
  const { data } = await shop.ask(
    'query ($item: ID!, $at: ID!) { inventoryItem(id: $item) { inventoryLevel(locationId: $at) { quantities(names: ["available", "damaged", "incoming", "committed"]) { name quantity } } } }',
    { item: ids.inventoryItemId, at: ids.locationId },
  );
  expect(data).toEqual({
    inventoryItem: {
      inventoryLevel: {
        quantities: [
          { name: 'available', quantity: 10 },
          { name: 'damaged', quantity: 2 },
          { name: 'incoming', quantity: 5 },
          { name: 'committed', quantity: 0 },
        ],
      },
    },
  });
});

test('[X34] setting compares first; a stale count changes nothing', async () => {
  await using shop = new TestShop();
  const { now, ids, extra } = level(shop);

  const stale = await change(shop, 'Set', set(ids, 4, 9));
  expect(stale.userErrors).toMatchObject([
    { field: ['input', 'quantities', '0', 'changeFromQuantity'], code: 'CHANGE_FROM_QUANTITY_STALE' },
  ]);
  expect(now().available).toBe(10);
  expect((await change(shop, 'Set', set(ids, 4, 10))).userErrors).toEqual([]);
  expect((await change(shop, 'Set', set(ids, 6, null))).userErrors).toEqual([]);
  expect((await change(shop, 'Set', set(ids, 8 + extra, null, 'on_hand'))).userErrors).toEqual([]);
  expect(now()).toMatchObject({ available: 8, onHand: 8 + extra });
});

test('[X34] a count that is already so is no change', async () => {
  await using shop = new TestShop();
  const { ids } = level(shop);

  expect(await change(shop, 'Set', set(ids, 10, 10))).toMatchObject({
    inventoryAdjustmentGroup: null,
    userErrors: [],
  });
});

test('[X34] changeFromQuantity must be there, null or a number', async () => {
  await using shop = new TestShop();
  const { ids } = level(shop);
  const error = async (mutation: 'Adjust' | 'Set', input: object) =>
    (await change(shop, mutation, input)).errors?.[0];

  expect(
    await error('Set', { name: 'available', reason: 'correction', quantities: [{ ...ids, quantity: 1 }] }),
  ).toMatchObject({
    message: 'InventoryQuantityInput must include the following argument: changeFromQuantity.',
    extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
    path: ['inventorySetQuantities'],
  });
  expect(
    (await error('Adjust', { name: 'available', reason: 'correction', changes: [{ ...ids, delta: 1 }] }))
      ?.message,
  ).toBe('InventoryChangeInput must include the following argument: changeFromQuantity.');
});

test.each([
  [{ name: 'on_hand' }, {}, ['input', 'name'], 'INVALID_QUANTITY_NAME'],
  [{ name: 'committed' }, {}, ['input', 'name'], 'INVALID_QUANTITY_NAME'],
  [{ reason: 'whim' }, {}, ['input', 'reason'], 'INVALID_REASON'],
  [
    {},
    { ledgerDocumentUri: 'https://a.b/c' },
    ['input', 'changes', '0', 'ledgerDocumentUri'],
    'INVALID_AVAILABLE_DOCUMENT',
  ],
  [{ name: 'damaged' }, {}, ['input', 'changes', '0', 'ledgerDocumentUri'], 'INVALID_QUANTITY_DOCUMENT'],
  [{}, { delta: 2_000_000_001 }, ['input', 'changes', '0', 'delta'], 'INVALID_QUANTITY_TOO_HIGH'],
  [{}, { delta: -2_000_000_001 }, ['input', 'changes', '0', 'delta'], 'INVALID_QUANTITY_TOO_LOW'],
  [
    {},
    { inventoryItemId: 'gid://shopify/InventoryItem/1' },
    ['input', 'changes', '0', 'inventoryItemId'],
    'INVALID_INVENTORY_ITEM',
  ],
  [
    {},
    { locationId: 'gid://shopify/Location/1' },
    ['input', 'changes', '0', 'locationId'],
    'INVALID_LOCATION',
  ],
  [
    {},
    { changeFromQuantity: 3 },
    ['input', 'changes', '0', 'changeFromQuantity'],
    'CHANGE_FROM_QUANTITY_STALE',
  ],
])('[X34] an adjustment with %j %j is refused', async (top, inside, field, code) => {
  await using shop = new TestShop();
  const { now, ids } = level(shop);

  const { userErrors } = await change(shop, 'Adjust', { ...adjust(ids, 1, inside), ...top });

  expect(userErrors).toMatchObject([{ field, code }]);
  expect(now().available).toBe(10);
});

test('[X34] the words are Shopify’s', async () => {
  await using shop = new TestShop();
  const { ids } = level(shop);
  const message = async (input: object) => (await change(shop, 'Set', input)).userErrors?.[0]?.message;

  expect(await message(set(ids, -5, null, 'on_hand'))).toBe("The quantity can't be negative.");
  expect(await message(set(ids, -2_000_000_000, null))).toBe(
    "The quantity can't be lower than -1,000,000,000.",
  );
  expect(await message(set(ids, 1_000_000_001, null))).toBe(
    "The quantity can't be higher than 1,000,000,000.",
  );
  expect(
    (await change(shop, 'Adjust', { ...adjust(ids, 1), name: 'on_hand' })).userErrors?.[0]?.message,
  ).toBe(
    'The specified quantity name is invalid. Valid values are: available, damaged, incoming, quality_control, reserved, safety_stock.',
  );
});

test('[X34] a list holds 250 at most', async () => {
  await using shop = new TestShop();
  const { ids } = level(shop);
  const [quantity] = set(ids, 4, null).quantities;

  const { errors } = await change(shop, 'Set', {
    ...set(ids, 4, null),
    quantities: Array.from({ length: 251 }, () => quantity),
  });

  expect(errors?.[0]?.extensions.code).toBe('MAX_INPUT_SIZE_EXCEEDED');
});

test('[X34] one wrong change refuses all; one level is named once', async () => {
  await using shop = new TestShop();
  const { now, ids } = level(shop);
  const input = set(ids, 4, null);

  const twice = await change(shop, 'Set', {
    ...input,
    quantities: [...input.quantities, ...input.quantities],
  });

  expect(twice.userErrors).toMatchObject([
    {
      field: ['input', 'quantities', '1', 'inventoryItemId'],
      code: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
    },
  ]);
  expect(now().available).toBe(10);
});

test('[X34] changes at two locations happen together or not at all', async () => {
  await using shop = new TestShop();
  const { now, ids } = level(shop);
  const { store } = shop.sim;
  const other = [...store.locations.values()].find(each => !ids.locationId.endsWith(`/${each.id}`))!;
  const there = { ...ids, locationId: `gid://shopify/Location/${other.id}` };
  const itemId = now().inventoryItemId;
  store.setLevel(itemId, other.id, { available: 3 });
  const counts = () => [now().available, store.levels.get(`${itemId}@${other.id}`)?.available];
  const move = (...changes: object[]) => change(shop, 'Adjust', { ...adjust(ids, 0), changes });
  const by = (where: object, delta: number) => ({ ...where, delta, changeFromQuantity: null });

  await move(by(there, 2), by(ids, -2));
  expect(counts()).toEqual([8, 5]);

  const nowhere = { ...ids, locationId: 'gid://shopify/Location/1' };
  const { userErrors } = await move(by(nowhere, 2), by(ids, -2));

  expect(userErrors).toMatchObject([{ code: 'INVALID_LOCATION' }]);
  expect(counts()).toEqual([8, 5]);
});

interface Activated {
  readonly inventoryActivate: {
    readonly inventoryLevel: { readonly id: string; readonly quantities: readonly object[] } | null;
    readonly userErrors: readonly { readonly field: readonly string[]; readonly message: string }[];
  };
}

test('[X34] stocked at a location: on hand is taken, available is not; the level keeps its id', async () => {
  await using shop = new TestShop();
  const { store } = shop.sim;
  const { now, ids } = level(shop);
  const gidOf = () => `gid://shopify/InventoryLevel/${now().id}?inventory_item_id=${now().inventoryItemId}`;
  const [, warehouse] = store.locations.values();
  store.levels.delete(`${now().inventoryItemId}@${warehouse!.id}`);
  store.levelsOfItem.set(now().inventoryItemId, [now()]);
  const activate = async (locationId: string, given: object) => {
    const { inventoryActivate } = await shop.merchant<Activated>(
      'mutation ($inventoryItemId: ID!, $locationId: ID!, $available: Int, $onHand: Int) { inventoryActivate(inventoryItemId: $inventoryItemId, locationId: $locationId, available: $available, onHand: $onHand) { inventoryLevel { id quantities(names: ["available", "on_hand"]) { quantity } } userErrors { field message } } }',
      { inventoryItemId: ids.inventoryItemId, locationId, ...given },
    );
    return inventoryActivate;
  };
  const there = `gid://shopify/Location/${warehouse!.id}`;

  const conflict = await activate(there, { available: 10, onHand: 20 });
  expect(conflict.userErrors.map(each => each.field)).toEqual([['available'], ['onHand']]);
  expect((await activate(there, { onHand: 50 })).inventoryLevel?.quantities).toEqual([
    { quantity: 50 },
    { quantity: 50 },
  ]);
  expect((await activate(there, { onHand: 5 })).userErrors).toEqual([
    {
      field: ['onHand'],
      message: 'Not allowed to set an on_hand quantity when the item is already active at the location.',
    },
  ]);
  await shop.merchant(
    'mutation ($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { message } } }',
    {
      id: gidOf(),
    },
  );
  expect(now().isActive).toBe(false);
  expect((await activate(ids.locationId, {})).inventoryLevel?.id).toBe(gidOf());
});
