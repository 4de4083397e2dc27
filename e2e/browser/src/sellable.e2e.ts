import { stockUp } from './shop/shop-books.ts';
import { expect, test } from './stage/world.ts';

test('[SL1] what may not be sold plainly says why when it is scanned, also without a network', async ({
  till,
  world,
  context,
}) => {
  const { shop } = world;
  await shop.create('Odd Voucher', '2946000000018', '25.00', { product: { giftCard: true } });
  await shop.create('Odd Set', '2946000000025', '30.00', { variant: { requiresComponents: true } });
  await shop.create('Odd Box', '2946000000032', '9.00', { product: { requiresSellingPlan: true } });
  const secret = await shop.create('Odd Secret', '2946000000049', '9.00');
  await shop.setStatus(secret.id, 'UNLISTED');
  await till.ready();
  const causes = [
    ['2946000000018', 'gift-card', 'Odd Voucher is a gift card'],
    ['2946000000025', 'bundle', 'Odd Set is a bundle'],
    ['2946000000032', 'selling-plan', 'Odd Box is sold by subscription only'],
    ['2946000000049', 'unlisted', 'Odd Secret is unlisted'],
  ] as const;

  for (const isOffline of [false, true]) {
    await context.setOffline(isOffline);
    for (const [code, cause, words] of causes) {
      await till.scan(code);
      await expect(till.notFound.first()).toHaveAttribute('data-cause', cause);
      await expect(till.notFound.first()).toContainText(words);
    }
  }
  await till.search('Odd');
  await expect(till.card('Odd')).toHaveCount(0);
});

test('[SL3] what is sold out by the count is sold with a word, on its card, its line and when it is added', async ({
  till,
  world,
}) => {
  const tracked = { inventoryItem: { tracked: true } };
  const pen = await world.shop.create('Scarce Pen', '2946000000056', '9.00', { variant: tracked });
  await stockUp(world.shop, pen, 1);
  await till.ready();

  await till.scan('2946000000056');
  await expect(till.cartLine('Scarce Pen')).toBeVisible();
  await expect(till.cartLine('Scarce Pen').getByTestId('line-warning')).toHaveCount(0);
  await till.scan('2946000000056');

  await expect(till.cartLine('Scarce Pen').getByTestId('line-warning')).toHaveText(
    'Only 1 left by the count.',
  );
  await expect(till.page.getByText('Scarce Pen: only 1 left by the count. Added to the cart.')).toBeVisible();
  await expect(till.page.getByTestId('pay')).toBeEnabled();
});

test('[SL2] what became unsellable in the cart is told before it is paid; a bundle has to be taken out', async ({
  till,
  world,
}) => {
  const { shop } = world;
  const cup = await shop.create('Fading Cup', '2946000000063', '9.00');
  await stockUp(shop, cup, 5);
  await till.ready();
  await till.scan('2946000000063');
  await expect(till.cartLine('Fading Cup')).toBeVisible();

  await shop.setStatus(cup.id, 'ARCHIVED');

  await expect(till.cartLine('Fading Cup').getByTestId('line-warning')).toHaveText(
    'Now archived in Shopify.',
  );
  await till.page.getByTestId('pay').click();
  await expect(till.page.getByTestId('pay-dialog')).toContainText('Fading Cup is now archived in Shopify.');
  await till.page.keyboard.press('Escape');
  await shop.setStatus(cup.id, 'ACTIVE');
  await expect(till.cartLine('Fading Cup').getByTestId('line-warning')).toHaveCount(0);

  await shop.merchant(
    'mutation ($id: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkUpdate(productId: $id, variants: $variants) { userErrors { message } } }',
    { id: cup.id, variants: [{ id: cup.variants.nodes[0]!.id, requiresComponents: true }] },
  );

  await expect(till.page.getByText('Fading Cup is a bundle', { exact: false }).first()).toBeVisible();
  await expect(till.page.getByTestId('pay')).toBeDisabled();
});
