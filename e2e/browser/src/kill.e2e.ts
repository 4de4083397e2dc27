import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort } from './stage/ports.ts';
import { RunningProcess } from './stage/process.ts';
import { Shop } from './shop/shop.ts';
import { TillPage } from './pages/till-page.ts';

interface Records {
  readonly products: readonly { readonly id: string; readonly title: string; readonly status: string }[];
}

test('a server that is killed during import, catch-up and before a drain loses nothing', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-kill-'));
  const [simulatorPort, port] = [await freePort(), await freePort()];
  const simulatorOrigin = `http://127.0.0.1:${simulatorPort}`;
  const origin = `http://127.0.0.1:${port}`;
  const simulator = new RunningProcess('tools/shopify-simulator/src/main.ts', {
    SIMULATOR_PORT: String(simulatorPort),
    DEMO_PRODUCTS: '1200',
    DATA_DIR: folder,
  });
  await simulator.answers(`${simulatorOrigin}/_sim/report`);
  const shop = new Shop(simulatorOrigin);
  const records = async () => (await (await fetch(`${simulatorOrigin}/_sim/records`)).json()) as Records;

  const start = async (): Promise<RunningProcess> => {
    const server = new RunningProcess('apps/server/src/main.ts', {
      PORT: String(port),
      DATA_DIR: folder,
      SHOPIFY_API_ORIGIN: simulatorOrigin,
      LOG_LEVEL: 'warn',
    });
    await server.answers(`${origin}/readyz`);
    return server;
  };
  let server = await start();
  const killAfter = async (ms: number): Promise<void> => {
    await new Promise(resolve => setTimeout(resolve, ms));
    await server.stop('SIGKILL');
    server = await start();
  };
  const retitle = async (from: number, to: number, words: string): Promise<void> => {
    const { products } = await records();
    await Promise.all(
      products.slice(from, to).map(({ id }) => shop.retitle(`gid://shopify/Product/${id}`, `${words} ${id}`)),
    );
  };

  for (const ms of [100, 200, 350]) await killAfter(ms);
  for (const ms of [30, 90, 160]) {
    await shop.faults({ kind: 'webhooks', effect: 'drop' });
    await retitle(0, 150, `Caught up ${ms}`);
    await shop.faults();
    await killAfter(0);
    await killAfter(ms);
  }
  for (const ms of [0, 10, 20]) {
    await retitle(200, 260, `Told ${ms}`);
    await killAfter(ms);
  }

  const till = new TillPage(page, origin);
  await till.open();
  await expect(async () => {
    await till.signIn();
    await till.verified();
  }).toPass();
  await till.openSyncAll();
  const entry = till.page.locator('[data-testid="sync-log-row"][data-trigger="manual"]').first();
  // While the server repeats the killed import, a sync says so, and the test asks again.
  await expect(async () => {
    await till.page.getByTestId('sync-new-data').click();
    await expect(entry).toHaveAttribute('data-outcome', 'up-to-date', { timeout: 3_000 });
  }).toPass();
  const { products } = await records();
  const row = till.page.locator('[data-testid="collection-row"][data-collection="products"]');
  await expect(row).toHaveAttribute('data-on-till', String(products.length));
  await till.open();
  for (const { title } of [products[0]!, products[149]!, products[200]!, products[259]!, products.at(-9)!]) {
    await till.search(title);
    await expect(till.card(title)).toBeVisible();
  }
  await server.stop();
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});
