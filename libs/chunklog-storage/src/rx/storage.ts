import {
  ensureRxStorageInstanceParamsAreCorrect,
  RXDB_VERSION,
  type RxStorage,
  type RxStorageInstanceCreationParams,
} from 'rxdb';
import { broadcastChannel, type OpenChannel } from '../log/change-channel.ts';
import type { ChunkLog } from '../log/chunk-log.ts';
import { leastGarbage } from '../database/compaction.ts';
import {
  guarded,
  printDamage,
  printRewriteFailed,
  type CollectionKind,
  type OnDamage,
  type OnRewriteFailed,
} from '../database/damage.ts';
import { ChunklogError } from '../log/errors.ts';
import { IdbChunkLog } from '../log/idb-chunk-log.ts';
import type { Listing } from '../collection/listing.ts';
import { webLockIfFree, type IfFree } from '../log/locks.ts';
import { LogDatabase, type Every } from '../database/log-database.ts';
import type { CreationParams } from '../collection/memory-collection.ts';
import { roomyLog, type MakeRoom } from '../database/room.ts';
import { nextTask, type Breathe } from '../collection/slices.ts';
import { RxStorageInstanceChunklog, type ChunklogInternals } from './storage-instance.ts';

/** The storage's settings. Every outside service that it uses can be replaced. */
export type ChunklogSettings = {
  /** Which collections are caches. By default all are precious: written strictly, never dropped. */
  readonly kindOf?: (collectionName: string) => CollectionKind;
  /** The documents that `internals.diskIndex` finds before a collection is loaded. By default none. */
  readonly listingOf?: (collectionName: string) => Listing | undefined;
  /** Called for damaged records. By default prints them as errors. */
  readonly onDamage?: OnDamage;
  /** Called for each failed rewrite. By default prints a warning. */
  readonly onRewriteFailed?: OnRewriteFailed;
  /** Garbage that is not worth a rewrite, in characters; by default 1 Mi. */
  readonly leastGarbage?: number;
  readonly openLog?: (databaseName: string, onDamage: OnDamage) => ChunkLog;
  /** Called for room when the disk is full; then the write is tried again. By default there is none. */
  readonly makeRoom?: MakeRoom;
  readonly openChannel?: OpenChannel;
  readonly every?: Every;
  readonly ifFree?: IfFree;
  readonly breathe?: Breathe;
  readonly now?: () => number;
  readonly wallClock?: () => number;
};

/** An RxStorage that keeps everything in a log. */
export type RxStorageChunklog = RxStorage<ChunklogInternals, unknown>;

/** The name of the IndexedDB database that holds the log of an RxDatabase. */
export function idbNameOf(databaseName: string): string {
  return `chunklog|${databaseName}`;
}

/**
 * RxDB's storage on an append-only log in IndexedDB; all reads come from memory. One call serves any number of
 * databases. Rejects with a `ChunklogError`: `unavailable` without IndexedDB, `unsupported` for attachments.
 */
export function getRxStorageChunklog(settings: ChunklogSettings = {}): RxStorageChunklog {
  const open = new OpenDatabases(settings);
  const wallClock = settings.wallClock ?? Date.now;
  return {
    name: 'chunklog',
    rxdbVersion: RXDB_VERSION,
    async createStorageInstance<RxDocType>(params: RxStorageInstanceCreationParams<RxDocType, unknown>) {
      ensureRxStorageInstanceParamsAreCorrect(params);
      if (params.schema.attachments) {
        throw new ChunklogError('unsupported', `${params.collectionName}: this storage has no attachments`);
      }
      const { databaseName } = params;
      const database = await open.acquire(databaseName);
      try {
        const state = await database.acquire(params as unknown as CreationParams);
        const release = () => {
          database.release(state);
          return open.release(databaseName);
        };
        return new RxStorageInstanceChunklog(params, database, state, release, wallClock);
      } catch (error) {
        await open.release(databaseName);
        throw error;
      }
    },
  };
}

type Open = { readonly database: Promise<LogDatabase>; users: number };

/** The databases that are open in this process. A closing database is closed before it is opened again. */
class OpenDatabases {
  readonly #settings: ChunklogSettings;
  readonly #open = new Map<string, Open>();
  readonly #closing = new Map<string, Promise<void>>();

  constructor(settings: ChunklogSettings) {
    this.#settings = settings;
  }

  async acquire(name: string): Promise<LogDatabase> {
    const open = this.#open.get(name) ?? { database: this.#openNew(name), users: 0 };
    this.#open.set(name, open);
    open.users++;
    try {
      return await open.database;
    } catch (error) {
      if (this.#open.get(name) === open) this.#open.delete(name);
      throw error;
    }
  }

  async release(name: string): Promise<void> {
    const open = this.#open.get(name);
    if (!open || --open.users > 0) return;
    this.#open.delete(name);
    const closing = open.database.then(database => database.close());
    this.#closing.set(name, closing);
    await closing.finally(() => {
      if (this.#closing.get(name) === closing) this.#closing.delete(name);
    });
  }

  async #openNew(name: string): Promise<LogDatabase> {
    await this.#closing.get(name)?.catch(() => undefined);
    const { kindOf, openLog = openIdbLog, makeRoom, ...settings } = this.#settings;
    const onDamage = guarded(settings.onDamage ?? printDamage);
    return LogDatabase.open({
      name,
      log: makeRoom ? roomyLog(openLog(name, onDamage), makeRoom) : openLog(name, onDamage),
      kindOf: kindOf ?? (() => 'precious'),
      listingOf: settings.listingOf ?? (() => undefined),
      onDamage,
      onRewriteFailed: guarded(settings.onRewriteFailed ?? printRewriteFailed),
      openChannel: settings.openChannel ?? broadcastChannel,
      every: settings.every ?? everyInterval,
      ifFree: settings.ifFree ?? webLockIfFree,
      breathe: settings.breathe ?? nextTask,
      now: settings.now ?? (() => performance.now()),
      leastGarbage: settings.leastGarbage ?? leastGarbage,
    });
  }
}

const everyInterval: Every = (ms, act) => {
  const timer = setInterval(act, ms);
  return () => clearInterval(timer);
};

function openIdbLog(databaseName: string, onDamage: OnDamage): ChunkLog {
  return new IdbChunkLog({
    name: idbNameOf(databaseName),
    indexedDB: globalThis.indexedDB,
    keyRange: globalThis.IDBKeyRange,
    newId: () => crypto.randomUUID(),
    onRebuilt: () => onDamage({ kind: 'manifest', database: databaseName }),
    onWiped: reason => onDamage({ kind: 'wiped', database: databaseName, reason }),
  });
}
