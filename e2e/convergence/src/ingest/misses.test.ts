import { expect, test } from 'vitest';
import { MirroredShop } from './mirrored-shop.ts';

const question = 'VariantsWithCode';
const code = '4040404040409';

/** The cause that a look-up returns, and how often it asked Shopify. */
async function lookUp(shop: MirroredShop): Promise<[cause: string, asked: number]> {
  const before = shop.asked(question);
  const { cause } = await shop.server.ingest.lookup(code, shop.locationId);
  return [cause, shop.asked(question) - before];
}

/** One more product of the shop gets the code. */
function giveCode(shop: MirroredShop): void {
  const { store } = shop.simulator;
  const product = [...store.products.values()].find(each => each.status === 'ACTIVE');
  const variant = product && store.variantsOf(product)[0];
  if (!variant) throw new Error('no product is active');
  store.saveVariant({ ...variant, barcode: code }, true);
  store.saveProduct(product);
}

test('[E42] Shopify is asked once for a code that it does not have, and again after a minute', async () => {
  await using shop = await MirroredShop.open();
  const [, asked] = await lookUp(shop);
  expect(asked).toBeGreaterThan(0);

  expect(await lookUp(shop)).toEqual(['not-in-shopify', 0]);
  shop.pass(60_000);

  expect(await lookUp(shop)).toEqual(['not-in-shopify', asked]);
});

test('[E42] what comes in meanwhile makes the miss none: the next scan finds the product, told or untold', async () => {
  await using shop = await MirroredShop.open();
  await lookUp(shop);
  giveCode(shop);
  await shop.quiet();
  expect((await lookUp(shop))[0]).toBe('in-mirror');

  await using deaf = await MirroredShop.open({ faults: [{ kind: 'webhooks', effect: 'drop' }] });
  await lookUp(deaf);
  giveCode(deaf);
  deaf.pass(60_000);
  expect((await lookUp(deaf))[0]).toBe('was-missing-in-mirror');
});

test('[E42] an answer that did not come is no miss', async () => {
  await using shop = await MirroredShop.open();
  shop.simulator.arm([{ kind: 'status', status: 503, times: 0 }]);
  expect((await lookUp(shop))[0]).toBe('shopify-unreachable');
  shop.simulator.arm([]);

  await expect.poll(() => lookUp(shop), { timeout: 60_000 }).toEqual(['not-in-shopify', expect.any(Number)]);
});
