import { covers, parseCheckpoint } from '@tidemark/protocol';
import type { BulkWriteRow, RxStorage } from 'rxdb';

interface PlaceRecord {
  readonly id: string;
  readonly body: { readonly at?: string };
}

/**
 * Watches what the tabs of a browser write, whichever of them it is: how far a collection was read never goes back, nor into
 * another history, while its generation of caches lives ([T1], [T55]).
 */
export class PlaceWatch {
  readonly failures: string[] = [];

  /** The same storage, watched. What it says must be so: whatever lies is to be put around it. */
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
