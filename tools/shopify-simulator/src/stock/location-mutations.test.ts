import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

const gidOf = (id: string) => `gid://shopify/Location/${id}`;

function places(shop: TestShop) {
  const [first, second] = shop.sim.store.locations.values();
  return { first: first!, second: second! };
}

test('[X25] a location is added and renamed, each name once', async () => {
  await using shop = new TestShop();
  const { first } = places(shop);
  const add = (name: string) =>
    shop.merchant<{ locationAdd: { location: { id: string } | null; userErrors: { code: string }[] } }>(
      'mutation ($name: String!) { locationAdd(input: { name: $name, address: { countryCode: NL, city: "Delft" } }) { location { id } userErrors { code } } }',
      { name },
    );
  const rename = (id: string, name: string) =>
    shop.merchant<{ locationEdit: { location: { name: string } | null; userErrors: { code: string }[] } }>(
      'mutation ($id: ID!, $name: String!) { locationEdit(id: $id, input: { name: $name }) { location { name } userErrors { code } } }',
      { id, name },
    );
  const { locationAdd } = await add('Kiosk');

  expect(locationAdd.userErrors).toEqual([]);
  expect((await add('Kiosk')).locationAdd.location).toBeNull();
  expect((await rename(locationAdd.location!.id, first.name)).locationEdit.userErrors).toEqual([
    { code: 'TAKEN' },
  ]);
  expect((await rename(locationAdd.location!.id, 'Market')).locationEdit.location).toEqual({
    name: 'Market',
  });
});

test('[X25] a location with stock is deactivated only with a destination, which gets it', async () => {
  await using shop = new TestShop();
  await shop.subscribe('LOCATIONS_DEACTIVATE', 'LOCATIONS_ACTIVATE');
  const { store } = shop.sim;
  const { first, second } = places(shop);
  const deactivate = (destinationLocationId: string | null) =>
    shop.merchant<{ locationDeactivate: { locationDeactivateUserErrors: { code: string }[] } }>(
      'mutation ($id: ID!, $to: ID) { locationDeactivate(locationId: $id, destinationLocationId: $to) { locationDeactivateUserErrors { code } } }',
      { id: gidOf(second.id), to: destinationLocationId },
    );
  const total = () => [...store.levels.values()].reduce((sum, each) => sum + each.available, 0);
  const before = total();

  expect((await deactivate(null)).locationDeactivate.locationDeactivateUserErrors).toEqual([
    { code: 'HAS_ACTIVE_INVENTORY_ERROR' },
  ]);
  expect((await deactivate(gidOf(first.id))).locationDeactivate.locationDeactivateUserErrors).toEqual([]);
  expect(store.locations.get(second.id)!.isActive).toBe(false);
  expect(total()).toBe(before);
  expect(
    [...store.levels.values()].filter(each => each.locationId === second.id && each.available !== 0),
  ).toEqual([]);
  await shop.merchant(
    'mutation ($id: ID!) { locationActivate(locationId: $id) { locationActivateUserErrors { code } } }',
    { id: gidOf(second.id) },
  );
  await shop.quiet();
  expect(shop.received.map(each => each.topic)).toEqual(['locations/deactivate', 'locations/activate']);
});

test('[X25] only a location that is not active is deleted, and its levels with it', async () => {
  await using shop = new TestShop();
  await shop.subscribe('LOCATIONS_DELETE');
  const { store } = shop.sim;
  const { second } = places(shop);
  const remove = () =>
    shop.merchant<{ locationDelete: { locationDeleteUserErrors: { code: string }[] } }>(
      'mutation ($id: ID!) { locationDelete(locationId: $id) { locationDeleteUserErrors { code } } }',
      { id: gidOf(second.id) },
    );

  expect((await remove()).locationDelete.locationDeleteUserErrors).toEqual([{ code: 'LOCATION_IS_ACTIVE' }]);
  store.saveLocation({ ...second, isActive: false });
  expect((await remove()).locationDelete.locationDeleteUserErrors).toEqual([]);
  await shop.quiet();

  expect([...store.levels.values()].some(each => each.locationId === second.id)).toBe(false);
  expect(shop.received.at(-1)?.body).toBe(`{"id":${second.id}}`);
});

test('[X25] inactive locations are listed only when asked for', async () => {
  await using shop = new TestShop();
  const { second } = places(shop);
  shop.sim.store.saveLocation({ ...second, isActive: false });

  const { active, all } = await shop.merchant<Record<string, { nodes: object[] }>>(
    '{ active: locations(first: 5) { nodes { id } } all: locations(first: 5, includeInactive: true) { nodes { id } } }',
  );

  expect(active!.nodes).toHaveLength(1);
  expect(all!.nodes).toHaveLength(2);
});

test('[X25] the location of a fulfilment service is listed only for who asks for legacy ones', async () => {
  await using shop = new TestShop();
  const { second } = places(shop);
  shop.sim.store.saveLocation({ ...second, isFulfillmentService: true });

  const { own, all } = await shop.merchant<Record<string, { nodes: { isFulfillmentService: boolean }[] }>>(
    '{ own: locations(first: 5) { nodes { isFulfillmentService } } all: locations(first: 5, includeLegacy: true) { nodes { isFulfillmentService } } }',
  );

  expect(own!.nodes.map(each => each.isFulfillmentService)).toEqual([false]);
  expect(all!.nodes.map(each => each.isFulfillmentService).sort()).toEqual([false, true]);
});
