import type { Sale } from '@tidemark/schema';

/** The fields that decide the order of sales. */
type Rung = Pick<Sale, 'tillId' | 'receiptNumber' | 'createdAt'>;

/**
 * Sorts newest first. A till's own sales stand in the order of their receipt numbers, whatever its clock showed: the
 * first receipt gets the earliest of the times that they name, and so on. Between tills those times decide, none later
 * than `now`.
 */
export function newestFirst<T extends { readonly sale: Rung }>(entries: readonly T[], now: number): T[] {
  const ofTill = new Map<string, T[]>();
  for (const entry of entries) {
    const { tillId, receiptNumber } = entry.sale;
    // A till that was given another prefix counts from the beginning.
    const key = `${tillId} ${receiptNumber.slice(0, receiptNumber.indexOf('-'))}`;
    const known = ofTill.get(key);
    if (known) known.push(entry);
    else ofTill.set(key, [entry]);
  }
  const latest = new Date(now).toISOString();
  const placed = [...ofTill.values()].flatMap(own => {
    own.sort((a, b) => byNumber(a.sale.receiptNumber, b.sale.receiptNumber));
    const times = own.map(({ sale }) => (sale.createdAt > latest ? latest : sale.createdAt)).sort();
    return own.map((entry, n) => ({ entry, at: times[n] ?? '', n }));
  });
  return placed
    .sort((a, b) => {
      if (a.at !== b.at) return a.at < b.at ? 1 : -1;
      const [left, right] = [a.entry.sale, b.entry.sale];
      return left.tillId === right.tillId ? b.n - a.n : left.tillId < right.tillId ? 1 : -1;
    })
    .map(({ entry }) => entry);
}

/** Compares numbers of one prefix: a longer number is a higher one. */
function byNumber(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
