import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

const query = '{ customers(first: 2) { nodes { id firstName displayName } } }';
interface Answered {
  readonly customers: { readonly nodes: readonly { id: string; firstName: string | null }[] };
}

test('[X42] a field of personal data is denied alone, with an error for each or without a word', async () => {
  await using shop = new TestShop();
  const fields = ['Customer.firstName'];

  shop.sim.arm([{ kind: 'personal-data-denied', fields, how: 'error' }]);
  const said = await shop.ask<Answered>(query);
  shop.sim.arm([]);
  shop.sim.arm([{ kind: 'personal-data-denied', fields, how: 'null' }]);
  const silent = await shop.ask<Answered>(query);

  expect(said.errors?.map(each => each.path)).toEqual([
    ['customers', 'nodes', 0, 'firstName'],
    ['customers', 'nodes', 1, 'firstName'],
  ]);
  expect(said.errors?.[0]?.extensions.code).toBe('ACCESS_DENIED');
  for (const { data } of [said, silent])
    expect(data.customers.nodes.map(each => each.firstName)).toEqual([null, null]);
  expect(silent.errors).toBeUndefined();
  shop.sim.arm([]);
  expect((await shop.ask<Answered>(query)).data.customers.nodes[0]?.firstName).not.toBeNull();
});

test('[X42] a denied field that must not be null takes what is around it', async () => {
  await using shop = new TestShop();
  shop.sim.arm([{ kind: 'personal-data-denied', fields: ['Customer.displayName'], how: 'error' }]);

  const { data, errors } = await shop.ask<Answered | null>(query);

  expect(data).toBeNull();
  expect(errors?.[0]?.path?.at(-1)).toBe('displayName');
});

test('[X42] the most that one query may cost can be less', async () => {
  await using shop = new TestShop();
  shop.sim.arm([{ kind: 'cost-limit', most: 1 }]);

  const { errors } = await shop.ask(query);

  expect(errors?.[0]?.extensions).toMatchObject({ code: 'MAX_COST_EXCEEDED', maxCost: 1 });
  expect(shop.sim.armed()).toEqual([{ kind: 'cost-limit', most: 1 }]);
});
