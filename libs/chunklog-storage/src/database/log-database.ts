import { deepEqual } from 'rxdb';
import type { ChangeChannel, OpenChannel } from '../log/change-channel.ts';
import type { ChunkLog } from '../log/chunk-log.ts';
import { collectionKey, CollectionState, nameInKey } from '../collection/collection-state.ts';
import { Compactor } from './compactor.ts';
import type { CollectionKind, OnDamage, OnRewriteFailed } from './damage.ts';
import { diskIndexKey } from '../disk-index/disk-index-build.ts';
import { DiskIndex } from '../disk-index/disk-index.ts';
import { ChunklogError } from '../log/errors.ts';
import type { Doc } from '../collection/document.ts';
import { follow } from './follow.ts';
import { GroupCommit } from '../log/group-commit.ts';
import type { Intent } from './intent.ts';
import { judge } from './judge.ts';
import type { Listing } from '../collection/listing.ts';
import { load, type Found } from './load.ts';
import type { IfFree } from '../log/locks.ts';
import type { Manifest } from '../log/manifest.ts';
import { MemoryCollection, type CreationParams } from '../collection/memory-collection.ts';
import { Slices, type Breathe } from '../collection/slices.ts';

/** Calls `act` every `ms` milliseconds until the returned function is called. */
export type Every = (ms: number, act: () => void) => () => void;

/** How often to look for writes of a tab that died before announcing them. */
const lookMs = 10_000;

/** All that a database needs from outside. */
export type LogDatabaseParts = {
  readonly name: string;
  readonly log: ChunkLog;
  readonly kindOf: (collectionName: string) => CollectionKind;
  readonly listingOf: (collectionName: string) => Listing | undefined;
  readonly onDamage: OnDamage;
  readonly onRewriteFailed: OnRewriteFailed;
  /** Opened once an instance is one of several. */
  readonly openChannel: OpenChannel;
  readonly every: Every;
  readonly ifFree: IfFree;
  readonly breathe: Breathe;
  /** A clock for measuring, in milliseconds. */
  readonly now: () => number;
  /** Garbage that is not worth a rewrite, in characters. */
  readonly leastGarbage: number;
};

/**
 * The open log of one RxDatabase. Writing, following and removing take turns, so that each sees memory and log in
 * agreement.
 */
export class LogDatabase {
  readonly #parts: LogDatabaseParts;
  #channel: ChangeChannel | undefined;
  #stopLooking: () => void = () => undefined;
  readonly #states = new Map<string, CollectionState>();
  readonly #commits: GroupCommit;
  readonly #compactor: Compactor;
  #turn: Promise<void> = Promise.resolve();
  #hasRemoved = false;

  private constructor(parts: LogDatabaseParts, logId: string) {
    const { name, log, breathe, ifFree, leastGarbage, onRewriteFailed } = parts;
    this.#parts = parts;
    const slices = () => this.slices();
    this.#compactor = new Compactor({ name, log, ifFree, leastGarbage, onRewriteFailed, slices, breathe });
    const commitParts = {
      log,
      breathe,
      slices,
      ready: (state: CollectionState) => this.loaded(state),
      follow: (state: CollectionState, manifest: Manifest) => this.#follow(state, manifest),
      onWritten: (collections: readonly string[], manifest: Manifest) => this.#wrote(collections, manifest),
    };
    this.#commits = new GroupCommit(commitParts, logId, work => this.#inTurn(work));
  }

  static async open(parts: LogDatabaseParts): Promise<LogDatabase> {
    return new LogDatabase(parts, (await parts.log.manifest()).logId);
  }

  /** The collection, shared with all others that have it open here. */
  async acquire(params: CreationParams): Promise<CollectionState> {
    const { collectionName, schema } = params;
    const key = collectionKey(collectionName, schema.version);
    const { collections } = await this.#parts.log.manifest();
    const memory = await MemoryCollection.open(params);
    const { born, last } = collections[key] ?? { born: 0, last: 0 };
    const known = this.#states.get(key);
    if (known && !deepEqual(known.memory.schema, schema)) {
      throw new ChunklogError('unsupported', `${key} is already open with another schema`);
    }
    const state =
      known ?? new CollectionState(key, this.#parts.kindOf(collectionName), memory, { born, last });
    state.diskIndex ??= this.#diskIndex(state, collectionName);
    this.#states.set(key, state);
    state.instances++;
    // RxDB opens some instances without `multiInstance`, beside others with it: one is enough to need the channel.
    if (params.multiInstance && !this.#channel) {
      const { name, openChannel, every } = this.#parts;
      this.#channel = openChannel(name, heard => this.#heard(heard));
      this.#stopLooking = every(lookMs, () => void this.#look().catch(() => undefined));
    }
    return state;
  }

  release(state: CollectionState): void {
    state.instances--;
    if (state.instances === 0) this.#forget(state);
  }

  /** Resolves when the collection is in memory. The first call starts loading it. */
  loaded(state: CollectionState): Promise<void> {
    if (state.refusal) return Promise.reject(state.refusal);
    state.loading ??= this.#load(state).catch((error: unknown) => {
      state.loading = undefined;
      throw error;
    });
    return state.loading;
  }

  /** Resolves with the call's answer when what it stores is on disk and in memory. */
  write<T>(intent: Intent<T>): Promise<T> {
    return this.#commits.write(intent);
  }

  /** Leaves nothing on the disk of what was changed or deleted in the collection. */
  async scrub(state: CollectionState): Promise<void> {
    await this.loaded(state);
    await this.#compactor.scrub(state, () =>
      this.#inTurn(async () => this.#follow(state, await this.#parts.log.manifest())),
    );
  }

  /** Deletes the collection for all instances. */
  remove(state: CollectionState): Promise<void> {
    this.#hasRemoved = true;
    this.#forget(state);
    return this.#inTurn(async () => {
      state.refusal = new ChunklogError('removed', `${state.key} was removed`);
      await this.#parts.log.drop([state.key, diskIndexKey(state.key)]);
      this.#channel?.ring([state.key]);
    });
  }

  /** Deletes the collections that are not open here and whose name `isLeft` picks, in every version of their schema. */
  dropOthers(isLeft: (collectionName: string) => boolean): Promise<void> {
    return this.#inTurn(async () => {
      const { collections } = await this.#parts.log.manifest();
      const left = Object.keys(collections).filter(key => !this.#states.has(key) && isLeft(nameInKey(key)));
      if (left.length === 0) return;
      await this.#parts.log.drop(left.flatMap(key => [key, diskIndexKey(key)]));
      this.#channel?.ring(left);
    });
  }

  /** Resolves when all writes and work begun so far have ended. */
  async settled(): Promise<void> {
    await this.#turn;
    await this.#compactor.settled();
  }

  /** Slices for long work in memory. */
  slices(breathe: Breathe = this.#parts.breathe): Slices {
    return new Slices(this.#parts.now, breathe);
  }

  /** Releases the database; deletes it if collections were removed and none is left. */
  async close(): Promise<void> {
    this.#stopLooking();
    await this.settled();
    this.#channel?.close();
    await this.#parts.log.close(this.#hasRemoved);
  }

  async #load(state: CollectionState): Promise<void> {
    const { log } = this.#parts;
    // A look-up of one document goes before a read of all. An unreadable disk index is ignored.
    await state.diskIndex?.prepare().catch(() => undefined);
    const slices = this.slices(async () => {
      await state.diskIndex?.idle();
      await this.#parts.breathe();
    });
    await this.#judge(state, await load(log, state, slices));
    const manifest = await log.manifest();
    await this.#follow(state, manifest);
    state.isLoaded = true;
    state.diskIndex?.forget();
    // The tab that wrote last may have died before announcing it.
    if (state.known.last > 0) this.#channel?.ring([state.key]);
    this.#compactor.consider(state, manifest);
  }

  async #follow(state: CollectionState, manifest: Manifest): Promise<void> {
    await this.#judge(state, await follow(this.#parts.log, state, manifest, this.slices()));
  }

  /** Follows collections that differ from the log, as if announced. A failure is retried at the next look. */
  async #look(): Promise<void> {
    const { collections } = await this.#parts.log.manifest();
    const isBehind = ({ key, known }: CollectionState): boolean => {
      const entry = collections[key];
      return (entry?.last ?? 0) !== known.last || (known.born !== 0 && entry?.born !== known.born);
    };
    const open = [...this.#states.values()].filter(each => each.isLoaded && !each.refusal);
    this.#heard(open.filter(isBehind).map(({ key }) => key));
  }

  #heard(collections: readonly string[]): void {
    for (const key of collections) {
      const state = this.#states.get(key);
      if (!state) continue;
      const work = async () => {
        await this.loaded(state);
        await this.#follow(state, await this.#parts.log.manifest());
      };
      // The next caller for the collection gets the same error.
      void this.#inTurn(work).catch(() => undefined);
    }
  }

  #wrote(collections: readonly string[], manifest: Manifest): void {
    this.#channel?.ring(collections);
    for (const key of collections) {
      const state = this.#states.get(key);
      if (state) this.#compactor.consider(state, manifest);
    }
  }

  #judge(state: CollectionState, found: Found): Promise<void> {
    const { name, log, onDamage } = this.#parts;
    const onDropped = (dropped: readonly string[]) => this.#channel?.ring(dropped);
    return judge({ name, log, onDamage, states: this.#states, onDropped }, state, found);
  }

  #diskIndex({ key, memory }: CollectionState, collectionName: string): DiskIndex | undefined {
    const { name: database, log, ifFree, listingOf } = this.#parts;
    const listing = listingOf(collectionName);
    const idOf = (document: Doc) => memory.idOf(document);
    const slices = () => this.slices();
    return listing && new DiskIndex({ database, key, log, listing, idOf, ifFree, slices });
  }

  #forget(state: CollectionState): void {
    if (this.#states.get(state.key) === state) this.#states.delete(state.key);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
