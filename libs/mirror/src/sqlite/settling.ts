import type { Kysely } from 'kysely';
import type { Doubt } from './doubt.ts';
import type { Tables } from '../tables.ts';

/** Retries what the disk refused until the disk keeps it, whether or not another write comes. */
export class Settling {
  readonly #db: Kysely<Tables>;
  readonly #doubt: Doubt;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Kysely<Tables>, doubt: Doubt, everyMs = 1000) {
    this.#db = db;
    this.#doubt = doubt;
    this.#everyMs = everyMs;
    doubt.onEnd(() => this.stop());
  }

  /**
   * Resolves when the disk keeps everything that is committed. Await it before telling a writer that its data is stored
   * already: it may be visible to readers only.
   * @throws StoreError when the disk still refuses.
   */
  async settled(): Promise<void> {
    if (!this.#doubt.isOpen) return;
    this.#tryLater();
    // In a turn of the connection: no other transaction is under way.
    await this.#db.connection().execute(async () => {
      if (this.#doubt.isOpen) await this.#doubt.committed();
    });
  }

  /** Call it after a failure; returns whether the disk refused. If so, retries until it does not. */
  begin(): boolean {
    if (this.#doubt.isOpen) this.#tryLater();
    return this.#doubt.isOpen;
  }

  /** Calls `listener` each time the disk keeps what it had refused. */
  onEnd(listener: () => void): void {
    this.#doubt.onEnd(listener);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tryLater(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.settled().catch(() => void this.begin());
    }, this.#everyMs);
    this.#timer.unref();
  }
}
