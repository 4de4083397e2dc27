import { clockTime, dayWords } from '@tidemark/elements';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { Order } from '@tidemark/schema';
import type { Found, TillStatus } from '@tidemark/till';
import type { Days } from './days.ts';

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
export function emptyWords(words: string, days: Days, size: number): string {
  const isLimited = days.from !== '' || days.to !== '';
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

/**
 * The list: the till's own orders and those found beyond it, newest first, each once. Where the till has a found order,
 * its own copy is listed.
 */
export function withFound(
  here: readonly Order[],
  found: readonly Found<'orders'>[],
  mirrored: (id: string) => Order | undefined,
): { readonly orders: readonly Order[]; readonly older: ReadonlySet<string> } {
  // Usually nothing was asked for, and there may be tens of thousands here.
  if (found.length === 0) return { orders: here, older: new Set() };
  const ids = new Set(here.map(({ id }) => id));
  const more = found.flatMap(({ id, document }) => mirrored(id) ?? document ?? []);
  const missing = more.filter(({ id }) => !ids.has(id));
  const older = new Set(missing.filter(({ id }) => mirrored(id) === undefined).map(({ id }) => id));
  if (missing.length === 0) return { orders: here, older };
  const newestFirst = (a: Order, b: Order) => (a.processedAt < b.processedAt ? 1 : -1);
  return { orders: [...here, ...missing].sort(newestFirst), older };
}
