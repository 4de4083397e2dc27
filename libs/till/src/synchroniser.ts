import {
  parseCheckpoint,
  type Heads,
  type StreamEvent,
  type SyncResponse,
  type Trigger,
} from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import type { Caches } from './caches.ts';
import { Replication } from './replication.ts';
import { tellingProgress } from './progress.ts';
import { isLost, outcomeOf, troubleOf } from './sync-outcome.ts';
import { totalsOf, withCollection, withoutFirstFilling, withoutSync, withVerifiedAt } from './status.ts';
import type { SyncLogEntry, TillStatus } from './till.ts';
import { Turns } from './turns.ts';
import { WireError, type Wire } from './wire.ts';

export interface SynchroniserParts {
  readonly wire: Wire;
  readonly now: () => number;
  readonly newId: () => string;
  readonly caches: () => Caches;
  /** Puts a filled generation in place of the one in use. */
  readonly swap: (caches: Caches) => Promise<void>;
  /** Takes the caches that another tab put in use, if one did: what was in use here is gone then. */
  readonly followSwap: () => Promise<void>;
  readonly openNext: () => Promise<Caches>;
  readonly dropNext: (caches: Caches) => Promise<void>;
  /** Reads what tills wrote, as far as that goes now: a count may have it in it. */
  readonly beforeStock: () => Promise<void>;
  readonly change: (change: (status: TillStatus) => TillStatus) => void;
  /** The server says, with every barrier, after how many minutes without an update tills ask by themselves. */
  readonly learnInterval?: (minutes: number | undefined) => void;
}

/** What it took to hold what the mirror has. */
interface Completed {
  readonly changes: number;
  readonly repaired: number;
  /** Whether everything was read anew, so that nothing is left to be pulled. */
  readonly isRebuilt?: boolean;
}

/** How often a digest that differs is repaired and compared again before the till says so. */
const repairRounds = 3;

/**
 * Whatever reads or writes the caches takes turns: a collection that a sync pulls, a live event, a look-up, a rebuild. Syncs go
 * one after the other, and triggers that wait share one.
 */
export class Synchroniser {
  readonly #parts: SynchroniserParts;
  readonly #turns = new Turns();
  readonly #syncs = new Turns();
  readonly #waiting = new Map<Trigger, Promise<SyncLogEntry>>();
  /** Up to where each collection was found equal to the mirror. */
  readonly #provenAt = new Map<CollectionName, string | undefined>();
  /** Changes that came live, or by a pull that news began. */
  #cameBy = 0;

  constructor(parts: SynchroniserParts) {
    this.#parts = parts;
  }

  /** [T6] Through the barrier: done when the till holds the heads of a catch-up that started after this call. */
  sync(trigger: Trigger): Promise<SyncLogEntry> {
    const waiting = this.#waiting.get(trigger);
    if (waiting) return waiting;
    this.#parts.change(status => ({ ...status, syncing: [...status.syncing, trigger] }));
    const run = this.#syncs
      .take(() => {
        this.#waiting.delete(trigger);
        return this.#sync(trigger);
      })
      .finally(() => this.#parts.change(status => withoutFirstFilling(withoutSync(status, trigger))));
    this.#waiting.set(trigger, run);
    return run;
  }

  /** [T7] New caches beside the old ones, verified, then swapped; whatever fails leaves the old ones in use. */
  clear(signal?: AbortSignal): Promise<SyncLogEntry> {
    return this.#logged('clear', async entry => ({
      ...entry,
      changes: await this.alone(() => this.#rebuild(signal)),
    }));
  }

  /**
   * [T10] Compares what is stored with its own revs, and then with the mirror's digests; what differs is repaired.
   * Without a barrier: Shopify is not asked.
   */
  check(): Promise<SyncLogEntry> {
    return this.#logged('check', async entry => {
      let { changes, repaired } = entry;
      for (const name of collectionNames) {
        repaired += await this.alone(() => this.#replication(name).mendContent());
        const result = await this.alone(() => this.#complete(this.#replication(name), name));
        changes += result.changes;
        repaired += result.repaired;
      }
      return { ...entry, changes, repaired };
    });
  }

  /** News of the stream. What does not follow what is held is pulled. */
  takeEvent(event: StreamEvent): Promise<void> {
    return this.alone(async () => {
      if (event.type === 'hello' || event.type === 'heartbeat') await this.#pullBehind(event.heads);
      else if (event.type === 'resync') for (const name of collectionNames) await this.#pull(name);
      else {
        const changes = await this.#replication(event.collection).take(event);
        if (changes === undefined) return this.#pull(event.collection);
        this.#cameBy += changes;
        await this.#count(event.collection);
      }
    });
  }

  takeHeads(heads: Heads): Promise<void> {
    return this.alone(() => this.#pullBehind(heads));
  }

  /** Reads these documents now, so that a scan need not wait for a sync. */
  fetch(name: CollectionName, ids: readonly string[]): Promise<number> {
    return this.alone(() => this.#replication(name).fetch(ids));
  }

  /** Whether the till lacks what the mirror had at this head. */
  isBehind(name: CollectionName, head: string): Promise<boolean> {
    return this.#replication(name).isBehind(head);
  }

  /** Acts while nothing is being pulled, on the caches in use. */
  alone<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      await this.#parts.followSwap();
      return act();
    });
  }

  #replication(name: CollectionName): Replication {
    return new Replication(this.#parts.wire, this.#parts.caches(), name);
  }

  /**
   * [T40] Reads what the mirror has while Shopify is being asked, which takes longer; then what that brought. [T41] Between them,
   * others have their turns: what came by them is proved too, and counted.
   */
  async #sync(trigger: Trigger): Promise<SyncLogEntry> {
    return this.#logged(trigger, async entry => {
      const cameBefore = this.#cameBy;
      let asked = this.#ask(trigger);
      let { changes, repaired } = await this.#completeAll(collectionNames);
      this.#parts.change(withoutFirstFilling);
      for (let round = 0; ; round++) {
        const { heads, shopify } = await asked;
        const isBehind = (name: CollectionName) => this.#replication(name).isBehind(heads[name]);
        const unproven = await this.#those(
          async name => (await isBehind(name)) || (await this.#isUnproven(name)),
        );
        const completed = await this.#completeAll(unproven);
        changes += completed.changes;
        repaired += completed.repaired;
        const [behind] = await this.#those(isBehind);
        if (behind === undefined)
          return {
            ...entry,
            changes: changes + this.#cameBy - cameBefore,
            repaired,
            outcome: outcomeOf[shopify],
          };
        if (round > 0) throw new Error(`${behind} is still behind the mirror`);
        // Since it was asked, somebody may have signed in at another location, or the mirror begun another history.
        asked = this.#ask(trigger);
      }
    });
  }

  #ask(trigger: Trigger): Promise<SyncResponse> {
    const asked = this.#parts.wire.sync(trigger).then(barrier => {
      this.#learn(barrier);
      return barrier;
    });
    // Its failure is met where it is awaited, unless the mirror cannot be read either.
    asked.catch(() => undefined);
    return asked;
  }

  #those(are: (name: CollectionName) => Promise<boolean>): Promise<readonly CollectionName[]> {
    return this.alone(async () => {
      const names: CollectionName[] = [];
      for (const name of collectionNames) if (await are(name)) names.push(name);
      return names;
    });
  }

  /** Pulls and proves these collections, each in a turn; where what is held is lost, everything beside it. */
  async #completeAll(names: readonly CollectionName[]): Promise<Completed> {
    let [changes, repaired] = [0, 0];
    for (const name of names) {
      const completed = await this.alone(() => this.#completeOrRebuild(name));
      changes += completed.changes;
      repaired += completed.repaired;
      if (completed.isRebuilt) break;
    }
    return { changes, repaired };
  }

  async #completeOrRebuild(name: CollectionName): Promise<Completed> {
    try {
      if (name === 'inventoryLevels') await this.#parts.beforeStock();
      return await this.#complete(this.#replication(name), name);
    } catch (error) {
      if (!isLost(error)) throw error;
      return { changes: await this.#rebuild(), repaired: 0, isRebuilt: true };
    }
  }

  /** Pulls to the end and proves it by digest; what differs is repaired, not cleared. */
  async #complete(replication: Replication, name: CollectionName, signal?: AbortSignal): Promise<Completed> {
    let changes = 0;
    let repaired = 0;
    for (let round = 0; ; round++) {
      const pulled = await tellingProgress(this.#parts, name, tell => replication.pull(tell, signal));
      changes += pulled.changes;
      if (await replication.matches(pulled.digest)) {
        const at = this.#parts.now();
        this.#provenAt.set(name, await replication.place());
        this.#parts.change(status =>
          withVerifiedAt(
            withCollection(status, name, {
              onTill: pulled.digest.count,
              inMirror: pulled.digest.count,
              verifiedAt: at,
            }),
          ),
        );
        return { changes, repaired };
      }
      if (round >= repairRounds)
        throw new Error(
          `${name}: this till differs from the mirror, and ${repairRounds} repairs did not mend it`,
        );
      repaired += await replication.repair();
    }
  }

  async #isUnproven(name: CollectionName): Promise<boolean> {
    return (await this.#replication(name).place()) !== this.#provenAt.get(name);
  }

  async #pullBehind(heads: Heads): Promise<void> {
    for (const name of collectionNames) {
      const held = await this.#parts.caches().place(name);
      if (held && held.epoch !== parseCheckpoint(heads[name]).epoch) {
        await this.#rebuild();
        return;
      }
      if (!(await this.#replication(name).isBehind(heads[name]))) continue;
      if (name === 'inventoryLevels') await this.#parts.beforeStock();
      await this.#pull(name);
    }
  }

  async #pull(name: CollectionName): Promise<void> {
    try {
      this.#cameBy += (
        await tellingProgress(this.#parts, name, tell => this.#replication(name).pull(tell))
      ).changes;
      await this.#count(name);
    } catch (error) {
      if (!isLost(error)) throw error;
      await this.#rebuild();
    }
  }

  async #count(name: CollectionName): Promise<void> {
    const onTill = await this.#parts.caches().count(name);
    this.#parts.change(status => withCollection(status, name, { onTill }));
  }

  async #rebuild(signal?: AbortSignal): Promise<number> {
    const { change, openNext, dropNext, swap, wire } = this.#parts;
    const totals = totalsOf(await wire.status());
    const next = await openNext();
    let changes = 0;
    try {
      for (const name of collectionNames) {
        const progress = { collection: name, done: 0, total: totals[name] };
        change(status => ({ ...status, filling: { kind: 'rebuild', totals, progress } }));
        changes += (await this.#complete(new Replication(wire, next, name), name, signal)).changes;
      }
      signal?.throwIfAborted();
      await swap(next);
      return changes;
    } catch (error) {
      await dropNext(next);
      throw error;
    } finally {
      change(status => ({ ...status, filling: undefined }));
    }
  }

  #learn({ readAt, shopify, intervalMinutes }: SyncResponse): void {
    this.#parts.learnInterval?.(intervalMinutes);
    this.#parts.change(status => ({
      ...status,
      shopify,
      shopifyReadAt: readAt === null ? status.shopifyReadAt : Date.parse(readAt),
    }));
  }

  async #logged(
    trigger: SyncLogEntry['trigger'],
    act: (entry: SyncLogEntry) => Promise<SyncLogEntry>,
  ): Promise<SyncLogEntry> {
    const { now, newId, change } = this.#parts;
    const startedAt = now();
    const begun: SyncLogEntry = {
      id: newId(),
      trigger,
      startedAt,
      durationMs: 0,
      changes: 0,
      repaired: 0,
      outcome: 'up-to-date',
      detail: undefined,
    };
    let entry: SyncLogEntry;
    try {
      entry = await act(begun);
      change(status => ({
        ...status,
        trouble:
          entry.outcome === 'shopify-unreachable'
            ? 'Shopify cannot be reached; the till has what the server last read.'
            : undefined,
      }));
    } catch (error) {
      const offline = error instanceof WireError && error.code === 'offline';
      const detail = troubleOf(error);
      entry = { ...begun, outcome: offline ? 'offline' : 'failed', detail };
      change(status => ({ ...status, trouble: detail }));
    }
    return { ...entry, durationMs: Math.max(0, now() - startedAt) };
  }
}
