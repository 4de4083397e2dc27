import type { Sale, SaleLine, SaleTotals, TaxLine } from '../documents/sale.ts';
import { priceLine, type TaxTerms, type UnpricedLine } from './price-line.ts';
import { sum } from './round.ts';
import { sumTaxes } from './taxes.ts';

/** The amounts of a sale before payment. */
export interface PricedSale {
  readonly lines: SaleLine[];
  readonly taxLines: TaxLine[];
  readonly due: Omit<SaleTotals, 'paid' | 'change'>;
}

/** The part of a sale that is money. */
export type SaleMoney = Pick<
  Sale,
  'lines' | 'taxLines' | 'taxesIncluded' | 'taxExempt' | 'tenders' | 'totals'
>;

/**
 * Computes a sale's amounts from its lines: every total is a sum of the lines' amounts, and nothing else is rounded.
 */
export function priceSale(unpriced: readonly UnpricedLine[], terms: TaxTerms): PricedSale {
  const lines = unpriced.map(line => priceLine(line, terms));
  return { lines, taxLines: sumTaxes(lines.map(line => line.taxes)), due: totalsOf(lines) };
}

/** The first amount of a sale that does not match its lines, taxes and tenders; undefined if all match. */
export function moneyDefect(sale: SaleMoney): string | undefined {
  if (sale.taxExempt && (sale.taxLines.length > 0 || sale.lines.some(line => line.taxes.length > 0)))
    return 'taxExempt';
  for (const line of sale.lines) {
    const gross = line.unitPrice * line.quantity;
    const amount = gross - sum(line.discounts.map(each => each.amount));
    if (line.amount !== amount) return `lines/${line.id}/amount`;
    const onTop = sale.taxesIncluded ? 0 : sum(line.taxes.map(tax => tax.amount));
    if (line.total !== amount + onTop) return `lines/${line.id}/total`;
  }
  const { paid, change, ...due } = sale.totals;
  const expected = totalsOf(sale.lines);
  for (const field of ['subtotal', 'discount', 'tax', 'total'] as const) {
    if (due[field] !== expected[field]) return `totals/${field}`;
  }
  if (sum(sale.taxLines.map(tax => tax.amount)) !== due.tax) return 'taxLines';
  if (paid !== sum(sale.tenders.map(tender => tender.amount))) return 'totals/paid';
  return change === paid - due.total ? undefined : 'totals/change';
}

function totalsOf(lines: readonly SaleLine[]): PricedSale['due'] {
  return {
    subtotal: sum(lines.map(line => line.amount)),
    discount: sum(lines.flatMap(line => line.discounts.map(each => each.amount))),
    tax: sum(lines.flatMap(line => line.taxes.map(tax => tax.amount))),
    total: sum(lines.map(line => line.total)),
  };
}
