import type { RxStorage } from 'rxdb';

/**
 * Decides for each write whether it fails: an error to throw, 'lie' to report success and store nothing, 'drop-row' to
 * report success and leave one document out, 'late' to store it after 30 ms.
 */
export type WriteFault = (
  collection: string,
  rows: number,
) => Error | 'lie' | 'drop-row' | 'late' | undefined;

/** Decides, for each read, whether it fails. */
export type ReadFault = () => Error | undefined;

/** A storage whose writes and reads can fail, for tests. */
export function faultyStorage(
  storage: RxStorage<unknown, unknown>,
  writeFault: WriteFault,
  readFault: ReadFault = () => undefined,
): RxStorage<unknown, unknown> {
  return {
    ...storage,
    async createStorageInstance(parameters) {
      const instance = await storage.createStorageInstance(parameters);
      const write = instance.bulkWrite.bind(instance);
      const faulty: typeof instance.bulkWrite = async (rows, context) => {
        const outcome = writeFault(parameters.collectionName, rows.length);
        if (outcome === 'lie') return { error: [] };
        // The last row of a page is its place: the one lost is a document before it.
        if (outcome === 'drop-row') return rows.length > 1 ? write(rows.slice(1), context) : { error: [] };
        if (outcome === 'late') await new Promise(resolve => setTimeout(resolve, 30));
        else if (outcome) throw outcome;
        return write(rows, context);
      };
      instance.bulkWrite = faulty;
      instance.findDocumentsById = faultyRead(instance.findDocumentsById.bind(instance), readFault);
      instance.query = faultyRead(instance.query.bind(instance), readFault);
      return instance;
    },
  };
}

function faultyRead<A extends unknown[], R>(
  read: (...args: A) => Promise<R>,
  fault: ReadFault,
): (...args: A) => Promise<R> {
  return async (...args) => {
    const error = fault();
    if (error) throw error;
    return read(...args);
  };
}
