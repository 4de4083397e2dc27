import { taxesOf, type TaxRate } from '@tidemark/schema';

/**
 * The shop's taxes from a setting like "VAT:0.21,City:0.02"; an empty text is none.
 * @throws RangeError that names the wrong part.
 */
export function parseTaxRates(text: string): TaxRate[] {
  const parts = text
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
  const rates = parts.map(part => {
    const [, title, number] = /^(.+):([0-9.]+)$/.exec(part) ?? [];
    const rate = Number(number);
    if (!title?.trim() || !(rate <= 1)) throw new RangeError(`"${part}" must be like VAT:0.21, for 21 %`);
    return { title: title.trim(), rate };
  });
  // Rates that cannot be used are refused here, and not at the first sale.
  taxesOf(0, rates, true);
  const titles = rates.map(each => each.title);
  if (new Set(titles).size < titles.length) throw new RangeError('two taxes have one title');
  return rates;
}
