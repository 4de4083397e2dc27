/** The steps to which an amount is rounded up: notes and coins, in the currency's main unit. */
const steps = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

/** At most this many besides the exact amount. */
const most = 3;

/**
 * Amounts that people hand over: the next round sums above what is due, smallest first. For 23.40: 25, 30, 40. In a
 * currency without a minor unit, notes are a hundred times as much.
 */
export function cashAmounts(due: number, digits: number): number[] {
  const unit = digits === 0 ? 100 : 10 ** digits;
  const rounded = steps.map(step => Math.ceil(due / (step * unit)) * step * unit);
  return [...new Set(rounded)].filter(amount => amount > due).slice(0, most);
}
