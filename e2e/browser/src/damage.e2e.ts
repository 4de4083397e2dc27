import { chunkWith, type Chunk } from '@tidemark/chunklog-storage/memory';
import type { Page } from '@playwright/test';
import { expect, test } from './stage/world.ts';

test('a document that the till’s database lost unnoticed is found by the digest, fetched alone and reported', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Moth-eaten Kettle', '2900000000080');
  await till.ready();
  await till.search('Moth-eaten Kettle');
  await expect(till.card('Moth-eaten Kettle')).toBeVisible();
  await till.page.goto(`${world.origin}/healthz`);
  const id = `products/${product.id.split('/').at(-1)}`;
  expect(await changeRecords(till.page, chunk => without(chunk, id))).toBeGreaterThan(0);
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

test('a record that the disk tore is noticed when the till opens, and the copy of the shop is read anew', async ({
  till,
  world,
}) => {
  await world.shop.create('Torn Kettle', '2900000000097');
  await till.ready();
  await till.search('Torn Kettle');
  await expect(till.card('Torn Kettle')).toBeVisible();
  await till.page.goto(`${world.origin}/healthz`);
  expect(
    await changeRecords(till.page, chunk => ({ ...chunk, body: chunk.body.slice(0, -2) })),
  ).toBeGreaterThan(0);

  await till.open();
  await till.search('Torn Kettle');

  await expect(till.card('Torn Kettle')).toBeVisible();
  await till.openSyncAll();
  const row = till.page.locator('[data-testid="sync-log-row"][data-trigger="reload"]').first();
  await expect(row).toHaveAttribute('data-outcome', 'up-to-date');
  await expect(row).toHaveAttribute('data-repaired', '0');
});

function without(chunk: Chunk, id: string): Chunk {
  return chunkWith(chunk, documents => documents.filter(each => each['id'] !== id));
}

/** Changes the records of the caches in the till's database, as a fault of the disk would. Returns how many. */
async function changeRecords(page: Page, change: (chunk: Chunk) => Chunk): Promise<number> {
  const records = await page.evaluate(async () => {
    const found: { database: string; key: (string | number)[]; value: unknown }[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      if (!/^chunklog\|.*-c\d+$/.test(name)) continue;
      const database = await done(indexedDB.open(name));
      const chunks = database.transaction('chunks').objectStore('chunks');
      const [keys, values] = await Promise.all([done(chunks.getAllKeys()), done(chunks.getAll())]);
      keys.forEach((key, at) => found.push({ database: name, key: key as string[], value: values[at] }));
      database.close();
    }
    return found;

    function done<T>(request: IDBRequest<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
    }
  });
  const caches = records.filter(({ value }) => (value as Chunk).collection.startsWith('cache|'));
  const changed = caches.flatMap(({ value, ...place }) => {
    const chunk = change(value as Chunk);
    return chunk.body === (value as Chunk).body ? [] : [{ ...place, value: chunk }];
  });
  await page.evaluate(async writes => {
    for (const { database: name, key, value } of writes) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
      const transaction = database.transaction('chunks', 'readwrite');
      transaction.objectStore('chunks').put(value, key);
      await new Promise(resolve => (transaction.oncomplete = resolve));
      database.close();
    }
  }, changed);
  return changed.length;
}
