import type { RecordEvent } from '@tidemark/protocol';
import { recordNames, type RecordName } from '@tidemark/schema';
import { BehaviorSubject, Subscription } from 'rxjs';
import type { Reason } from '../api/reason.ts';
import { WireError } from '../wire/wire-error.ts';
import { Scrubber } from './erasure.ts';
import { RecordReplication, type ReplicationParts } from './record-replication.ts';

/**
 * Replicates all records of a till, in the one tab that leads. Each collection has a replication of its own, so a stuck
 * one holds back no other, and no cache.
 */
export class Traffic implements AsyncDisposable {
  readonly #replications: readonly RecordReplication[];
  readonly #following = new Subscription();
  readonly #troubles = new Map<RecordName, unknown>();
  /** Why nothing is sent or read just now. */
  readonly trouble$ = new BehaviorSubject<Reason | undefined>(undefined);
  readonly #provedAt = new Map<RecordName, number>();
  /** When all records were last found to be the same here and on the server; undefined: not since this tab leads. */
  readonly provedAt$ = new BehaviorSubject<number | undefined>(undefined);

  constructor(
    parts: Omit<ReplicationParts, 'onTrouble' | 'onProof' | 'scrubber'> & {
      readonly now: () => number;
      /** Removes copies of what the server has: they have the words that it erases. */
      readonly releaseCopies?: () => Promise<void>;
    },
  ) {
    const { now } = parts;
    const onTrouble = (name: RecordName, error: unknown): void => this.#onTrouble(name, error);
    const onProof = (name: RecordName): void => {
      this.#provedAt.set(name, now());
      if (this.#provedAt.size === recordNames.length)
        this.provedAt$.next(Math.min(...this.#provedAt.values()));
    };
    const scrubber = new Scrubber(parts.ledger, async () => {
      await parts.releaseCopies?.();
      const all = await Promise.all(this.#replications.map(each => each.storages()));
      return all.flat() as never;
    });
    this.#replications = recordNames.map(
      name => new RecordReplication(name, { ...parts, scrubber, onTrouble, onProof }),
    );
    // A till that was killed after it stored what was erased still owes it.
    void scrubber.run().catch(() => undefined);
    this.#following.add(
      parts.ledger.changes$.subscribe(changes => {
        for (const [name, of] of Map.groupBy(changes, each => each.collection))
          this.#of(name).changed(of.map(({ id }) => id));
      }),
    );
  }

  take(event: RecordEvent): void {
    if (event.type === 'written') return this.#of(event.collection).takeNews(event);
    for (const name of recordNames) if (event.heads[name]) this.#of(name).takeHead(event.heads[name]);
  }

  /** Tries again now: the network may be back, or a person signed in. */
  retryNow(): void {
    for (const each of this.#replications) each.retryNow();
  }

  /** Compares all records with the server's; answers how many had to be mended. What fails is told as trouble. */
  async check(): Promise<number> {
    let repaired = 0;
    for (const each of this.#replications) {
      try {
        repaired += await each.check();
      } catch (error) {
        this.#onTrouble(each.name, error);
      }
    }
    return repaired;
  }

  /**
   * Resolves when this till has read what sales and moves the server has, or cannot; it waits no longer than a cashier
   * would.
   */
  async readBeforeStock(waitMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const enough = new Promise<void>(resolve => (timer = setTimeout(resolve, waitMs)));
    const read = Promise.all([this.#of('sales').pulled(), this.#of('stockMoves').pulled()]);
    for (const name of ['customerEdits', 'carts'] as const) this.#of(name).poke('news');
    await Promise.race([read, enough]);
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#following.unsubscribe();
    for (const each of this.#replications) await each[Symbol.asyncDispose]();
  }

  #onTrouble(name: RecordName, error: unknown): void {
    if (error === undefined) this.#troubles.delete(name);
    else this.#troubles.set(name, error);
    const [first] = this.#troubles.values();
    this.trouble$.next(first === undefined ? undefined : troubleOf(first));
  }

  #of(name: RecordName): RecordReplication {
    return this.#replications[recordNames.indexOf(name)] as RecordReplication;
  }
}

/** What is wrong. None of it needs a person to act, except at most to sign in. */
export function troubleOf(error: unknown): Reason {
  if (error instanceof WireError) {
    if (['not-signed-in', 'not-signed', 'till-taken'].includes(error.code))
      return { code: 'sending-needs-sign-in' };
    if (error.code === 'offline') return { code: 'sending-offline' };
    return { code: 'sending-refused', refusal: error.code, message: error.message };
  }
  return { code: 'storage-trouble', message: error instanceof Error ? error.message : String(error) };
}
