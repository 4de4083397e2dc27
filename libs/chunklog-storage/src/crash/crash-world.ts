import { isDeepStrictEqual } from 'node:util';
import { documentsIn, type Chunk } from '../log/chunk.ts';
import { collections, type CollectionName, type Command, type Session } from './crash-scenario.ts';
import { Ledger, type Wish } from './crash-ledger.ts';
import type { Damage } from '../database/damage.ts';
import type { DiskIndex } from '../disk-index/disk-index.ts';
import { ChunklogError } from '../log/errors.ts';
import type { Listing } from '../collection/listing.ts';
import { openManifest } from '../log/manifest.ts';
import { MemoryChunkLog } from '../log/memory-chunk-log.ts';
import { MemoryDisk, type DiskRecord } from '../log/memory-disk.ts';
import type { ChunklogInternals } from '../rx/storage-instance.ts';
import { getRxStorageChunklog } from '../rx/storage.ts';
import {
  everything,
  item,
  next,
  openItems,
  type ItemDocument,
  type ItemInstance,
} from '../testing-documents.ts';

type ItemRow = { readonly document: ItemDocument; readonly previous?: ItemDocument };
type Tab = ReadonlyMap<CollectionName, ItemInstance>;

const kindOf = (name: string) => (name === 'sales' ? ('precious' as const) : ('cache' as const));

const listing: Listing = {
  version: 1,
  keysOf: ({ title }) => [String(title)],
  orderOf: ({ id }) => String(id),
};

/** A machine whose tabs are used, and killed, by sessions; it checks after each what must remain. */
export class CrashWorld {
  readonly #disk = new MemoryDisk();
  readonly #ledger = new Ledger();
  #writes = 0;

  /** Runs one session and checks what is left. Throws if something is wrong. */
  async run({ commands, ending, ...session }: Session): Promise<void> {
    const { death } = this.#disk;
    this.#disk.quota = this.#disk.size + session.room;
    if (ending.how !== 'closed') this.#disk.crashAt(ending.atMoment);
    await Promise.race([death, this.#use(commands, session)]);
    this.#disk.quota = Infinity;
    this.#disk.crash();
    if (ending.how === 'power-cut') {
      this.#disk.cutPower(ending.kept);
      this.#ledger.forgive(name => kindOf(name) === 'cache');
    }
    this.#ledger.check(await this.#look());
  }

  /** Truncates one valid record, and checks how the storage handles it. */
  async tear(which: number): Promise<void> {
    const { records, manifest } = this.#disk.state;
    const valid = openManifest(manifest)?.collections ?? {};
    const candidates = records.filter(
      ({ key: [name, generation] }) => valid[name]?.generation === generation,
    );
    const hit = candidates[which % candidates.length];
    if (!hit) return;
    const chunk = hit.value as Chunk;
    if (chunk.kind === 'directory') return this.#expectNothingLost(hit);
    const torn = new Set(chunk.kind === 'documents' ? documentsIn(chunk).map(({ id }) => String(id)) : []);
    this.#disk.damage(records.indexOf(hit), each => ({ ...each, body: each.body.slice(0, -2) }));
    const collection = chunk.collection.split('|')[0] as CollectionName;
    await (kindOf(collection) === 'cache'
      ? this.#expectDropped(collection)
      : this.#expectKept(collection, torn));
  }

  /** A torn disk index loses nothing: its content is stored elsewhere too. */
  async #expectNothingLost(hit: DiskRecord): Promise<void> {
    const before = await this.#look();
    this.#disk.damage(this.#disk.state.records.indexOf(hit), each => ({
      ...each,
      body: each.body.slice(0, -2),
    }));
    if (!isDeepStrictEqual(await this.#look(), before)) throw new Error('a torn directory lost something');
  }

  async #expectKept(collection: CollectionName, torn: ReadonlySet<string>): Promise<void> {
    const damages: Damage[] = [];
    const found = await this.#look(each => damages.push(each));
    this.#ledger.checkTorn(collection, found.get(collection) ?? [], torn);
    const [damage, ...more] = damages;
    if (damage?.kind !== 'precious' || damage.damaged.length !== 1 || more.length > 0) {
      throw new Error(`not reported as it is: ${JSON.stringify(damages)}`);
    }
  }

  async #expectDropped(collection: CollectionName): Promise<void> {
    const damages: Damage[] = [];
    const refused = await this.#look(each => damages.push(each)).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(refused instanceof ChunklogError) || refused.code !== 'dropped' || damages.length !== 1) {
      throw new Error(`not refused as damaged: ${String(refused)} ${JSON.stringify(damages)}`);
    }
    const found = await this.#look();
    for (const name of [collection, 'rx-replication-meta-1'] as const) {
      if (found.get(name)?.length !== 0) throw new Error(`${name} should be empty`);
    }
  }

  /** Reads everything that a new tab finds. */
  async #look(
    onDamage: (damage: Damage) => void = refuseDamage,
  ): Promise<ReadonlyMap<CollectionName, ItemDocument[]>> {
    const tab = await this.#openTab({ leastGarbage: Infinity, hasChannel: false }, [], onDamage);
    const found = new Map<CollectionName, ItemDocument[]>();
    try {
      for (const [name, instance] of tab) {
        const listed = await listedIn(instance);
        found.set(name, [...(await everything(instance))]);
        ensureListed(listed, found.get(name) ?? []);
      }
    } finally {
      for (const instance of tab.values()) await instance.close();
    }
    return found;
  }

  async #use(
    commands: readonly Command[],
    session: Pick<Session, 'leastGarbage' | 'hasChannel'>,
  ): Promise<void> {
    const ring: ((heard: readonly string[]) => void)[] = [];
    const tabs = [await this.#openTab(session, ring), await this.#openTab(session, ring)];
    const begun: Promise<void>[] = [];
    for (const command of commands) {
      const instance = tabs[command.tab]?.get(command.collection);
      if (!instance) continue;
      const done = this.#do(command, instance);
      begun.push(done);
      if (command.wait) await done;
    }
    await Promise.all(begun);
    for (const tab of tabs) for (const instance of tab.values()) await instance.close();
  }

  async #openTab(
    { leastGarbage, hasChannel }: Pick<Session, 'leastGarbage' | 'hasChannel'>,
    ring: ((heard: readonly string[]) => void)[],
    onDamage = refuseDamage,
  ): Promise<Tab> {
    let time = 0;
    const storage = getRxStorageChunklog({
      kindOf,
      listingOf: () => listing,
      onDamage,
      // Killed tabs leave failed rewrites.
      onRewriteFailed: () => undefined,
      leastGarbage,
      openLog: () => new MemoryChunkLog(this.#disk, () => 'log'),
      openChannel: (_database, onRing) => {
        if (hasChannel) ring.push(onRing);
        const others = () => ring.filter(each => each !== onRing);
        return {
          ring: heard => queueMicrotask(() => others().forEach(each => each(heard))),
          close: () => void ring.splice(0, ring.length, ...others()),
        };
      },
      every: () => () => undefined,
      ifFree: (_name, work) => work(),
      breathe: () => Promise.resolve(),
      now: () => (time += 3),
      wallClock: () => Number.MAX_SAFE_INTEGER,
    });
    const opened = collections.map(
      async name => [name, await openItems(storage, { collection: name, multiInstance: true })] as const,
    );
    return new Map(await Promise.all(opened));
  }

  async #do(command: Command, instance: ItemInstance): Promise<void> {
    if (command.do === 'cleanup') await instance.cleanup(0).catch(ignoreQuota);
    else if (command.do === 'read') await everything(instance);
    else if (command.do === 'keep') await diskIndexOf(instance)?.keep().catch(ignoreQuota);
    else await this.#write(command, instance);
  }

  async #write(command: Command & { do: 'write' }, instance: ItemInstance): Promise<void> {
    const { collection, tab, ids, isDeletion } = command;
    const { life } = this.#disk;
    const number = ++this.#writes;
    const known = new Map((await instance.findDocumentsById([...ids], true)).map(each => [each.id, each]));
    const change = { title: `w${number}`, size: number, _deleted: isDeletion };
    const rows = ids.map(id => {
      const previous = known.get(id);
      const rev = { _rev: `${Number(previous?._rev.split('-')[0] ?? 0) + 1}-w${number}` };
      return previous
        ? { previous, document: { ...next(previous, change), ...rev } }
        : { document: { ...item(id, change), ...rev } };
    });
    const witness = { document: item(`w${number}`, { size: number }) };
    const all: readonly ItemRow[] = [witness, ...rows];
    const wishes = all.map((row): Wish => ({
      document: row.document,
      previous: row.previous?._rev,
    }));
    // A dead process runs on here until it waits for the disk; its actions are not recorded.
    if (this.#disk.life !== life) return;
    const entry = this.#ledger.submit({ tab, collection, wishes, mayBeRefused: this.#disk.quota < Infinity });
    try {
      const { error } = await instance.bulkWrite([...all], 'a test');
      if (this.#disk.life !== life) return;
      const refused = new Set(error.map(({ documentId }) => documentId));
      entry.accepted = new Set(wishes.map(({ document }) => document.id).filter(id => !refused.has(id)));
      entry.answer = 'stored';
    } catch (error) {
      ignoreQuota(error);
      if (this.#disk.life === life) entry.answer = 'refused';
    }
  }
}

function diskIndexOf(instance: ItemInstance): DiskIndex | undefined {
  return (instance.internals as ChunklogInternals).diskIndex;
}

/** All listed documents, before anything is loaded. */
async function listedIn(instance: ItemInstance): Promise<readonly unknown[] | undefined> {
  return diskIndexOf(instance)?.search([['']], Infinity);
}

/** Checks that a disk index that answers gives what is there. */
function ensureListed(listed: readonly unknown[] | undefined, documents: readonly ItemDocument[]): void {
  const living = documents.filter(({ _deleted }) => !_deleted);
  if (listed && !isDeepStrictEqual(listed, living))
    throw new Error(`listed is something else: ${JSON.stringify({ listed, living })}`);
}

function refuseDamage(damage: Damage): void {
  throw new Error(`damage where there is none: ${JSON.stringify(damage)}`);
}

function ignoreQuota(error: unknown): void {
  if (!(error instanceof ChunklogError) || error.code !== 'quota') throw error;
}
