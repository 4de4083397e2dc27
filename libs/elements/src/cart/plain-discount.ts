/** The name of a discount that was given without one: as a till stores it, and as Shopify's staff read it. */
export const plainDiscount = 'Discount';
