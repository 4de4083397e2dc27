import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mirrorDatabase } from '@tidemark/mirror/testing';
import { readConfig, startServer, type RunningServer } from '@tidemark/server';
import { startShopifySimulator, type ShopifySimulator } from '@tidemark/shopify-simulator';
import type { Till } from '@tidemark/till';
import { memoryKeep, memoryKeyPlace, openMemoryTill } from '@tidemark/till/testing';
import { filter, firstValueFrom } from 'rxjs';
import { expect } from 'vitest';

export const demoShop = 'tidemark-demo.myshopify.com';

type Name = 'one' | 'two';
type Env = Readonly<Record<string, string>>;

/** A simulated shop and two servers over one database. Shopify's webhooks go to `two`, whoever owns the shop. */
export class TwoServers implements AsyncDisposable {
  readonly simulator: ShopifySimulator;
  readonly logged: string[] = [];
  readonly #env: Env;
  readonly #ports: Readonly<Record<Name, number>>;
  readonly #folder: string;
  readonly #running = new Map<Name, RunningServer>();
  readonly #ends: (() => PromiseLike<unknown>)[];

  private constructor(
    simulator: ShopifySimulator,
    env: Env,
    ports: Readonly<Record<Name, number>>,
    folder: string,
    ends: (() => PromiseLike<unknown>)[],
  ) {
    this.simulator = simulator;
    this.#env = env;
    this.#ports = ports;
    this.#folder = folder;
    this.#ends = ends;
  }

  static async open(env: Env = {}): Promise<TwoServers> {
    const database = await mirrorDatabase();
    const { simulator, origin, close } = await startShopifySimulator({
      products: 40,
      throttle: { maximumAvailable: 20_000, restoreRate: 20_000 },
    });
    simulator.webhooks.retryDelayMs = attempt => 20 * attempt;
    const ports = { one: await freePort(), two: await freePort() };
    const shared = {
      ...{ LOG_LEVEL: 'info', SHOPIFY_API_ORIGIN: origin, DATABASE_URL: database.url, LEASE_SECONDS: '3' },
      ...{ SESSION_SECRET: 'a secret of all servers of this test', APP_URL: originOf(ports.two) },
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-servers-'));
    const ends = [close, () => database[Symbol.asyncDispose]()];
    return new TwoServers(simulator, { ...shared, ...env }, ports, folder, ends);
  }

  async start(name: Name, env: Env = {}): Promise<RunningServer> {
    const own = { DATA_DIR: join(this.#folder, name), PORT: String(this.#ports[name]) };
    const config = readConfig({ ...this.#env, ...own, ...env });
    const server = await startServer(config, { write: line => void this.logged.push(line) });
    this.#running.set(name, server);
    return server;
  }

  async stop(name: Name): Promise<void> {
    const server = this.#running.get(name);
    this.#running.delete(name);
    await server?.[Symbol.asyncDispose]();
  }

  /** Whether what runs for the shop runs in this server. */
  owns(name: Name): boolean {
    return this.running(name) !== undefined;
  }

  /** What runs for the shop in this server: another object after each start of it. */
  running(name: Name): object | undefined {
    return this.#running.get(name)?.shops.ingests.get(demoShop);
  }

  /** Resolves when the server owns the shop, and has read all of it. */
  async imported(name: Name): Promise<void> {
    const read = () => this.#running.get(name)?.shops.ingests.get(demoShop)?.catchUp('');
    await expect.poll(async () => (await read())?.shopify, { timeout: 30_000 }).toBe('read');
  }

  /** A till that is signed in at a server, up to date and live. */
  async till(name: Name): Promise<Till> {
    const till = await openMemoryTill({
      ...{ keyPlace: memoryKeyPlace(), keep: memoryKeep() },
      ...{ server: originOf(this.#ports[name]), shop: demoShop },
    });
    this.#ends.unshift(() => till[Symbol.asyncDispose]());
    const result = await till.signIn('demo', '1234');
    if (result.kind !== 'signed-in') throw new Error(result.message);
    await firstValueFrom(till.status$.pipe(filter(({ connection }) => connection === 'live')));
    return till;
  }

  /** As whoever speaks to a server needs it. */
  at(name: Name): { readonly server: { readonly origin: string } } {
    return { server: { origin: originOf(this.#ports[name]) } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const [close, drop] = this.#ends.slice(-2);
    for (const end of this.#ends.slice(0, -2)) await end();
    for (const name of [...this.#running.keys()]) await this.stop(name);
    await close?.();
    await drop?.();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
