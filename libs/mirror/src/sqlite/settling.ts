import type { Kysely } from 'kysely';
import type { Doubt } from './doubt.ts';
import type { Tables } from '../tables.ts';

/** Sees to it that what the disk refused comes to it all the same, whether or not anybody writes again. */
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
   * Resolves when the disk keeps everything that is committed. To be asked before somebody is told that what they wrote
   * is there already: it may be there for readers alone.
   * @throws StoreError when the disk still refuses.
   */
  async settled(): Promise<void> {
    if (!this.#doubt.isOpen) return;
    this.#tryLater();
    // In a turn of the connection: nobody else's transaction is under way.
    await this.#db.connection().execute(async () => {
      if (this.#doubt.isOpen) await this.#doubt.committed();
    });
  }

  /** After a failure: whether it was the disk that refused. Then it is asked again until it does not. */
  begin(): boolean {
    if (this.#doubt.isOpen) this.#tryLater();
    return this.#doubt.isOpen;
  }

  /** Told each time that the disk keeps again what it refused. */
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
