import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { binariesFromNpm } from './testing-binaries.ts';

/** A database that only one test uses. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

/** A PostgreSQL for tests. */
export interface TestPostgres {
  /** An empty database, or a copy of `template`, which nobody may have open. Disposing of it drops it. */
  newDatabase(template?: TestDatabase): Promise<TestDatabase>;
}

let server: Promise<TestPostgres> | undefined;

/** Why there is no PostgreSQL for tests, in one line; undefined where there is one. */
export function whyNoPostgres(): string | undefined {
  if (process.env['TEST_DATABASE_URL'] || binariesFromNpm()) return undefined;
  return `PostgreSQL: its suites do not run here, as npm has no server for ${process.platform} ${process.arch} and TEST_DATABASE_URL is not set`;
}

/**
 * The one server of this process: that of `TEST_DATABASE_URL`, or else the one that npm brought, which is started now and
 * ends with this process.
 */
export function testPostgres(): Promise<TestPostgres> {
  return (server ??= begin());
}

async function begin(): Promise<TestPostgres> {
  const given = process.env['TEST_DATABASE_URL'];
  const url = given ?? `postgres://postgres@127.0.0.1:${await startServer()}/postgres`;
  const admin = await connected(url);
  let count = 0;
  return {
    async newDatabase(template) {
      const name = `tidemark_test_${process.pid}_${Date.now().toString(36)}_${++count}`;
      const from = template ? `template "${nameIn(template.url)}" strategy file_copy` : 'template template0';
      await admin.query(`create database "${name}" ${from}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return {
        url: own.href,
        [Symbol.asyncDispose]: async () => void (await admin.query(`drop database "${name}" with (force)`)),
      };
    },
  };
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** Starts a server that a process of its own keeps; returns its port. */
async function startServer(): Promise<number> {
  const script = fileURLToPath(new URL('./testing-keeper.ts', import.meta.url));
  // In a group of its own: what ends the group of the tests leaves it the time to clean up.
  const keeper = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const lines = createInterface({ input: keeper.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(keeper, 'exit')])) as [unknown];
  if (typeof line !== 'string') throw new Error('no PostgreSQL could be started for tests');
  // It ends when the pipe to it closes, with this process: nothing waits for it before.
  keeper.unref();
  for (const each of [keeper.stdin, keeper.stdout]) (each as unknown as Socket).unref();
  return Number(line);
}

/** A connection of a test's own, closed when it is disposed of. */
export async function connectTo({ url }: TestDatabase): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  // A test that fails may drop its database first.
  client.on('error', () => undefined);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/** A connection that does not keep this process alive. A server that has just begun refuses the first ones. */
async function connected(url: string): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: url, max: 1, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  for (let tries = 100; ; tries--) {
    try {
      await pool.query('select 1');
      return pool;
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(100);
    }
  }
}
