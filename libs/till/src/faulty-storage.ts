import type { RxStorage } from 'rxdb';

/** Decides, for each write, whether it fails: return an error to throw, or 'lie' to say yes and store nothing. */
export type WriteFault = (collection: string, rows: number) => Error | 'lie' | undefined;

/** A storage whose writes can fail, for tests. */
export function faultyStorage(
  storage: RxStorage<unknown, unknown>,
  fault: WriteFault,
): RxStorage<unknown, unknown> {
  return {
    ...storage,
    async createStorageInstance(parameters) {
      const instance = await storage.createStorageInstance(parameters);
      const write = instance.bulkWrite.bind(instance);
      const faulty: typeof instance.bulkWrite = async (rows, context) => {
        const outcome = fault(parameters.collectionName, rows.length);
        if (outcome === 'lie') return { error: [] };
        if (outcome) throw outcome;
        return write(rows, context);
      };
      instance.bulkWrite = faulty;
      return instance;
    },
  };
}
