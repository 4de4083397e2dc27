import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './stage/ports.ts';
import { installClock } from './stage/clock.ts';
import { expect, test, type World } from './stage/world.ts';

const pos = fileURLToPath(new URL('../../../apps/pos', import.meta.url));

/** Builds a newer program into the folder that the server serves. */
function buildInto(folder: string, build: string): void {
  const vite = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));
  const args = [vite, 'build', '--outDir', folder, '--emptyOutDir'];
  execFileSync(process.execPath, args, {
    cwd: pos,
    env: { ...process.env, TIDEMARK_BUILD: build },
    stdio: 'pipe',
  });
}

/** Makes the server announce another program, until it is disposed of. */
async function announce(world: World, build: string): Promise<AsyncDisposable> {
  const file = join(world.posFolder, 'version.json');
  const before = await readFile(file, 'utf8');
  await writeFile(file, JSON.stringify({ build }));
  return { [Symbol.asyncDispose]: () => writeFile(file, before) };
}

test('[S6] where the page has no service worker, "Get latest update" reloads it', async ({
  browser,
  openTill,
  world,
}) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const till = await openTill(await context.newPage());
  await till.ready();
  await till.openSyncAll();
  const button = till.page.getByTestId('get-latest-update');
  await button.click();
  await expect(till.page.getByText('This is the newest version')).toBeVisible();
  await using _ = await announce(world, 'another-build');

  const loaded = till.page.waitForEvent('load');
  await button.click();
  await loaded;

  await till.verified();
  await context.close();
});

test('[S6] in a page of another origin it names the newest version, and says what brings it', async ({
  till,
  world,
}) => {
  const port = await freePort();
  const shop = 'shop="tidemark-demo.myshopify.com"';
  const page = `<!doctype html><title>A shop</title><tide-pos server="${world.origin}" ${shop} isolation="none" style="height: 800px"></tide-pos>
    <script type="module" src="${world.origin}/embed/tidemark.js"></script>`;
  const host = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(page),
  ).listen(port, '127.0.0.1');
  await till.page.goto(`http://127.0.0.1:${port}/`);
  await till.signIn();
  await till.verified();
  await till.openSyncAll();
  await till.page.getByTestId('get-latest-update').click();
  await expect(till.page.getByText('This is the newest version')).toBeVisible();
  await using _ = await announce(world, 'another-build');

  await till.page.getByTestId('get-latest-update').click();

  await expect(till.page.getByText(/Version another-build is there.*Reload the page/)).toBeVisible();
  await new Promise(resolve => host.close(resolve));
});

test('[S6] an update found in the background is offered in a calm moment, and once', async ({
  till,
  world,
}) => {
  await world.shop.create('Calm Kettle', '2900000000172');
  const { page } = till;
  const offer = page.getByTestId('update-offer');
  await installClock(page);
  await till.ready();
  await till.scan('2900000000172');
  await expect(till.cartLine('Calm Kettle')).toBeVisible();
  await using _ = await announce(world, 'another-build');
  await page.clock.runFor('01:05');
  await Promise.all([page.waitForResponse('**/version.json'), page.getByTestId('sync-press').click()]);
  await page.clock.runFor('00:25');
  await expect(offer).toHaveCount(0);

  await page.getByRole('button', { name: 'Clear cart' }).click();
  await page.clock.runFor('00:10');
  await expect(offer).toHaveCount(0);
  await page.clock.runFor('00:15');
  await expect(offer).toBeVisible();
  await page.getByTestId('update-later').click();
  await expect(offer).toHaveCount(0);
  await Promise.all([page.waitForResponse('**/version.json'), till.open()]);
  await till.verified();
  await page.clock.runFor('00:30');

  await expect(offer).toHaveCount(0);
});

test('[S6] "Get latest update" renews the program, data stays; never in the middle of a cart', async ({
  till,
  world,
}) => {
  await world.shop.create('Patient Kettle', '2900000000165');
  await till.ready();
  await till.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await till.scan('2900000000165');
  await expect(till.cartLine('Patient Kettle')).toBeVisible();
  buildInto(world.posFolder, 'newer-build');
  await till.openSyncAll();
  const version = till.page.getByTestId('app-version');

  await till.page.getByTestId('get-latest-update').click();
  await expect(till.page.getByText('Version newer-build is ready')).toBeVisible();
  await expect(version).not.toHaveText('newer-build');

  await till.page.getByTestId('menu-button').click();
  await till.page.getByRole('menuitem', { name: 'Sell' }).click();
  await till.page.getByRole('button', { name: 'Clear cart' }).click();
  await till.openSyncAll();
  await till.page.getByTestId('get-latest-update').click();
  await till.page.waitForEvent('load');
  await till.openSyncAll();

  await expect(version).toHaveText('newer-build');
  await expect(till.page.locator('[data-collection="products"]')).not.toHaveAttribute('data-on-till', '0');
});
