import type { SaleView } from '@tidemark/elements/sales/sale-details';
import type { SaleRow } from '@tidemark/elements/sales/sale-list';
import { customerIdOf } from '@tidemark/schema';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { CustomerEntry, SaleEntry } from '@tidemark/till';
import type { RecordFilter, SaleListing } from '@tidemark/till/page';
import { pieces } from '../sell/cart/draft.ts';
import { correctionMark, correctionViews, saleNames, type LocationNames } from './correction-words.ts';
import { wayWords, wishesFor } from './way-words.ts';

/** The customers that are known, by their ids. */
type Customers = ReadonlyMap<string, CustomerEntry>;

type Counts = SaleListing['counts'];

/** What is needed to put a sale's details into words. */
export interface SaleSurroundings {
  readonly locations: LocationNames;
  /** The shop's; undefined: the browser's. */
  readonly timeZone: string | undefined;
}

/** What Shopify's field names mean to a cashier. */
const fieldTitles = (): Readonly<Record<string, string>> => ({
  subtotal: msg('Lines after discounts'),
  tax: msg('Taxes'),
  total: msg('Total'),
  paid: msg('Paid'),
});

/** Why no sale is shown. */
export function emptyWords({ all }: Pick<Counts, 'all'>, filter: RecordFilter, words: string): string {
  if (all === 0) return msg('No sales yet. What you sell appears here at once.');
  if (words.trim() !== '') return msg(str`No sale has “${words.trim()}” in its receipt or order number.`);
  return filter === 'unsent' ? msg('All sales are sent.') : msg('No sale waits for a decision.');
}

/** How many sales are on their way, and how far they are, while they are many; undefined when they are few. */
export function sendingWords({ here, stored }: Pick<Counts, 'here' | 'stored'>): string | undefined {
  if (here + stored < 10) return undefined;
  const all = numberText(here + stored);
  return here === 0 || stored === 0
    ? msg(str`${all} sales on their way to Shopify`)
    : msg(
        str`${all} sales on their way to Shopify: ${numberText(here)} on this till, ${numberText(stored)} stored by the server`,
      );
}

export function saleRow(entry: SaleEntry, customers: Customers): SaleRow {
  const { sale, way, orderName, differences, misplaced, corrections, isOwn } = entry;
  const { text, tone } = wayWords(way, orderName);
  const correction = correctionMark(corrections);
  const isRefused = corrections.some(each => each.way.at === 'refused');
  const isDifferent = differences.length > 0 || misplaced.length > 0 || isRefused;
  const marks = [
    differences.length > 0 ? msg('money differs') : '',
    misplaced.length > 0 ? msg('stock differs') : '',
    correction,
  ];
  return {
    id: sale.id,
    receiptNumber: sale.receiptNumber,
    soldAt: Date.parse(sale.createdAt),
    total: sale.totals.total,
    currency: sale.currency,
    pieces: pieces(sale),
    customer: customerName(customerIdOf(sale), customers),
    way: [text, ...marks].filter(Boolean).join(' · '),
    tone: isDifferent ? 'bad' : correction === '' ? tone : 'wait',
    isElsewhere: !isOwn,
  };
}

export function saleView(entry: SaleEntry, customers: Customers, around: SaleSurroundings): SaleView {
  const { sale, way, orderName, differences, isOwn } = entry;
  return {
    sale,
    customer: customerName(customerIdOf(sale), customers),
    way: wayWords(way, orderName).text,
    tone: wayWords(way).tone,
    orderName: orderName ?? '',
    differences: differences.map(each => ({ ...each, title: fieldTitles()[each.field] ?? each.field })),
    stock: stockWords(entry, around.locations),
    corrections: correctionViews(entry, around.locations),
    timeZone: around.timeZone,
    wishes: wishesFor(way),
    isElsewhere: !isOwn,
  };
}

/** Where Shopify took goods, or rang up the order, differently from the sale, without a correction: one sentence each. */
export function stockWords(
  { sale, misplaced, orderLocationId }: Pick<SaleEntry, 'sale' | 'misplaced' | 'orderLocationId'>,
  locations: LocationNames,
): readonly string[] {
  const { here, locationOf: nameOf, itemOf: titleOf } = saleNames(sale, locations);
  const taken = misplaced.map(({ variantId, quantity, locationId }) => {
    const place = locationId === null ? msg('no location') : nameOf(locationId);
    return msg(
      str`Shopify took ${numberText(quantity)} × ${titleOf(variantId)} from ${place}, not from ${here}. Correct the stock in Shopify.`,
    );
  });
  // Shopify keeps apps' orders without a location; that changes nothing.
  const rungUp =
    orderLocationId == null
      ? []
      : [msg(str`Shopify has the order at ${nameOf(orderLocationId)}, not at ${here}.`)];
  return [...taken, ...rungUp];
}

/** Says that some sales took stock elsewhere; undefined while none did. */
export function misplacedWords({ misplaced }: Pick<Counts, 'misplaced'>): string | undefined {
  if (misplaced === 0) return undefined;
  return counted(
    misplaced,
    str`Shopify took the goods of ${numberText(misplaced)} sale from another location. Open the ones with “stock differs”.`,
    str`Shopify took the goods of ${numberText(misplaced)} sales from another location. Open the ones with “stock differs”.`,
  );
}

/** The customer's name; '' for no customer. */
export function customerName(id: string | null, customers: Customers): string {
  return id === null ? '' : (customers.get(id)?.displayName ?? msg('A customer'));
}
