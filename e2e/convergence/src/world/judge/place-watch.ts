import { covers, parseCheckpoint } from '@tidemark/protocol';
import type { BulkWriteRow, RxStorage } from 'rxdb';

interface PlaceRecord {
  readonly id: string;
  readonly body: { readonly at?: string };
}

/**
 * Watches what all tabs of a browser write: a collection's checkpoint never goes back, nor into another history, while
 * its cache set lives ([T1], [T55]).
 */
export class PlaceWatch {
  readonly failures: string[] = [];

  /** The same storage, watched. Its own answers must be true: faults go around the watch, not inside. */
  over(storage: RxStorage<unknown, unknown>): RxStorage<unknown, unknown> {
    return {
      ...storage,
      createStorageInstance: async parameters => {
        const instance = await storage.createStorageInstance(parameters);
        if (parameters.collectionName !== 'cache') return instance;
        const write = instance.bulkWrite.bind(instance);
        instance.bulkWrite = async (rows, context) => {
          const outcome = await write(rows, context);
          if (outcome.error.length === 0)
            for (const row of rows) this.#see(parameters.databaseName, row as BulkWriteRow<PlaceRecord>);
          return outcome;
        };
        return instance;
      },
    };
  }

  #see(database: string, { previous, document }: BulkWriteRow<PlaceRecord>): void {
    if (!document.id.startsWith('place/') || previous?._deleted !== false) return;
    const [before, after] = [previous.body.at, document.body.at];
    if (before === undefined || after === undefined) return;
    if (!covers(parseCheckpoint(after), parseCheckpoint(before)))
      this.failures.push(`${document.id} went from ${before} back to ${after} in ${database}`);
  }
}
