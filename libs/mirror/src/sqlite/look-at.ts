import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asStoreError, StoreError } from '../contract/store-error.ts';

/**
 * What a mirror's file looks like to somebody who only looks. `owned`: a server has it open, and only that one can tell
 * more. `unreadable`: the system refuses to open it.
 */
export type MirrorLook =
  | { readonly kind: 'none' | 'whole' }
  | { readonly kind: 'owned' | 'damaged' | 'unreadable'; readonly message: string };

/** Looks at a mirror's file, and changes nothing in it: it is neither upgraded nor repaired. Reads the whole file. */
export function lookAtMirror(file: string): MirrorLook {
  if (!existsSync(file)) return { kind: 'none' };
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
    const [finding] = Object.values(database.prepare('pragma quick_check(1)').get() ?? {});
    if (finding === 'ok') return { kind: 'whole' };
    return { kind: 'damaged', message: `the mirror in ${file}: the file is damaged (${finding})` };
  } catch (cause) {
    const error = asStoreError(cause, file);
    if (!(error instanceof StoreError)) throw error;
    const kind = error.kind === 'owned' || error.kind === 'damaged' ? error.kind : 'unreadable';
    return { kind, message: error.message };
  } finally {
    database?.close();
  }
}
