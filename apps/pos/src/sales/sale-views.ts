import type { SaleRow, SaleView } from '@tidemark/elements';
import type { SaleEntry, Selling } from '@tidemark/till';
import { pieces } from '../sell/draft.ts';
import { wayWords } from './way-words.ts';

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

/** Somebody has to look at it. */
export function isRefused({ way }: SaleEntry): boolean {
  return way.at === 'refused' || way.at === 'not-taken';
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

/** "12 of 1,000 sent" while many are under way; undefined when there are few. */
export function sendingWords(entries: readonly SaleEntry[]): string | undefined {
  const left = entries.filter(({ way }) => way.at === 'this-till' || way.at === 'server').length;
  if (left < 10) return undefined;
  return `${(entries.length - left).toLocaleString()} of ${entries.length.toLocaleString()} sent`;
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
    isRefused: way.at === 'refused',
    isElsewhere: !isOwn,
  };
}

export function customerName(id: string | null, customers: Customers): string {
  return id === null ? '' : (customers.customer(id)?.displayName ?? 'A customer');
}
