/** `amount × numerator / denominator`, exactly, then to the nearest whole unit, halves up. No operand is negative. */
export function halfUp(amount: number, numerator: number, denominator: number): number {
  const doubled = 2n * BigInt(amount) * BigInt(numerator) + BigInt(denominator);
  return safe(Number(doubled / (2n * BigInt(denominator))));
}

/** @throws RangeError for money too large to be counted exactly. */
export function safe(money: number): number {
  if (!Number.isSafeInteger(money)) throw new RangeError(`${money} is too large an amount`);
  return money;
}

export function sum(amounts: Iterable<number>): number {
  let total = 0;
  for (const amount of amounts) total = safe(total + amount);
  return total;
}
