import type { SaleLine } from '../documents/sale.ts';
import { safe, sum } from './round.ts';
import { taxesOf, type TaxRate } from './taxes.ts';

/** A line before its arithmetic. */
export type UnpricedLine = Omit<SaleLine, 'amount' | 'taxes' | 'total'>;

/** What the shop's settings say of taxes. */
export interface TaxTerms {
  readonly taxesIncluded: boolean;
  readonly rates: readonly TaxRate[];
}

/** @throws RangeError where a discount takes off more than there is, or an amount is too large. */
export function priceLine(line: UnpricedLine, { taxesIncluded, rates }: TaxTerms): SaleLine {
  const gross = safe(line.unitPrice * line.quantity);
  const amount = gross - sum(line.discounts.map(each => each.amount));
  if (amount < 0) throw new RangeError(`discounts of more than ${gross} on line ${line.id}`);
  const taxes = line.taxable ? taxesOf(amount, rates, taxesIncluded) : [];
  const onTop = taxesIncluded ? 0 : sum(taxes.map(tax => tax.amount));
  return { ...line, amount, taxes, total: safe(amount + onTop) };
}
