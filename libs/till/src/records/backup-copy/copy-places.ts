import { idbCopy } from './idb-copy.ts';
import { opfsCopy } from './opfs-copy.ts';
import type { BackupCopy } from './backup-copy.ts';

/**
 * The browser's place for backup copies: files where they can be written, else a second database. Copies in the other
 * place, from before the browser could write files or since it no longer can, are found too, and removed in time.
 */
export async function copyHere(name: string): Promise<BackupCopy | undefined> {
  // A browser may have the interface and refuse it, in a private window for example.
  const files = await opfsCopy(name).catch(() => undefined);
  const database = await idbCopy(name).catch(() => undefined);
  return canWriteFiles() ? inFirst(files, database) : inFirst(database, files);
}

/** Puts into the first place; finds and removes in both. */
export function inFirst(
  first: BackupCopy | undefined,
  other: BackupCopy | undefined,
): BackupCopy | undefined {
  if (!first || !other) return first ?? other;
  return {
    put: (key, text) => first.put(key, text),
    async remove(key) {
      await first.remove(key);
      await other.remove(key);
    },
    all: async () => new Map([...(await other.all()), ...(await first.all())]),
  };
}

/** Safari before 26 lets only workers write such files; WebKitGTK has none. */
function canWriteFiles(): boolean {
  return typeof globalThis.FileSystemFileHandle?.prototype.createWritable === 'function';
}
