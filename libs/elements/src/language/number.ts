import { localeNow, msg, str } from './language.ts';

/** Creating a format takes far longer than using it. */
const formats = new Map<string, Intl.NumberFormat>();

/** A number as the language on screen writes it: "1,250". */
export function numberText(value: number, options: Intl.NumberFormatOptions = {}): string {
  return formatOf(options).format(value);
}

function formatOf(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = localeNow();
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, format);
  return format;
}

/** The sign before decimals: ".", or ",". */
export function decimalSign(): string {
  return (
    formatOf({})
      .formatToParts(0.5)
      .find(({ type }) => type === 'decimal')?.value ?? '.'
  );
}

/** A rate in percent: 0.21 is "21 %". */
export function percentText(rate: number): string {
  return msg(str`${numberText(rate * 100)} %`);
}
