import { violationsIn } from './stage/axe.ts';
import { expect, test } from './stage/world.ts';

test('one of hundreds of variants is chosen by its options, or by words and the keyboard', async ({
  till,
  world,
}) => {
  await world.shop.createMany('Choice Tee', 20, 12);
  await till.ready();
  const dialog = till.page.getByTestId('variant-choice');

  await till.search('choice');
  await till.card('Choice Tee').click();
  await expect(dialog.getByRole('status')).toHaveText('240 to choose from; the first 60 are shown.');
  await expect(dialog.getByRole('listitem')).toHaveCount(60);
  await dialog.getByRole('button', { name: 'Colour 7', exact: true }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(12);
  await dialog.getByRole('button', { name: 'Size 3', exact: true }).click();
  await expect(dialog.getByRole('listitem')).toHaveText([/Colour 7 \/ Size 3/]);
  expect(await violationsIn(till.page)).toEqual([]);
  await dialog.getByRole('listitem').getByRole('button').click();
  await expect(dialog).toBeHidden();
  await expect(till.cartLine('Choice Tee')).toContainText('Colour 7 / Size 3');

  await till.card('Choice Tee').click();
  await dialog.getByRole('searchbox').fill('size 12');
  await expect(dialog.getByRole('status')).toHaveText('31 of 240.');
  await dialog.getByRole('searchbox').fill('size 12 colour 20');
  await dialog.getByRole('searchbox').press('Enter');
  await expect(dialog).toBeHidden();
  await expect(till.cartLine('Choice Tee')).toHaveCount(2);
});

test('in place of a picture stands the first sign of a title, whole; the end of a code finds it', async ({
  till,
  world,
}) => {
  await world.shop.create('🔥 Sign Deal', '2910000019998');
  await till.ready();

  for (const query of ['🔥', '9998', 'sign deal']) {
    await till.search(query);
    await expect(till.card('Sign Deal').locator('.blank')).toHaveText('🔥');
  }
  await till.search('***');
  await expect(till.page.getByTestId('product-card')).toHaveCount(0);
});
