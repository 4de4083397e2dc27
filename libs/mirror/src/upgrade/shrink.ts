import type { DatabaseSync } from 'node:sqlite';

/** A file with fewer pages is not worth shrinking. */
const leastPages = 256;

/** Whether enough of a file is unused to make rewriting it worthwhile. */
export function isWorthShrinking({
  pages,
  free,
}: {
  readonly pages: number;
  readonly free: number;
}): boolean {
  return free >= leastPages && free > pages / 3;
}

/** The number of a file's pages, and how many of them are free. */
export function pagesOf(database: DatabaseSync): { readonly pages: number; readonly free: number } {
  return { pages: numberOf(database, 'page_count'), free: numberOf(database, 'freelist_count') };
}

/** Rewrites the file without its unused pages. If interrupted, the file stays as it was. */
export function shrink(database: DatabaseSync): void {
  database.exec('vacuum');
  // The rewrite went through the write-ahead log, which would otherwise stay as large as all stored data.
  database.exec('pragma wal_checkpoint(truncate)');
}

function numberOf(database: DatabaseSync, pragma: 'page_count' | 'freelist_count'): number {
  return Number(database.prepare(`pragma ${pragma}`).get()?.[pragma]);
}
