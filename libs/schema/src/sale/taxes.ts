import type { TaxLine } from '../documents/sale.ts';
import { halfUp, sum } from './round.ts';

/** A tax that a shop charges. `rate` 0.21 is 21 %, exact to a millionth. */
export type TaxRate = Pick<TaxLine, 'title' | 'rate'>;

const million = 1_000_000;

/**
 * The taxes of one line's amount, each rounded on its own line, halves up, as Shopify does: it never rounds a sum.
 * Included taxes are part of the amount; others come on top.
 * @throws RangeError for a rate that is not exact, or for rates above 100 % in total: their taxes could exceed the
 * amount.
 */
export function taxesOf(amount: number, rates: readonly TaxRate[], included: boolean): TaxLine[] {
  const parts = rates.map(({ rate }) => millionths(rate));
  const together = sum(parts);
  if (together > million) throw new RangeError('taxes of more than the price itself');
  const whole = included ? million + together : million;
  return rates.map(({ title, rate }, index) => ({
    title,
    rate,
    amount: halfUp(amount, parts[index] ?? 0, whole),
  }));
}

/**
 * Sums each tax over all lines: the same title at the same rate. Sorted by title, then rate, whatever the order of
 * lines.
 */
export function sumTaxes(lines: Iterable<readonly TaxLine[]>): TaxLine[] {
  const sums = new Map<string, TaxLine>();
  for (const tax of [...lines].flat()) {
    const key = `${tax.title}\n${tax.rate}`;
    const known = sums.get(key);
    sums.set(key, known ? { ...known, amount: sum([known.amount, tax.amount]) } : tax);
  }
  return [...sums.values()].sort((a, b) =>
    a.title < b.title ? -1 : a.title > b.title ? 1 : a.rate - b.rate,
  );
}

function millionths(rate: number): number {
  const parts = Math.round(rate * million);
  if (rate < 0 || Math.abs(parts / million - rate) > 1e-12) {
    throw new RangeError(`${rate} is not a tax rate exact to a millionth`);
  }
  return parts;
}
