/** How many decimals a currency's minor unit has: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217, from the runtime). */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/**
 * Shopify's decimal text as integer minor units: ("12.5", 2) is 1250. Digits beyond the minor unit are refused
 * unless they are zeros, since rounding somebody's price is not ours to do.
 */
export function parseMoney(decimal: string, digits: number): number {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!match) throw new RangeError(`not an amount of money: ${JSON.stringify(decimal)}`);
  const [, sign, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(digits))) {
    throw new RangeError(`${decimal} has more than ${digits} decimals`);
  }
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) throw new RangeError(`${decimal} is too large an amount`);
  return sign && minor !== 0 ? -minor : minor;
}

/** Minor units as a person reads them, in the reader's own language: (1250, 'EUR', 'en') is "€12.50". */
export function formatMoney(minor: number, currency: string, locale?: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(
    minor / 10 ** minorDigits(currency),
  );
}
