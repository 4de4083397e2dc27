import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StoreError } from '../contract/store-error.ts';
import { timelineText } from './timeline.ts';
import { asPostgresError, whereIs } from './postgres-errors.ts';

/** Names the lock of the one server: "owner" in letters of five bits, beside the lock under which processes migrate. */
export const soleOwnerLock = 687_194_767_362;
const retryMs = 1_000;

/**
 * [M50] Keeps other servers from a database, by a lock of a connection of its own. PostgreSQL frees the lock at once when the
 * process ends, however it ends. A connection that was lost is made again, and takes the lock again; not where the
 * database was restored or a standby was promoted meanwhile: the next process begins a new history ([M51]).
 */
export class SoleOwner implements AsyncDisposable {
  readonly #url: string;
  readonly #onLost: () => void;
  readonly #closed = new AbortController();
  #client: pg.Client | undefined;
  /** The timeline on which the database was taken. */
  #timeline: string | undefined;
  #holding: Promise<void> = Promise.resolve();

  private constructor(url: string, onLost: () => void) {
    this.#url = url;
    this.#onLost = onLost;
  }

  /**
   * Takes the database. `onLost` is called if another server, or another database, takes its place while the
   * connection is lost.
   * @throws StoreError `owned` if another server has it, `unreachable` if the database does not answer.
   */
  static async take(url: string, onLost: () => void): Promise<SoleOwner> {
    const owner = new SoleOwner(url, onLost);
    if (await owner.#lock()) return owner;
    const where = whereIs(url);
    throw new StoreError('owned', where, `the mirror in ${where}: another server is running on it`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#holding;
    await this.#client?.end();
  }

  /** Whether the lock is held now. */
  async #lock(): Promise<boolean> {
    const client = new pg.Client({
      ...{ connectionString: this.#url, connectionTimeoutMillis: 10_000, keepAlive: true },
      application_name: 'tidemark owner',
    });
    let isLost = false;
    const lost = (): void => {
      if (isLost) return;
      isLost = true;
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#holding = this.#again();
    };
    client.on('error', lost).on('end', lost);
    try {
      await client.connect();
      const { rows } = await client.query<{ has: boolean }>(
        `select pg_try_advisory_lock(${soleOwnerLock}) as has`,
      );
      if (rows[0]?.has !== true || isLost) {
        await client.end();
        return false;
      }
      const timeline = (await client.query<{ name: string }>(timelineText)).rows[0]?.name;
      // Another database has taken its place: this process knows what that one may have lost.
      if (this.#timeline !== undefined && this.#timeline !== timeline) {
        await client.end();
        return false;
      }
      this.#timeline = timeline;
      this.#client = client;
      return true;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw asPostgresError(error, whereIs(this.#url));
    }
  }

  async #again(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      try {
        if (await this.#lock()) return;
        // PostgreSQL may not have noticed yet that the connection before is gone.
        await sleep(retryMs, undefined, { signal });
        if (!(await this.#lock())) this.#onLost();
        return;
      } catch {
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
