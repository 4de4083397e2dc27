import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { servedPage } from './stage/served-page.ts';

const root = fileURLToPath(new URL('../../../examples/notes', import.meta.url));

test('the example page of the storage: a note outlives a reload, and is in a second tab', async ({
  page,
}) => {
  await using served = await servedPage(root);
  await page.goto(served.origin);

  await page.getByLabel('New note').fill('Buy milk');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toHaveText('Stored.');
  await page.reload();
  await expect(page.getByRole('listitem')).toHaveText([/Buy milk/]);

  const second = await page.context().newPage();
  await second.goto(served.origin);
  await second.getByRole('button', { name: 'Remove Buy milk' }).click();
  await expect(second.getByRole('status')).toHaveText('Removed.');
  await expect(page.getByRole('listitem')).toHaveCount(0);
});
