import {
  parseCheckpoint,
  type Heads,
  type StreamEvent,
  type SyncResponse,
  type Trigger,
} from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import type { Caches } from '../caches/caches.ts';
import { Replication } from './replication.ts';
import { tellingProgress } from '../api/progress.ts';
import type { Fence } from './fence.ts';
import { complete, withProof, type Proved } from './complete.ts';
import { rebuild } from './rebuild.ts';
import { isLost, outcomeOf, troubleOf } from '../api/sync-outcome.ts';
import { withCollection, withoutFirstFilling, withoutSync } from '../api/status.ts';
import type { SyncLogEntry, TillStatus } from '../api/till.ts';
import { Turns } from './turns.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';

export interface SynchroniserParts {
  readonly wire: Wire;
  readonly now: () => number;
  readonly newId: () => string;
  readonly caches: () => Caches;
  /** Puts a filled cache set in place of the one in use. */
  readonly swap: (caches: Caches) => Promise<void>;
  /** Takes the caches that another tab put in use, if one did: then the ones in use here are gone. */
  readonly followSwap: () => Promise<void>;
  readonly openNext: () => Promise<Caches>;
  readonly dropNext: (caches: Caches) => Promise<void>;
  /** Reads what tills wrote, as far as that goes now: a count may include it. */
  readonly beforeStock: () => Promise<void>;
  readonly change: (change: (status: TillStatus) => TillStatus) => void;
  /** Refuses the writes of what this tab begins now, once another tab does it. */
  readonly fence?: () => Fence;
  /** The server says with every barrier after how many minutes without an update tills ask by themselves. */
  readonly learnInterval?: (minutes: number | undefined) => void;
}

/** A log is rewritten for what was erased this often at most: it costs as much as everything that it holds. */
const scrubMs = 15 * 60_000;

/**
 * Everything that reads or writes the caches in use takes turns: a collection that a sync pulls, a live event, a
 * look-up, the end of a rebuild. Syncs run one after the other, and triggers that wait share one; the same holds for
 * rebuilds.
 */
export class Synchroniser {
  /** When the log was last rewritten for what was erased. */
  #scrubbedAt = -Infinity;
  readonly #parts: SynchroniserParts;
  readonly #turns = new Turns();
  readonly #syncs = new Turns();
  readonly #rebuilds = new Turns();
  readonly #waiting = new Map<Trigger, Promise<SyncLogEntry>>();
  /** The place up to which each collection was found equal to the mirror. */
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

  /** [T7] Fills new caches beside the old ones, verifies them, then swaps. Any failure leaves the old ones in use. */
  clear(signal?: AbortSignal): Promise<SyncLogEntry> {
    return this.#logged('clear', async entry => ({
      ...entry,
      changes: await this.#rebuilds.take(() => this.#rebuild(signal)),
    }));
  }

  /**
   * [T10] Compares what is stored with its own revs, and then with the mirror's digests; repairs what differs. It has
   * no barrier: Shopify is not asked.
   */
  check(): Promise<SyncLogEntry> {
    return this.#logged('check', async entry => {
      let { changes, repaired } = entry;
      for (const name of collectionNames) {
        repaired += await this.alone(() => this.#replication(name).mendContent());
        const result = await this.alone(() => this.#complete(name));
        changes += result.changes;
        repaired += result.repaired;
      }
      return { ...entry, changes, repaired };
    });
  }

  /** Takes news of the stream. Pulls what does not follow what is held. */
  async takeEvent(event: StreamEvent): Promise<void> {
    if (event.type === 'hello' || event.type === 'heartbeat') return void (await this.takeHeads(event.heads));
    await this.#takeNews(event);
    await this.#scrub();
  }

  async #takeNews(event: Exclude<StreamEvent, { type: 'hello' | 'heartbeat' }>): Promise<void> {
    await this.#orRebuild(async () => {
      if (event.type === 'resync') {
        for (const name of collectionNames) await this.#pull(name);
        return;
      }
      const changes = await this.#replication(event.collection).take(event);
      if (changes === undefined) return this.#pull(event.collection);
      this.#cameBy += changes;
      await this.#count(event.collection);
    });
  }

  /** Pulls what is behind these places. Answers whether anything was behind. */
  async takeHeads(heads: Heads): Promise<boolean> {
    return (await this.#orRebuild(() => this.#pullBehind(heads))) !== false;
  }

  /** Reads these documents now, so that a scan need not wait for a sync. */
  fetch(name: CollectionName, ids: readonly string[]): Promise<number> {
    return this.alone(() => new Replication(this.#parts.wire, this.#parts.caches(), name).fetch(ids));
  }

  /** Whether the till lacks what the mirror had at this head. */
  isBehind(name: CollectionName, head: string): Promise<boolean> {
    return this.#replication(name).isBehind(head);
  }

  /** Acts on the caches in use, while nothing is being pulled. */
  alone<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      await this.#parts.followSwap();
      return act();
    });
  }

  #replication(name: CollectionName): Replication {
    return new Replication(this.#parts.wire, this.#parts.caches(), name, this.#parts.fence?.());
  }

  /**
   * [T40] Reads what the mirror has while Shopify is being asked, which takes longer; then reads what that brought.
   * [T41] Others have their turns in between: what came by them is proved too, and counted.
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
        // Since the barrier was asked, a person may have signed in at another location, or the mirror begun another
        // history.
        asked = this.#ask(trigger);
      }
    });
  }

  #ask(trigger: Trigger): Promise<SyncResponse> {
    const asked = this.#parts.wire.sync(trigger).then(barrier => {
      this.#learn(barrier);
      return barrier;
    });
    // The failure is handled where the promise is awaited, unless the mirror cannot be read either.
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

  /** Pulls and proves these collections, each in a turn; where what is held is lost, rebuilds everything beside it. */
  async #completeAll(names: readonly CollectionName[]): Promise<{ changes: number; repaired: number }> {
    let [changes, repaired] = [0, 0];
    for (const name of names) {
      const outcome = await this.#orRebuild(async () => {
        if (name === 'inventoryLevels') await this.#parts.beforeStock();
        return this.#complete(name);
      });
      if ('rebuilt' in outcome) return { changes: changes + outcome.rebuilt, repaired };
      changes += outcome.changes;
      repaired += outcome.repaired;
    }
    return { changes, repaired };
  }

  async #complete(name: CollectionName): Promise<Proved> {
    const proved = await complete(this.#replication(name), name, { ...this.#parts, filling: 'first' });
    this.#noteProof(name, proved);
    return proved;
  }

  #noteProof(name: CollectionName, proved: Proved): void {
    this.#provenAt.set(name, proved.place);
    this.#parts.change(status => withProof(status, name, proved));
  }

  async #isUnproven(name: CollectionName): Promise<boolean> {
    return (await this.#replication(name).place()) !== this.#provenAt.get(name);
  }

  /** @throws what `isLost` recognises where the mirror has another history. */
  async #pullBehind(heads: Heads): Promise<boolean> {
    let wasBehind = false;
    for (const name of collectionNames) {
      const held = await this.#parts.caches().place(name);
      if (held && held.epoch !== parseCheckpoint(heads[name]).epoch)
        throw new WireError('checkpoint-lost', `${name} is of another history than the mirror`);
      if (!(await this.#replication(name).isBehind(heads[name]))) continue;
      if (name === 'inventoryLevels') await this.#parts.beforeStock();
      await this.#pull(name);
      wasBehind = true;
    }
    return wasBehind;
  }

  async #pull(name: CollectionName): Promise<void> {
    const pulled = await tellingProgress({ ...this.#parts, filling: 'first' }, name, tell =>
      this.#replication(name).pull(tell),
    );
    this.#cameBy += pulled.changes;
    await this.#count(name);
  }

  async #count(name: CollectionName): Promise<void> {
    const onTill = await this.#parts.caches().count(name);
    this.#parts.change(status => withCollection(status, name, { onTill }));
  }

  #rebuild(signal?: AbortSignal): Promise<number> {
    return rebuild(
      {
        ...this.#parts,
        alone: act => this.alone(act),
        onProofs: proofs => proofs.forEach((proved, name) => this.#noteProof(name, proved)),
      },
      signal,
    );
  }

  /**
   * Acts in a turn. Where what is held is lost, reads everything anew after it, beside the turns of others. Answers how
   * many changes that was instead; none where other code had begun it.
   */
  async #orRebuild<T>(act: () => Promise<T>): Promise<T | { readonly rebuilt: number }> {
    let held: Caches | undefined;
    try {
      return await this.alone(() => {
        held = this.#parts.caches();
        return act();
      });
    } catch (error) {
      if (!held || !isLost(error)) throw error;
      const rebuilt = await this.#rebuilds.take(async () =>
        held === this.#parts.caches() ? this.#rebuild() : 0,
      );
      return { rebuilt };
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
        trouble: entry.outcome === 'shopify-unreachable' ? { code: 'shopify-unreachable' } : undefined,
      }));
    } catch (error) {
      const offline = error instanceof WireError && error.code === 'offline';
      const reason = troubleOf(error);
      const detail = error instanceof Error ? error.message : String(error);
      entry = { ...begun, outcome: offline ? 'offline' : 'failed', detail, reason };
      change(status => ({ ...status, trouble: reason }));
    }
    await this.#scrub();
    return { ...entry, durationMs: Math.max(0, now() - startedAt) };
  }

  /** [T102] A failure leaves it owed. */
  async #scrub(): Promise<void> {
    const { now, caches } = this.#parts;
    if (!caches().mayOweScrub || Math.abs(now() - this.#scrubbedAt) < scrubMs) return;
    await this.alone(async () => {
      if (await caches().scrub()) this.#scrubbedAt = now();
    }).catch(() => undefined);
  }
}
