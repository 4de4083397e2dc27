import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from './world.ts';

const pos = fileURLToPath(new URL('../../../apps/pos', import.meta.url));

/** A newer program, built into the folder that the server serves. */
function buildInto(folder: string, build: string): void {
  const vite = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));
  const args = [vite, 'build', '--outDir', folder, '--emptyOutDir'];
  execFileSync(process.execPath, args, {
    cwd: pos,
    env: { ...process.env, TIDEMARK_BUILD: build },
    stdio: 'pipe',
  });
}

test('a new build arrives by "Get latest update", never in the middle of a cart', async ({ till, world }) => {
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
