import type { BackupCopy } from './backup-copy.ts';

/**
 * Files of the browser's private file system, one for each record. They are apart from IndexedDB, so damage to one
 * leaves the other whole. Closing a file replaces it as a whole. Undefined in a browser without such files.
 */
export async function opfsCopy(name: string): Promise<BackupCopy | undefined> {
  const storage = typeof navigator === 'undefined' ? undefined : navigator.storage;
  if (typeof storage?.getDirectory !== 'function') return undefined;
  const root = await storage.getDirectory();
  const folder = await root.getDirectoryHandle(`${name}-unsent`, { create: true });
  return {
    async put(key, text) {
      const file = await folder.getFileHandle(`${key}.json`, { create: true });
      const writable = await file.createWritable();
      await writable.write(text);
      await writable.close();
    },
    async remove(key) {
      try {
        await folder.removeEntry(`${key}.json`);
      } catch (error) {
        if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
      }
    },
    async all() {
      const files = new Map<string, string>();
      for await (const [file, handle] of folder.entries()) {
        if (handle.kind !== 'file' || !file.endsWith('.json')) continue;
        const text = await textOf(handle as FileSystemFileHandle);
        if (text !== undefined) files.set(file.slice(0, -'.json'.length), text);
      }
      return files;
    },
  };
}

/** Undefined for a damaged file, or one that another tab took away meanwhile. */
async function textOf(handle: FileSystemFileHandle): Promise<string | undefined> {
  try {
    return await (await handle.getFile()).text();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
