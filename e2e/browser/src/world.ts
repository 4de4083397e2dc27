import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, type Page } from '@playwright/test';
import { freePort } from './ports.ts';
import { RunningProcess } from './process.ts';
import { Shop } from './shop.ts';
import { TillPage } from './till-page.ts';

/** A simulated shop and a real server that mirrors it, each a process of its own. */
export interface World {
  readonly shop: Shop;
  readonly origin: string;
  readonly simulatorOrigin: string;
  /** The built till that the server serves; a test may build another into it. */
  readonly posFolder: string;
}

/**
 * A trigger taken out for this run (`WITHOUT=login npx playwright test`): its barrier request never reaches the
 * server. The test of that trigger must then fail, which shows that it tests the trigger and not its neighbours.
 */
const without = process.env['WITHOUT'];

export const test = base.extend<
  { till: TillPage; openTill: (page: Page) => Promise<TillPage> },
  { world: World }
>({
  world: [
    // Playwright takes a fixture's needs from the pattern it destructures; this one needs nothing.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'tidemark-e2e-'));
      const [simulatorPort, port] = [await freePort(), await freePort()];
      const simulatorOrigin = `http://127.0.0.1:${simulatorPort}`;
      const origin = `http://127.0.0.1:${port}`;
      const posFolder = join(folder, 'pos');
      await cp(fileURLToPath(new URL('../../../apps/pos/dist', import.meta.url)), posFolder, {
        recursive: true,
      });
      const simulator = new RunningProcess('tools/shopify-simulator/src/main.ts', {
        SIMULATOR_PORT: String(simulatorPort),
        DEMO_PRODUCTS: '60',
        DATA_DIR: folder,
      });
      await simulator.answers(`${simulatorOrigin}/_sim/report`);
      const server = new RunningProcess('apps/server/src/main.ts', {
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: folder,
        POS_DIR: posFolder,
        SHOPIFY_API_ORIGIN: simulatorOrigin,
        LOG_LEVEL: 'warn',
      });
      await server.answers(`${origin}/readyz`);
      await use({ shop: new Shop(simulatorOrigin), origin, simulatorOrigin, posFolder });
      await server.stop();
      await simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  openTill: async ({ world }, use) => {
    await use(async page => {
      if (without) await withoutTrigger(page, without);
      return new TillPage(page, world.origin);
    });
  },
  till: async ({ page, openTill, world }, use) => {
    await use(await openTill(page));
    await world.shop.faults();
  },
});

export { expect } from '@playwright/test';

async function withoutTrigger(page: Page, trigger: string): Promise<void> {
  await page.route('**/api/sync', async route => {
    const body = route.request().postDataJSON() as { trigger?: string };
    await (body.trigger === trigger ? route.abort() : route.continue());
  });
  if (trigger === 'search') await page.route('**/api/lookup', route => route.abort());
  if (trigger === 'realtime') await page.route('**/api/replication/stream', route => route.abort());
}
