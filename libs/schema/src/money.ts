/**
 * Currencies whose minor unit is not a hundredth (ISO 4217; Shopify's own library `money` has the same). Not taken from
 * the runtime: Node 26 says 0 for HUF, COP and IDR while browsers say 2, and a server and a till that disagree would be
 * off by a factor of a hundred.
 */
const digitsOf: Readonly<Record<string, number>> = Object.fromEntries(
  [
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'] as const,
    [3, 'BHD IQD JOD KWD LYD OMR TND'] as const,
    [4, 'CLF UYW'] as const,
  ].flatMap(([digits, codes]) => codes.split(' ').map(code => [code, digits])),
);

/** The decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return digitsOf[currency] ?? 2;
}

/**
 * Shopify's decimal text as integer minor units: ("12.5", 2) is 1250. Digits beyond the minor unit are refused unless
 * they are zeros, since we must not round a shop's price.
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

/**
 * Minor units as a person reads them, in the reader's own language: (1250, 'EUR', 'en') is "€12.50". A currency that
 * the reader's language writes without decimals (HUF) shows them only if they are not zero: nothing is rounded away.
 */
export function formatMoney(minor: number, currency: string, locale?: string): string {
  const digits = minorDigits(currency);
  const isWhole = minor % 10 ** digits === 0;
  return moneyFormat(currency, isWhole ? undefined : digits, locale).format(minor / 10 ** digits);
}

/** A cache: creating a format takes far longer than using it. */
const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(
  currency: string,
  digits: number | undefined,
  locale: string | undefined,
): Intl.NumberFormat {
  const key = `${locale ?? ''} ${currency} ${digits ?? ''}`;
  const known = moneyFormats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    ...(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  });
  moneyFormats.set(key, format);
  return format;
}
