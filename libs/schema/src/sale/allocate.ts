import { halfUp, safe, sum } from './round.ts';

/**
 * Shares out an amount in proportion to weights, without losing or inventing a unit: a discount over the lines of a
 * cart. Each share is the rounded share of the running total, less what was given before. So no share exceeds its
 * weight if the amount does not exceed their sum. If all weights are zero, nothing is shared out.
 */
export function allocate(amount: number, weights: readonly number[]): number[] {
  const whole = sum(weights);
  if (whole === 0) return weights.map(() => 0);
  let weighed = 0;
  let given = 0;
  return weights.map(weight => {
    weighed = safe(weighed + weight);
    const share = halfUp(amount, weighed, whole) - given;
    given += share;
    return share;
  });
}
