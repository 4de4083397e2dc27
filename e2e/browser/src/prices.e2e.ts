import { SellingPage } from './pages/selling-page.ts';
import { ordersOf } from './shop/shop-books.ts';
import { Scanner } from './pages/scanner.ts';
import { expect, test } from './stage/world.ts';

test('[K7] a price that changes while its product is in the cart is marked, and what is added then costs the new one', async ({
  till,
  world,
}) => {
  const moved = await world.shop.create('Price Moves', '2940000000018', '10.00');
  const [variant] = moved.variants.nodes;
  const { page } = till;
  const scanner = new Scanner(page);
  const selling = new SellingPage(till);
  await till.ready();
  await selling.put('Price Moves', 2);

  await world.shop.merchant(
    'mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkUpdate(productId: $productId, variants: $variants) { userErrors { message } } }',
    { productId: moved.id, variants: [{ id: variant?.id, price: '13.00' }] },
  );

  const change = page.getByTestId('price-change');
  await expect(change).toContainText('from €10.00 to €13.00');
  await page.locator('body').press('Escape');
  await scanner.scan('2940000000018');
  const lines = till.cartLine('Price Moves');
  await expect(lines).toHaveCount(2);
  await expect(page.getByTestId('cart-total')).toHaveText('€33.00');
  await change.getByTestId('price-kept').click();
  await expect(change).toHaveCount(0);
  const number = await selling.payCash();
  await selling.go('sales');
  await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+$/);
  const [order] = await ordersOf(world.shop, [await selling.saleId(number)]);
  expect(order?.totalPriceSet.shopMoney.amount).toBe('33.0');
});
