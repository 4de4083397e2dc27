import type { DatabaseSync } from 'node:sqlite';

/** Below this it is not worth the while. */
const leastPages = 256;

/** Whether so much of a file is unused that writing it anew pays. */
export function isWorthShrinking({
  pages,
  free,
}: {
  readonly pages: number;
  readonly free: number;
}): boolean {
  return free >= leastPages && free > pages / 3;
}

/** How many pages a file has, and how many of them hold nothing. */
export function pagesOf(database: DatabaseSync): { readonly pages: number; readonly free: number } {
  return { pages: numberOf(database, 'page_count'), free: numberOf(database, 'freelist_count') };
}

/** Writes the file anew without its unused pages. Cut off in between, it is what it was. */
export function shrink(database: DatabaseSync): void {
  database.exec('vacuum');
  // It went through the write-ahead log, which would lie beside the file at the size of all that is stored.
  database.exec('pragma wal_checkpoint(truncate)');
}

function numberOf(database: DatabaseSync, pragma: 'page_count' | 'freelist_count'): number {
  return Number(database.prepare(`pragma ${pragma}`).get()?.[pragma]);
}
