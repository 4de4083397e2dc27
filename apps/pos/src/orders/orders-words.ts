import { clockTime, dayWords } from '@tidemark/elements/look/time';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { Order } from '@tidemark/schema';
import type { Found, TillStatus } from '@tidemark/till';
import type { OrderListing, OrderListQuery } from '@tidemark/till/page';

/** What this till has of the shop's orders, and how old that knowledge is. */
export function knowledgeWords(
  { size, since }: { readonly size: number; readonly since: number | undefined },
  status: Pick<TillStatus, 'connection' | 'verifiedAt'> | undefined,
  now: Date,
  timeZone: string | undefined,
): string {
  if (since === undefined) return '';
  const day = dayWords(since, timeZone);
  const number = numberText(size);
  if (status?.connection !== 'offline')
    return counted(
      size,
      str`${number} order since ${day} on this till.`,
      str`${number} orders since ${day} on this till.`,
    );
  const checked =
    status.verifiedAt === undefined
      ? msg('never checked')
      : msg(str`last checked ${clockTime(status.verifiedAt, timeZone, now.getTime())}`);
  return counted(
    size,
    str`Offline: ${number} order since ${day} on this till, ${checked}.`,
    str`Offline: ${number} orders since ${day} on this till, ${checked}.`,
  );
}

/** Why no order is shown. */
export function emptyWords(
  { words, placedFrom, placedBefore }: Pick<OrderListQuery, 'words' | 'placedFrom' | 'placedBefore'>,
  size: number,
): string {
  const isLimited = placedFrom !== undefined || placedBefore !== undefined;
  if (words.trim() !== '')
    return isLimited
      ? msg(str`No order on this till fits “${words.trim()}” and these days. Press Enter to ask the shop.`)
      : msg(str`No order on this till fits “${words.trim()}”. Press Enter to ask the shop.`);
  if (isLimited)
    return msg('No order on this till was placed on these days. Older ones can be asked for below.');
  return size === 0
    ? msg('No orders yet. What the shop sells, on tills and in the web shop, appears here.')
    : '';
}

/** A part of the list with the orders found beyond the till. */
export interface ListWithFound {
  /** The place of the first order. */
  readonly from: number;
  readonly total: number;
  readonly orders: readonly Order[];
  /** Ids of those that this till does not have. */
  readonly older: ReadonlySet<string>;
}

/**
 * A part of the till's list, and among it the orders found beyond it: newest first, each once. Where the till has a
 * found order, its own copy is listed. Found orders that belong before or after this part only move and lengthen the
 * list.
 */
export function withFound(
  part: Pick<OrderListing, 'from' | 'total' | 'orders' | 'known' | 'listed'>,
  found: readonly Found<'orders'>[],
): ListWithFound {
  const { from, total, orders, known, listed } = part;
  const missing = found
    .filter(({ id }) => !listed.has(id))
    .flatMap(({ id, document }) => known.get(id) ?? document ?? []);
  const older = new Set(missing.filter(({ id }) => !known.has(id)).map(({ id }) => id));
  if (missing.length === 0) return { from, total, orders, older };
  const [first, last] = [orders.at(0), orders.at(-1)];
  const isBefore = (order: Order) => from > 0 && first !== undefined && newestFirst(order, first) < 0;
  const isAfter = (order: Order) =>
    from + orders.length < total && last !== undefined && newestFirst(order, last) > 0;
  const among = missing.filter(order => !isBefore(order) && !isAfter(order));
  return {
    from: from + missing.filter(isBefore).length,
    total: total + missing.length,
    orders: among.length > 0 ? [...orders, ...among].sort(newestFirst) : orders,
    older,
  };
}

/** As the till lists them: orders of one moment by their ids. */
function newestFirst(a: Order, b: Order): number {
  if (a.processedAt !== b.processedAt) return a.processedAt < b.processedAt ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}
