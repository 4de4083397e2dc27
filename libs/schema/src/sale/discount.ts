import type { CartDiscount } from '../documents/cart.ts';
import { allocate } from './allocate.ts';
import type { UnpricedLine } from './price-line.ts';
import { halfUp, safe, sum } from './round.ts';

/**
 * Shares out a discount on the whole cart over its lines: Shopify accepts no discount per line through its API, and a
 * refund of one line must know what that line really cost. A discount larger than the cart takes off the whole cart.
 */
export function discountLines(
  lines: readonly UnpricedLine[],
  discount: CartDiscount,
): readonly UnpricedLine[] {
  if (!discount) return lines;
  const amounts = lines.map(line => {
    const before = sum(line.discounts.map(each => each.amount));
    return safe(line.unitPrice * line.quantity) - before;
  });
  const whole = sum(amounts);
  const wanted =
    discount.kind === 'percent' ? halfUp(whole, hundredths(discount.percent), 10_000) : discount.amount;
  const shares = allocate(Math.min(wanted, whole), amounts);
  return lines.map((line, index) => ({
    ...line,
    discounts: [...line.discounts, { title: discount.title, amount: shares[index] ?? 0 }],
  }));
}

function hundredths(percent: number): number {
  return Math.min(Math.max(Math.round(percent * 100), 0), 10_000);
}
