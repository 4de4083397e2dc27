/** What shops differ in, or what nobody has proved of Shopify: switches, by option or POST /_sim/rules. */
export interface ShopRules {
  /** Development stores take five new orders a minute; null: no limit. */
  ordersPerMinute: number | null;
  /**
   * Whether the second of two orders with one value of a metafield of type `id` is refused: `atomic`, always; `racy`,
   * only when the first is older than two seconds; `none`, never.
   */
  uniqueValues: 'atomic' | 'racy' | 'none';
  /**
   * Unproved of Shopify, whose topics PRODUCT_PUBLICATIONS_* tell an app of its own channel alone. What putting a product on a sales channel or taking it off does to the product: `touches`, it is an update, with
   * webhooks; `silent`, nothing else shows it.
   */
  publishing: 'touches' | 'silent';
  /**
   * What becomes of an order that is fulfilled from a location at which an item is not stocked: Shopify takes it from
   * another where it is, refuses the order, or stocks it there below zero.
   */
  unstockedItems: 'another-location' | 'refuse' | 'below-zero';
  /**
   * Unproved of Shopify. Whether what is handed over leaves the location that fulfils the order, or another at which the
   * item is stocked as well, if there is one.
   */
  handedOverFrom: 'fulfilling-location' | 'another-location';
  /** Whether an order names the location of its transaction as the one where it was rung up, or no app's order does. */
  retailLocation: 'transaction' | 'none';
}

export const defaultRules: ShopRules = {
  ordersPerMinute: null,
  uniqueValues: 'atomic',
  publishing: 'touches',
  unstockedItems: 'another-location',
  handedOverFrom: 'fulfilling-location',
  retailLocation: 'transaction',
};

/** How long a value that was just used is not seen, where uniqueness is racy. */
export const racyMs = 2000;
