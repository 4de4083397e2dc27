import { pageBundle } from '@tidemark/chunklog-storage/page-bundle';
import type { sellOffline } from './stage/dexie-till-page.ts';
import { SellingPage } from './pages/selling-page.ts';
import { expect, test } from './stage/world.ts';

declare global {
  var dexieTill: { readonly sellOffline: typeof sellOffline };
}

test('[T36] a till that was on Dexie moves over by itself, without a network, with what it had not sent', async ({
  till,
  world,
}) => {
  const { page } = till;
  await page.goto(`${world.origin}/healthz`);
  const body = await pageBundle(new URL('stage/dexie-till-page.ts', import.meta.url));
  await page.route('**/dexie-till.js', route => route.fulfill({ contentType: 'text/javascript', body }));
  await page.addScriptTag({ url: '/dexie-till.js', type: 'module' });
  await page.waitForFunction(() => 'dexieTill' in globalThis);
  const { receiptNumber, products } = await page.evaluate(() =>
    globalThis.dexieTill.sellOffline('tidemark-demo.myshopify.com'),
  );
  await page.evaluate(() => localStorage.setItem('tidemark-last-shop', 'tidemark-demo.myshopify.com'));
  const isAway = { network: true };
  await page.route('**/api/**', route => (isAway.network ? route.abort() : route.continue()));

  await till.open();

  await expect(page.getByTestId('product-card').first()).toBeVisible();
  await expect(page.getByText(`${products} products`)).toBeVisible();
  const selling = new SellingPage(till);
  await selling.go('sales');
  await expect(selling.way(receiptNumber)).toContainText('this till');
  const left = await page.evaluate(async () => (await indexedDB.databases()).map(({ name = '' }) => name));
  expect(left.filter(name => name.startsWith('rxdb-dexie-'))).toEqual([]);
  isAway.network = false;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(selling.way(receiptNumber)).toContainText('in Shopify', { ignoreCase: true });
});
