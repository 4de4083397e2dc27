import { anInventoryLevel, aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { MemoryCatalogue } from '../catalogue/memory-catalogue.ts';
import { aBrowser, aShop, openTestTill } from '../testing/test-tills.ts';

test('[T65] a product is not called unstocked while its stock, which was read, is not shown yet', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser());
  for (let n = 100; n < 1_100; n++) {
    const inventoryItemId = `i${n}`;
    const variants = [aVariant({ id: `${n}01`, inventoryItemId })];
    server.put('products', aProduct({ id: String(n), title: `Tile ${n}`, variants }));
    server.put('inventoryLevels', anInventoryLevel({ inventoryItemId }));
  }
  // As on a slow tablet: what is stored is shown much later.
  const catalogue = till.catalogue as MemoryCatalogue;
  const set = catalogue.set.bind(catalogue);
  catalogue.set = (...change) => {
    for (const until = performance.now() + 1; performance.now() < until;);
    set(...change);
  };
  const unstocked = new Set<string>();
  let looks = 0;
  const watching = till.status$.subscribe(() => {
    looks++;
    for (let n = 100; n < 1_100; n++)
      for (const { stop } of till.catalogue.sellablesOf(String(n)))
        if (stop === 'not-at-location') unstocked.add(String(n));
  });

  expect(await till.sync('manual')).toMatchObject({ outcome: 'up-to-date' });

  watching.unsubscribe();
  expect(looks).toBeGreaterThan(1);
  expect(unstocked.size).toBe(0);
  expect(till.catalogue.sellablesOf('1099')).toMatchObject([{ stop: undefined, available: 5 }]);
});
