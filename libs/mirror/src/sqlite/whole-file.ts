import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../contract/store-error.ts';

/** Finds a damaged page now, with the file's name, rather than when a till needs it. @throws StoreError `damaged`. */
export function mustBeWhole(database: DatabaseSync, file: string): void {
  const [finding] = Object.values(database.prepare('pragma quick_check(1)').get() ?? {});
  if (finding !== 'ok')
    throw new StoreError('damaged', file, `the mirror in ${file}: the file is damaged (${finding})`);
}
