import {
  discountLines,
  priceSale,
  type PricedSale,
  type Settings,
  type TaxRate,
  type TaxTerms,
} from '@tidemark/schema';
import type { SaleDraft } from './selling.ts';

/** The shop's tax rules for this customer, for arithmetic. */
export function taxTermsOf(settings: Settings | undefined, isExempt: boolean): TaxTerms {
  const { taxRates } = (settings ?? {}) as { readonly taxRates?: readonly TaxRate[] };
  return { taxesIncluded: settings?.taxesIncluded ?? false, rates: taxRates ?? [], isExempt };
}

/** The priced sale of a draft. @throws RangeError where money does not work out. */
export function priceDraft({ lines, discount }: SaleDraft, terms: TaxTerms): PricedSale {
  const unpriced = lines.map(({ id, item, quantity, note }) => ({
    id,
    ...item,
    quantity,
    discounts: [],
    note,
  }));
  return priceSale(discountLines(unpriced, discount), terms);
}
