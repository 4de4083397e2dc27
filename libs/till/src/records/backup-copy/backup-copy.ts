import { withRoom } from '@tidemark/chunklog-storage';

/**
 * Where each unsent record is written a second time, outside of the database that may lose it. A key names a file, so
 * it consists of letters, digits, dots and dashes.
 */
export interface BackupCopy {
  /** Resolves when the text is kept. @throws where it cannot be kept. */
  put(key: string, text: string): Promise<void>;
  /** Does nothing where there is no such key. */
  remove(key: string): Promise<void>;
  /** Everything kept, by key; leaves out what cannot be read. */
  all(): Promise<ReadonlyMap<string, string>>;
}

/** The copy, where a write that finds no room is tried again after others gave some back. */
export function roomyCopy(copy: BackupCopy, makeRoom: () => Promise<boolean>): BackupCopy {
  return { ...copy, put: (key, text) => withRoom(() => copy.put(key, text), makeRoom) };
}

/** For tests: lasts as long as the map. */
export function memoryCopy(files = new Map<string, string>()): BackupCopy {
  return {
    put: async (key, text) => void files.set(key, text),
    remove: async key => void files.delete(key),
    all: async () => new Map(files),
  };
}
