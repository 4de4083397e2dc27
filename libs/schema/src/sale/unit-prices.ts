/** A number of units at one price. */
export interface PricedUnits {
  readonly unitPrice: number;
  readonly quantity: number;
}

/**
 * A line's amount as unit prices that multiply to it exactly: three for 10.00 are two at 3.33 and one at 3.34. One or
 * two entries. For an order in Shopify, whose lines have a unit price and no amount.
 */
export function unitPrices(amount: number, quantity: number): PricedUnits[] {
  const low = Math.floor(amount / quantity);
  const dearer = amount - low * quantity;
  return [
    { unitPrice: low, quantity: quantity - dearer },
    { unitPrice: low + 1, quantity: dearer },
  ].filter(each => each.quantity > 0);
}
