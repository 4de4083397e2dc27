import type { Product, Variant } from './documents/product.ts';

/**
 * What stops a plain sale of an existing product, the furthest from a sale first: of several causes, the first to fix
 * is reported.
 */
export const saleStops = [
  'archived',
  'draft',
  'unlisted',
  'not-published',
  'gift-card',
  'selling-plan',
  'bundle',
  'not-at-location',
] as const;

export type SaleStop = (typeof saleStops)[number];

/** Whether a location stocks a variant. `unknown`, as on a till that has not read its stock, stops nothing. */
export type StockedHere = 'yes' | 'no' | 'unknown';

type SoldProduct = Pick<Product, 'status' | 'published' | 'isGiftCard' | 'requiresSellingPlan'>;
type SoldVariant = Pick<Variant, 'tracked' | 'sellsBelowZero' | 'requiresComponents'>;

/** What stops the sale of a product, for all of its variants ([SL1]). */
export function stopOfProduct(product: SoldProduct): SaleStop | undefined {
  if (product.status !== 'active') return product.status;
  if (!product.published) return 'not-published';
  if (product.isGiftCard) return 'gift-card';
  if (product.requiresSellingPlan) return 'selling-plan';
  return undefined;
}

/**
 * [SL1] The one rule for plain sales on a till and its server: scan, grid, search, look-up, cart and payment all use
 * it. Undefined: nothing stops the sale.
 */
export function saleStop(
  product: SoldProduct,
  variant: SoldVariant,
  stockedHere: StockedHere,
): SaleStop | undefined {
  const stop = stopOfProduct(product);
  if (stop) return stop;
  if (variant.requiresComponents) return 'bundle';
  return variant.tracked && stockedHere === 'no' ? 'not-at-location' : undefined;
}

/** The cause nearest to a sale. */
export function nearestStop(stops: readonly SaleStop[]): SaleStop | undefined {
  return saleStops.findLast(each => stops.includes(each));
}

/** Whether a product is shown for sale: for some variant, at most this location's stock stops the sale. */
export function isForSale(product: SoldProduct & { readonly variants: readonly SoldVariant[] }): boolean {
  return product.variants.some(each => saleStop(product, each, 'unknown') === undefined);
}

/**
 * [SL2] Whether a plain sale would be wrong even with the item at hand: a gift card has to be issued, a bundle takes
 * the stock of others, a plan needs Shopify's checkout. An item that is merely hidden may be in the customer's hands.
 */
export function mustNotBeSold(stop: SaleStop): boolean {
  return stop === 'gift-card' || stop === 'bundle' || stop === 'selling-plan';
}

/**
 * [SL3] Whether fewer are left than wanted, of an item that Shopify does not sell below zero. It is a warning and stops
 * nothing: the item in the cashier's hand outweighs the count. `available` is undefined if nothing is counted or known.
 */
export function isShort(
  { tracked, sellsBelowZero }: SoldVariant,
  available: number | undefined,
  wanted = 1,
): boolean {
  return tracked && !sellsBelowZero && available !== undefined && available < wanted;
}
