import type { Page } from '@playwright/test';
import { expect, test } from './world.ts';

test('a row deleted in the till’s database is found by the digest, fetched alone and reported', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Moth-eaten Kettle', '2900000000080');
  await till.ready();
  await till.search('Moth-eaten Kettle');
  await expect(till.card('Moth-eaten Kettle')).toBeVisible();
  await till.page.goto(`${world.origin}/healthz`);
  expect(await deleteRecord(till.page, `products/${product.id.split('/').at(-1)}`)).toBe(1);
  const fetched: string[] = [];
  till.page.on('request', request => {
    if (request.url().includes('/replication/products/')) fetched.push(new URL(request.url()).pathname);
  });

  await till.open();
  await till.search('Moth-eaten Kettle');

  await expect(till.card('Moth-eaten Kettle')).toBeVisible();
  await till.openSyncAll();
  const row = till.page.locator('[data-testid="sync-log-row"][data-trigger="reload"]').first();
  await expect(row).toHaveAttribute('data-outcome', 'up-to-date');
  await expect(row).toHaveAttribute('data-repaired', '1');
  expect(fetched.filter(each => each.endsWith('/documents'))).toHaveLength(1);
});

/** Deletes a record from whichever database of this origin holds it, as a fault of the browser would. */
function deleteRecord(page: Page, key: string): Promise<number> {
  return page.evaluate(async wanted => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
    let deleted = 0;
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store, 'readwrite').objectStore(store);
        if ((await done(objects.count(wanted))) === 0) continue;
        await done(objects.delete(wanted));
        deleted++;
      }
      database.close();
    }
    return deleted;
  }, key);
}
