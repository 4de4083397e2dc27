import { ChunklogError, moveDatabase, type MovedCollection } from '@tidemark/chunklog-storage';
import { fillWithDefaultSettings, type RxStorage } from 'rxdb';
import { because } from '../api/reason.ts';
import { cacheSchema } from '../caches/cache-record.ts';
import { cachesName } from '../caches/caches.ts';
import { markSchema, recordsName } from '../records/record-store.ts';
import { currentVersions } from '../records/record-schemas.ts';

/** What the move needs of a browser. */
export interface DexieMove {
  /** The prefix of the names of the till's databases. */
  readonly name: string;
  /** Which of its cache sets is in use. */
  readonly generation: number;
  readonly to: RxStorage<unknown, unknown>;
  readonly indexedDB: Pick<IDBFactory, 'databases' | 'deleteDatabase'>;
  readonly newId: () => string;
  /** Whether another tab has this till open. */
  readonly isOpenElsewhere: () => Promise<boolean>;
}

/**
 * [T36] Moves a till that earlier code kept in RxDB's Dexie storage into the present one: records, and the caches in
 * use, so that it can sell without a network. If it is killed at any moment, the next opening begins the move again.
 * Call it before anything is opened, in one tab at a time. What cannot be read again is removed only after it was read
 * back.
 * @throws when another tab has the till open: that tab runs the earlier code and may write. Also when something could
 * not be moved: then nothing of it was removed.
 */
export async function moveFromDexie(move: DexieMove): Promise<void> {
  const prefix = `rxdb-dexie-${move.name}-`;
  const left = (await move.indexedDB.databases()).flatMap(({ name }) =>
    name?.startsWith(prefix) ? [name] : [],
  );
  if (left.length === 0) return;
  if (await move.isOpenElsewhere())
    throw because(
      new Error('another tab has it open with an earlier version. Close that tab, and reload this one.'),
      { code: 'older-tab-open' },
    );
  const { getRxStorageDexie } = await import('rxdb/plugins/storage-dexie');
  const from = getRxStorageDexie() as RxStorage<unknown, unknown>;
  const records = {
    ...common(move),
    from,
    databaseName: recordsName(move.name),
    collections: [...promised, collection('marks', markSchema)],
  };
  await moveDatabase(records).catch(async (error: unknown) => {
    if (!(error instanceof ChunklogError) || error.code !== 'quota') throw error;
    // Databases that can be read again make room for those that cannot.
    const ofRecords = `rxdb-dexie-${records.databaseName}--`;
    const others = left.filter(name => !name.startsWith(ofRecords));
    await deleteAll(move, others);
    await moveDatabase(records);
  });
  await moveCaches(move, from);
  await deleteAll(move, left);
}

const promised = Object.entries(currentVersions).map(([name, { schema }]) => collection(name, schema));

/** Caches can be filled anew, so a failure to move them, such as a full disk, stops nothing else. */
async function moveCaches(move: DexieMove, from: RxStorage<unknown, unknown>): Promise<void> {
  const collections = [collection('cache', cacheSchema)];
  const databaseName = cachesName(move.name, move.generation);
  await moveDatabase({ ...common(move), from, databaseName, collections }).catch((error: unknown) =>
    console.warn('the copy of the shop is read anew', error),
  );
}

function common({ to, newId }: DexieMove) {
  return { to, newToken: newId };
}

function collection(name: string, schema: object): MovedCollection {
  return { name, schema: fillWithDefaultSettings(schema as never) };
}

async function deleteAll({ indexedDB }: DexieMove, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(new Error(`${name} could not be deleted`, { cause: request.error }));
    });
  }
}
