import config from '../playwright.config.ts';
import { EmbedHost, everyElement } from './pages/embed-host.ts';
import { browserPath } from './stage/browser-path.ts';
import { expect, test } from './stage/world.ts';

// Chromium's headless shell lets a frame of another site store anything.
const { executablePath: _, ...launchOptions } = config.use?.launchOptions ?? {};
const path = browserPath();
test.use({ launchOptions: { ...launchOptions, ...(path === undefined ? {} : { executablePath: path }) } });

test('[S13] where a browser lets a frame of another site keep nothing, the element says so, and offers to try again', async ({
  world,
  page,
}) => {
  // This browser lets it store nothing: its storage is not partitioned by site.
  const host = await EmbedHost.open(page, world.origin, everyElement(world.origin), {}, 'localhost');
  const failed = (await host.frame('tide-pos')).getByTestId('opening-failed');

  await expect(failed).toContainText('lets it keep nothing here');
  await expect(failed.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect((await host.frame('tide-cart')).getByTestId('opening-failed')).toContainText(
    'lets it keep nothing here',
  );
  await host.close();
});
