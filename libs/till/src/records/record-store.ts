import { recordNames, type RecordName, type RecordOf } from '@tidemark/schema';
import {
  createRxDatabase,
  type RxCollection,
  type RxDatabase,
  type RxJsonSchema,
  type RxStorage,
} from 'rxdb';
import { Marks, type Mark } from './marks/marks.ts';
import { bringForward } from './migration.ts';
import { currentVersions, handlerOf, type RecordVersions } from './record-schemas.ts';
import { StoredCollection } from './stored-collection.ts';

export interface RecordStoreParts {
  /** One for each shop: a till that changes shops leaves its records where they are. */
  readonly name: string;
  readonly storage: RxStorage<unknown, unknown>;
  readonly multiInstance: boolean;
  readonly versions?: RecordVersions;
}

export const markSchema: RxJsonSchema<Mark> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 140 }, body: { type: 'object' } },
  required: ['id', 'body'],
};

/**
 * The database of what a till writes. It is never dropped: caches are rebuilt, cleared and swapped in databases of
 * their own, by code that does not know this one's name.
 */
export class RecordStore implements AsyncDisposable {
  readonly database: RxDatabase;
  readonly marks: Marks;

  private constructor(database: RxDatabase) {
    this.database = database;
    this.marks = new Marks(new StoredCollection(database.collections['marks'] as RxCollection<Mark>));
  }

  static async open({ name, storage, multiInstance, versions = currentVersions }: RecordStoreParts) {
    const database = await createRxDatabase({
      name: recordsName(name),
      storage,
      multiInstance,
      eventReduce: false,
      closeDuplicates: true,
    });
    const collections = Object.fromEntries(
      recordNames.map(each => [
        each,
        {
          schema: versions[each].schema,
          conflictHandler: handlerOf(each) as never,
          migrationStrategies: versions[each].migrationStrategies as never,
          autoMigrate: false,
        },
      ]),
    );
    try {
      await database.addCollections({ ...collections, marks: { schema: markSchema } });
      const store = new RecordStore(database);
      for (const each of recordNames) await bringForward(database, store.of(each), versions[each]);
      return store;
    } catch (error) {
      await database.close().catch(() => undefined);
      throw error;
    }
  }

  of<C extends RecordName>(name: C): StoredCollection<RecordOf[C]> {
    return new StoredCollection(this.database.collections[name] as RxCollection<RecordOf[C]>);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close();
  }
}

/** The name of the database of a till's records. */
export function recordsName(name: string): string {
  return `${name}-promises`;
}
