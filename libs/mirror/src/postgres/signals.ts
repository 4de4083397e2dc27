import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Signals, SignalTopic } from '../contract/mirror-store.ts';
import { StoreError } from '../contract/store-error.ts';
import { asPostgresError, whereIs } from './postgres-errors.ts';

const channel = 'tidemark';

/** The lock that a server of a version that shares its database with nobody takes alone; today's share it. */
export const serversLock = 687_194_767_362;

/** Notifications of one process are at least so far apart: each makes PostgreSQL's commits wait for one another. */
const gapMs = 20;
const retryMs = 250;
const longestRetryMs = 5_000;

/**
 * [M62] Tells other processes at once that something was committed, asked or answered, and hears it from them, by a
 * connection of its own (`listen`, `notify`). It says nothing but "look": what is there, the tables say, and whoever waits
 * looks there by itself too. A lost connection is made again; then everybody looks once. It keeps out servers that share their database with
 * nobody ([M50]).
 */
export class PostgresSignals implements Signals, AsyncDisposable {
  readonly #url: string;
  readonly #listeners = { rows: new Set<() => void>(), owners: new Set<() => void>() };
  readonly #untold = new Set<SignalTopic>();
  readonly #closed = new AbortController();
  #client: pg.Client | undefined;
  #connecting: Promise<void> = Promise.resolve();
  #due: NodeJS.Timeout | undefined;
  /** Whether anybody else may be there to hear. */
  isNeeded = true;

  private constructor(url: string) {
    this.#url = url;
  }

  /** @throws StoreError `owned` if a server has the database for itself, `unreachable` if it does not answer. */
  static async open(url: string): Promise<PostgresSignals> {
    const signals = new PostgresSignals(url);
    if (await signals.#connect()) return signals;
    const where = whereIs(url);
    throw new StoreError(
      'owned',
      where,
      `the mirror in ${where}: a server of an earlier version is running on it, which shares it with no other`,
    );
  }

  on(topic: SignalTopic, listener: () => void): () => void {
    this.#listeners[topic].add(listener);
    return () => this.#listeners[topic].delete(listener);
  }

  tell(topic: SignalTopic): void {
    if (!this.isNeeded || this.#closed.signal.aborted) return;
    this.#untold.add(topic);
    this.#due ??= setTimeout(() => void this.#send(), gapMs);
  }

  /** What was told just before the end is sent. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
    await this.#connecting;
    await this.#send();
    await this.#client?.end();
  }

  async #send(): Promise<void> {
    clearTimeout(this.#due);
    this.#due = undefined;
    const topics = [...this.#untold];
    this.#untold.clear();
    for (const topic of topics)
      await this.#client?.query(`notify ${channel}, '${topic}'`).catch(() => undefined);
  }

  /** Whether it is connected; false where another server has the database for itself. */
  async #connect(): Promise<boolean> {
    const client = new pg.Client({
      ...{ connectionString: this.#url, connectionTimeoutMillis: 10_000, keepAlive: true },
      application_name: 'tidemark signals',
    });
    let isLost = false;
    const lost = (): void => {
      if (isLost) return;
      isLost = true;
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#connecting = this.#again();
    };
    client.on('error', lost).on('end', lost);
    // Not one's own: its cause is known here.
    client.on('notification', ({ processId, payload }) => {
      if (processId === (client as pg.Client & { readonly processID?: number }).processID) return;
      this.#look(payload === 'owners' ? 'owners' : 'rows');
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ has: boolean }>(
        `select pg_try_advisory_lock_shared(${serversLock}) as has`,
      );
      if (rows[0]?.has !== true) {
        await client.end();
        return false;
      }
      await client.query(`listen ${channel}`);
      if (isLost) throw new Error('Connection terminated');
      this.#client = client;
      return true;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw asPostgresError(error, whereIs(this.#url));
    }
  }

  async #again(): Promise<void> {
    const { signal } = this.#closed;
    for (let wait = retryMs; !signal.aborted; wait = Math.min(wait * 2, longestRetryMs)) {
      if (await this.#connect().catch(() => false)) {
        this.#look('rows');
        this.#look('owners');
        return;
      }
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  #look(topic: SignalTopic): void {
    for (const listener of this.#listeners[topic]) listener();
  }
}
