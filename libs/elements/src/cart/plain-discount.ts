/** What a discount is called that was given without a name: as a till stores it, and as Shopify's staff read it. */
export const plainDiscount = 'Discount';
