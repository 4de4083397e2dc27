import type { Kysely } from 'kysely';
import type { GroupCommit } from './group-commit.ts';
import type { Tables } from '../tables.ts';

/** Retries what the disk refused until the disk keeps it, whether or not another write comes. */
export class Settling {
  readonly #db: Kysely<Tables>;
  readonly #commits: GroupCommit;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Kysely<Tables>, commits: GroupCommit, everyMs = 1000) {
    this.#db = db;
    this.#commits = commits;
    this.#everyMs = everyMs;
    commits.onEnd(() => this.stop());
  }

  /**
   * Resolves when the disk keeps everything that is committed. Await it before telling a writer that its data is stored
   * already: it may be visible to readers only.
   * @throws StoreError when the disk still refuses.
   */
  async settled(): Promise<void> {
    if (!this.#commits.isRefused) return;
    this.#tryLater();
    // In a turn of the connection: no other transaction is under way.
    await this.#db.connection().execute(async () => {
      if (this.#commits.isRefused) await this.#commits.settle();
    });
  }

  /** Call it after a failure; returns whether the disk refused. If so, retries until it does not. */
  begin(): boolean {
    if (this.#commits.isRefused) this.#tryLater();
    return this.#commits.isRefused;
  }

  /** Calls `listener` each time the disk keeps what it had refused. */
  onEnd(listener: () => void): void {
    this.#commits.onEnd(listener);
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
