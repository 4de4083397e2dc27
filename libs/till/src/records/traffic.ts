import type { RecordEvent } from '@tidemark/protocol';
import { recordNames, type RecordName } from '@tidemark/schema';
import { BehaviorSubject, Subscription } from 'rxjs';
import type { Reason } from '../api/reason.ts';
import { WireError } from '../wire/wire-error.ts';
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

  constructor(parts: Omit<ReplicationParts, 'onTrouble'>) {
    const onTrouble = (name: RecordName, error: unknown): void => {
      if (error === undefined) this.#troubles.delete(name);
      else this.#troubles.set(name, error);
      const [first] = this.#troubles.values();
      this.trouble$.next(first === undefined ? undefined : troubleOf(first));
    };
    this.#replications = recordNames.map(name => new RecordReplication(name, { ...parts, onTrouble }));
    this.#following.add(
      parts.ledger.changes$.subscribe(changes => {
        for (const name of new Set(changes.map(each => each.collection))) this.#of(name).poke('written');
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

  #of(name: RecordName): RecordReplication {
    return this.#replications[recordNames.indexOf(name)] as RecordReplication;
  }
}

/** What is wrong. None of it needs a person to act, except at most to sign in. */
export function troubleOf(error: unknown): Reason {
  if (error instanceof WireError) {
    if (error.code === 'not-signed-in') return { code: 'sending-needs-sign-in' };
    if (error.code === 'offline') return { code: 'sending-offline' };
    return { code: 'sending-refused', refusal: error.code, message: error.message };
  }
  return { code: 'storage-trouble', message: error instanceof Error ? error.message : String(error) };
}
