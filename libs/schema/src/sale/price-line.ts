import type { SaleLine } from '../documents/sale.ts';
import { safe, sum } from './round.ts';
import { taxesOf, type TaxRate } from './taxes.ts';

/** A line before its arithmetic. */
export type UnpricedLine = Omit<SaleLine, 'amount' | 'taxes' | 'total'>;

/** The shop's tax settings, and whether this customer pays taxes. */
export interface TaxTerms {
  readonly taxesIncluded: boolean;
  readonly rates: readonly TaxRate[];
  /**
   * The customer pays no taxes. Prices without taxes get none on top; prices with included taxes stay what they are, as
   * Shopify keeps them by default, and no tax is taken out of them.
   */
  readonly isExempt?: boolean;
}

/** @throws RangeError if a discount takes off more than there is, or an amount is too large. */
export function priceLine(line: UnpricedLine, { taxesIncluded, rates, isExempt }: TaxTerms): SaleLine {
  const gross = safe(line.unitPrice * line.quantity);
  const amount = gross - sum(line.discounts.map(each => each.amount));
  if (amount < 0) throw new RangeError(`discounts of more than ${gross} on line ${line.id}`);
  const taxes = line.taxable && !isExempt ? taxesOf(amount, rates, taxesIncluded) : [];
  const onTop = taxesIncluded ? 0 : sum(taxes.map(tax => tax.amount));
  return { ...line, amount, taxes, total: safe(amount + onTop) };
}
