import type { LineCount } from '@tidemark/schema';
import { mergeSorted } from '../merge-sorted.ts';

/**
 * The units of a line, as two numbers for each till that ever added any: added, and removed of those. Both only grow,
 * so two copies merge by the greater of each. Units are removed from the oldest on: a unit removed by two tills is
 * removed once, and units that a till adds meanwhile, unseen, are not removed.
 */
export type LineCounts = readonly LineCount[];

export function quantityOf(counts: LineCounts): number {
  return counts.reduce((sum, { added, removed }) => sum + added - removed, 0);
}

export function mergeCounts(a: LineCounts, b: LineCounts): LineCount[] {
  return mergeSorted(
    a,
    b,
    ({ tillId }) => tillId,
    (left, right) => ({
      tillId: left.tillId,
      added: Math.max(left.added, right.added),
      removed: Math.max(left.removed, right.removed),
    }),
  );
}

export function addUnits(counts: LineCounts, tillId: string, units: number): LineCount[] {
  const own = counts.find(each => each.tillId === tillId) ?? { tillId, added: 0, removed: 0 };
  return mergeCounts(counts, [{ ...own, added: own.added + units }]);
}

/** Removes units, first those that this till added, then others'; no more than there are. */
export function removeUnits(counts: LineCounts, tillId: string, units: number): LineCount[] {
  let left = units;
  const ownFirst = [...counts].sort((a, b) => Number(b.tillId === tillId) - Number(a.tillId === tillId));
  const taken = ownFirst.map(each => {
    const take = Math.min(left, each.added - each.removed);
    left -= take;
    return { ...each, removed: each.removed + take };
  });
  return mergeCounts(counts, taken);
}
