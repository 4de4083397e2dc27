import type { Slices } from './slices.ts';

/** Items sorted, or merged, between two checks of the clock: about 2 ms of work. */
const runSize = 4096;

/** Sorts like `toSorted`, and lets other work run in between. */
export async function sortInSlices<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  slices: Slices,
): Promise<readonly T[]> {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += runSize) {
    runs.push(items.slice(start, start + runSize).sort(compare));
    await slices.rest();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, slices));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
  slices: Slices,
): Promise<T[]> {
  const merged: T[] = [];
  for (let [atA, atB] = [0, 0]; atA < a.length || atB < b.length;) {
    const isFromA = atB >= b.length || (atA < a.length && compare(a[atA] as T, b[atB] as T) <= 0);
    merged.push((isFromA ? a[atA++] : b[atB++]) as T);
    if (merged.length % runSize === 0) await slices.rest();
  }
  return merged;
}
