import { halfUp, safe, sum } from './round.ts';

/**
 * An amount shared out in proportion to weights, without a unit lost or invented: a discount over the lines of a cart.
 * Each share is that of the running total, rounded, less what was given before; so none exceeds its weight where the
 * amount does not exceed their sum. Nobody weighs anything: then nothing is shared out.
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
