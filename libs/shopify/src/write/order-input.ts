import {
  allocate,
  formatMoney,
  lineNoteOf,
  minorDigits,
  noteOf,
  takings,
  toGid,
  unitPrices,
  type Sale,
  type SaleLine,
} from '@tidemark/schema';

/**
 * The metafield that names an order's sale. Its namespace is the shop's, not the app's: it outlives a reinstallation.
 */
export const saleIdField = { namespace: 'tidemark', key: 'sale_id' } as const;

/**
 * A sale as Shopify's order input. Discounts are in the unit prices, since Shopify accepts none per line, and named as
 * properties. A line whose amount is not a multiple of a unit price becomes two lines. The fulfilment says that the
 * goods were handed over at the sale's location, which also makes Shopify take the stock there.
 */
export function orderInput(
  sale: Sale,
  customerId: string | null,
  attributes: Readonly<Record<string, string>>,
  now: number,
): object {
  const money = moneyIn(sale.currency);
  const kept = takings(sale.tenders, sale.totals.change);
  const locationId = toGid('Location', sale.locationId);
  const processedAt = notAfter(now, sale.createdAt);
  const note = noteOf(sale);
  return {
    currency: sale.currency,
    taxesIncluded: sale.taxesIncluded,
    processedAt,
    sourceIdentifier: sale.id,
    metafields: [{ ...saleIdField, type: 'id', value: sale.id }],
    ...(customerId === null ? {} : { customer: { toAssociate: { id: toGid('Customer', customerId) } } }),
    ...(note === null ? {} : { note }),
    lineItems: sale.lines.flatMap(line => lineItems(line, sale)),
    transactions: kept.map(({ kind, amount, reference }) => ({
      kind: 'SALE',
      status: 'SUCCESS',
      gateway: kind,
      amountSet: money(amount),
      processedAt,
      locationId,
      ...(reference === null ? {} : { receiptJson: JSON.stringify({ reference }) }),
    })),
    // Without transactions, Shopify cannot infer that nothing is left to pay.
    ...(kept.length === 0 ? { financialStatus: 'PAID' } : {}),
    fulfillment: { locationId, notifyCustomer: false },
    customAttributes: Object.entries({
      Receipt: sale.receiptNumber,
      Till: sale.tillId,
      Staff: sale.staffId,
      ...attributes,
    }).map(([key, value]) => ({ key, value })),
  };
}

function lineItems(line: SaleLine, sale: Sale): object[] {
  const { currency, taxExempt } = sale;
  const note = lineNoteOf(sale, line);
  const money = moneyIn(currency);
  const parts = unitPrices(line.amount, line.quantity);
  const weights = parts.map(each => each.unitPrice * each.quantity);
  const taxes = line.taxes.map(tax => ({ ...tax, shares: allocate(tax.amount, weights) }));
  const properties = [
    ...line.discounts.map(({ title, amount }) => ({
      name: title,
      value: `−${formatMoney(amount, currency, 'en')}`,
    })),
    ...(note === null ? [] : [{ name: 'Note', value: note }]),
  ];
  return parts.map(({ unitPrice, quantity }, n) => ({
    ...(line.variantId === null
      ? { title: line.title, ...(line.sku === null ? {} : { sku: line.sku }) }
      : { variantId: toGid('ProductVariant', line.variantId) }),
    quantity,
    priceSet: money(unitPrice),
    // An order accepts no tax exemption: its lines say that no tax is due, so that none is computed later.
    taxable: line.taxable && !taxExempt,
    requiresShipping: false,
    taxLines: taxes.map(({ title, rate, shares }) => ({
      title,
      rate: String(rate),
      priceSet: money(shares[n] ?? 0),
    })),
    ...(properties.length === 0 ? {} : { properties }),
  }));
}

/** The instant, at most now: Shopify accepts no future time, and a till's clock may have been fast. */
function notAfter(now: number, instant: string): string {
  return Date.parse(instant) <= now ? instant : new Date(now).toISOString();
}

/** Formats minor units as Shopify's decimals. */
function moneyIn(currency: string): (minor: number) => object {
  const digits = minorDigits(currency);
  return minor => {
    const text = String(minor).padStart(digits + 1, '0');
    const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
    return { shopMoney: { amount, currencyCode: currency } };
  };
}
