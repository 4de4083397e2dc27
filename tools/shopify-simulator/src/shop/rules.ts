/** Switches for what differs between shops or is unproved of Shopify, set by option or POST /_sim/rules. */
export interface ShopRules {
  /** Development stores take five new orders a minute; null: no limit. */
  ordersPerMinute: number | null;
  /**
   * Whether the second of two orders with the same value of a metafield of type `id` is refused: `atomic`, always;
   * `racy`, only when the first is older than two seconds; `none`, never.
   */
  uniqueValues: 'atomic' | 'racy' | 'none';
  /**
   * What publishing a product on a sales channel, or unpublishing it, does to the product: `touches`, it is an update,
   * with webhooks; `silent`, nothing else shows it. Unproved of Shopify, whose topics PRODUCT_PUBLICATIONS_* tell an
   * app only of its own channel.
   */
  publishing: 'touches' | 'silent';
  /**
   * What Shopify does with an order fulfilled from a location that does not stock an item: takes it from another that
   * does, refuses the order, or stocks it there below zero.
   */
  unstockedItems: 'another-location' | 'refuse' | 'below-zero';
  /**
   * Unproved of Shopify. Whether goods handed over leave the location that fulfils the order, or another location that
   * stocks the item as well, if there is one.
   */
  handedOverFrom: 'fulfilling-location' | 'another-location';
  /** Whether an order's retail location is the location of its transaction; `none`: apps' orders have none. */
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

/** How long a new value stays invisible to the uniqueness check under rule `racy`. */
export const racyMs = 2000;
