/** What shops differ in, or what nobody has proved of Shopify: switches, by option or POST /_sim/rules. */
export interface ShopRules {
  /** Development stores take five new orders a minute; null: no limit. */
  ordersPerMinute: number | null;
  /**
   * Whether the second of two orders with one value of a metafield of type `id` is refused: `atomic`, always; `racy`,
   * only when the first is older than two seconds; `none`, never.
   */
  uniqueValues: 'atomic' | 'racy' | 'none';
}

export const defaultRules: ShopRules = { ordersPerMinute: null, uniqueValues: 'atomic' };

/** How long a value that was just used is not seen, where uniqueness is racy. */
export const racyMs = 2000;
