import { isInJournal, verifyJournal, type Keys } from '@tidemark/journal';
import type { Flaw, Sale } from '@tidemark/schema';

/** Flaws that an honest till's sale may have in a world whose clocks jump. */
const honestFlaws = ['ahead-of-time'];
/**
 * Flaws for which a restored server may hold a sale back until a person decides: it lost the prices that the shop set
 * after the copy, and the keys of tills that enrolled after it, which may never come back themselves.
 */
const restoredFlaws = ['price-unknown', 'key-unknown'];

/** What is wrong with the journals of a settled world: each is whole, and nothing in it is held back without cause. */
export async function judgeJournal(
  sales: readonly Sale[],
  keys: Keys,
  isRestored: boolean,
): Promise<string[]> {
  const honest = isRestored ? [...honestFlaws, ...restoredFlaws] : honestFlaws;
  const { findings, counts } = await verifyJournal(sales.toSorted(byPlace), keys);
  const unsure = new Set(sales.filter(each => each.flaws?.some(isKeyUnknown)).map(each => each.id));
  const faults = findings
    .filter(({ kind, id = '' }) => kind !== 'unknown-key' || !unsure.has(id))
    .map(({ kind, about, series, number }) => `the journal: ${kind} at ${series}-${number}: ${about}`);
  if (counts.unsigned > 0) faults.push(`${counts.unsigned} sales are in no journal`);
  for (const { id, flaws = [] } of sales)
    for (const { code, about } of flaws)
      if (!honest.includes(code)) faults.push(`sale ${id} was held back: ${code}, ${about}`);
  return faults;
}

function isKeyUnknown({ code }: Flaw): boolean {
  return code === 'key-unknown';
}

function byPlace(a: Sale, b: Sale): number {
  if (!isInJournal(a) || !isInJournal(b)) return Number(isInJournal(b)) - Number(isInJournal(a));
  const [left, right] = [a.journal, b.journal];
  if (left.series !== right.series) return left.series < right.series ? -1 : 1;
  return left.number - right.number;
}
