import { test as base, type Page } from '@playwright/test';
import { OwnWorld } from './own-world.ts';
import type { Shop } from '../shop/shop.ts';
import { TillPage } from '../pages/till-page.ts';

/** A simulated shop and a real server that mirrors it, each a process of its own. */
export interface World {
  readonly shop: Shop;
  readonly origin: string;
  readonly simulatorOrigin: string;
  /** The built till that the server serves; a test may build another into it. */
  readonly posFolder: string;
}

/**
 * The part that this run takes out (`WITHOUT=login npx playwright test`; SPEC.md has them all). The tests of that rule
 * must then fail, which shows that they test it and not its neighbours.
 */
export const without = process.env['WITHOUT'] ?? '';

export const test = base.extend<
  { till: TillPage; openTill: (page: Page) => Promise<TillPage> },
  { world: World }
>({
  world: [
    // Playwright takes a fixture's needs from the pattern it destructures; this one needs nothing.
    async ({}, use) => {
      await using world = await OwnWorld.open();
      await use(world);
    },
    { scope: 'worker' },
  ],
  openTill: async ({ world }, use) => {
    await use(async page => {
      await leaveOut(page);
      return new TillPage(page, world.origin);
    });
  },
  till: async ({ page, openTill, world }, use) => {
    if (without === 'webhooks') await world.shop.faults({ kind: 'webhooks', effect: 'drop' });
    await use(await openTill(page));
    await world.shop.faults();
  },
});

export { expect } from '@playwright/test';

/** Takes out the browser's part: a trigger's barrier, the stream, look-ups, news of a newer program, or a rebuild. */
export async function leaveOut(page: Page): Promise<void> {
  if (without === '') return;
  await new TillPage(page, '').without(without);
  if (without === 'search') await page.route(/\/api\/(lookup|find)$/, route => route.abort());
  if (without === 'realtime') await page.route('**/api/replication/stream', route => route.abort());
  if (without === 'update') await page.route('**/version.json', route => route.abort());
  if (without === 'clear') await page.route(/\/pull\?limit/, route => route.abort());
}
