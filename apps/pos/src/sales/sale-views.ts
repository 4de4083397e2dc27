import type { SaleRow, SaleView } from '@tidemark/elements';
import type { SaleEntry, Selling } from '@tidemark/till';
import { pieces } from '../sell/draft.ts';
import { wayWords, wishesFor } from './way-words.ts';

type Customers = Pick<Selling, 'customer'>;

export type SaleFilter = 'all' | 'unsent' | 'refused';

/** What Shopify's field names mean to a cashier. */
const fieldTitles: Readonly<Record<string, string>> = {
  subtotal: 'Lines after discounts',
  tax: 'Taxes',
  total: 'Total',
  paid: 'Paid',
};

/** On the way still: nobody has to do anything. */
export function isUnsent({ way }: SaleEntry): boolean {
  return way.at === 'this-till' || way.at === 'server' || way.at === 'not-taken';
}

/** Somebody has to decide about it. */
export function isRefused({ way }: Pick<SaleEntry, 'way'>): boolean {
  return wishesFor(way).length > 0;
}

/** The sales that a cashier looks for: of one kind, whose receipt number or order name holds these words. */
export function findSales(
  entries: readonly SaleEntry[],
  filter: SaleFilter,
  words: string,
): readonly SaleEntry[] {
  const wanted = words.trim().toUpperCase();
  return entries.filter(entry => {
    if (filter === 'unsent' && !isUnsent(entry)) return false;
    if (filter === 'refused' && !isRefused(entry)) return false;
    return entry.sale.receiptNumber.includes(wanted) || (entry.orderName?.includes(wanted) ?? false);
  });
}

/** Why no sale is shown. */
export function emptyWords(entries: readonly SaleEntry[], filter: SaleFilter, words: string): string {
  if (entries.length === 0) return 'No sales yet. What you sell appears here at once.';
  if (words.trim() !== '') return `No sale has “${words.trim()}” in its receipt or order number.`;
  return filter === 'unsent' ? 'All sales are sent.' : 'No sale waits for a decision.';
}

/** How many sales are on their way, and how far, while they are many; undefined when they are few. */
export function sendingWords(entries: readonly SaleEntry[]): string | undefined {
  const here = entries.filter(({ way }) => way.at === 'this-till').length;
  const stored = entries.filter(({ way }) => way.at === 'server').length;
  if (here + stored < 10) return undefined;
  const words = `${(here + stored).toLocaleString()} sales on their way to Shopify`;
  return here === 0 || stored === 0
    ? words
    : `${words}: ${here.toLocaleString()} on this till, ${stored.toLocaleString()} stored by the server`;
}

export function saleRow(entry: SaleEntry, customers: Customers): SaleRow {
  const { sale, way, orderName, differences, isOwn } = entry;
  const { text, tone } = wayWords(way, orderName);
  const isDifferent = differences.length > 0;
  return {
    id: sale.id,
    receiptNumber: sale.receiptNumber,
    soldAt: Date.parse(sale.createdAt),
    total: sale.totals.total,
    currency: sale.currency,
    pieces: pieces(sale),
    customer: customerName(sale.customerId, customers),
    way: isDifferent ? `${text} · money differs` : text,
    tone: isDifferent ? 'bad' : tone,
    isElsewhere: !isOwn,
  };
}

export function saleView(entry: SaleEntry, customers: Customers): SaleView {
  const { sale, way, orderName, differences, isOwn } = entry;
  return {
    sale,
    customer: customerName(sale.customerId, customers),
    way: wayWords(way, orderName).text,
    tone: wayWords(way).tone,
    orderName: orderName ?? '',
    differences: differences.map(each => ({ ...each, title: fieldTitles[each.field] ?? each.field })),
    wishes: wishesFor(way),
    isElsewhere: !isOwn,
  };
}

export function customerName(id: string | null, customers: Customers): string {
  return id === null ? '' : (customers.customer(id)?.displayName ?? 'A customer');
}
