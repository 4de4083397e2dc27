import { fileURLToPath } from 'node:url';
import { servedPage } from './stage/served-page.ts';
import { expect, test } from './stage/world.ts';

const root = fileURLToPath(new URL('../../../examples/plain-rxdb', import.meta.url));

test('[X11] the example page with stock RxDB: first sync, an edit in the shop live, a reload without the server', async ({
  page,
  world,
}) => {
  await using served = await servedPage(root);
  const product = await world.shop.create('Plain Kettle', '2900000000991');

  await page.goto(served.origin);
  await page.getByLabel('Server').fill(world.origin);
  await page.getByLabel('Name').fill('demo');
  await page.getByLabel('PIN').fill('1234');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('status')).toContainText('Up to date and verified');
  await page.getByLabel('Search').fill('plain ket');
  await expect(page.getByRole('listitem')).toHaveText([/Plain Kettle.*12\.50/]);

  await expect(page.locator('html')).toHaveAttribute('data-connection', 'live');
  await world.shop.retitle(product.id, 'Plain Kettle, copper');
  await expect(page.getByRole('listitem')).toHaveText([/Plain Kettle, copper/]);

  await page.route(`${world.origin}/**`, route => route.abort());
  await page.reload();
  await page.getByLabel('Search').fill('plain kettle, copper');
  await expect(page.getByRole('listitem')).toHaveText([/Plain Kettle, copper/]);
  await expect(page.getByRole('status')).toHaveText('The server does not answer.');
});
