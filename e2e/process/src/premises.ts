import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@tidemark/browser/ports';
import { RunningProcess } from '@tidemark/browser/process';
import { Shop } from '@tidemark/browser/shop';
import { subscribedTopics } from '@tidemark/shopify';
import type { ShopRecords } from '@tidemark/shopify-simulator';

/** A simulated shop, and the folder and port of its server, which outlive the server's processes. */
export class Premises implements AsyncDisposable {
  readonly shop: Shop;
  readonly folder: string;
  /** Where the server keeps its data. */
  readonly dataDir: string;
  readonly origin: string;
  readonly #simulator: RunningProcess;
  readonly #servers: RunningProcess[] = [];

  private constructor(
    simulator: RunningProcess,
    shop: Shop,
    folder: string,
    dataDir: string,
    origin: string,
  ) {
    this.#simulator = simulator;
    this.shop = shop;
    this.folder = folder;
    this.dataDir = dataDir;
    this.origin = origin;
  }

  /** `isPatient`: the shop repeats its webhooks until they are accepted, and removes no subscription. */
  static async open(options: {
    readonly products: number;
    readonly dataDir?: string;
    readonly isPatient?: boolean;
  }): Promise<Premises> {
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-process-'));
    const [simulatorPort, port] = [await freePort(), await freePort()];
    const shop = new Shop(`http://127.0.0.1:${simulatorPort}`);
    const simulator = new RunningProcess('tools/shopify-simulator/src/main.ts', {
      SIMULATOR_PORT: String(simulatorPort),
      DEMO_PRODUCTS: String(options.products),
      DATA_DIR: join(folder, 'shop'),
      ...(options.isPatient ? { WEBHOOK_PATIENCE: 'endless' } : {}),
    });
    await simulator.answers(`${shop.origin}/_sim/report`);
    const dataDir = options.dataDir ?? join(folder, 'data');
    return new Premises(simulator, shop, folder, dataDir, `http://127.0.0.1:${port}`);
  }

  /** Starts a server's process on these premises; it may not be ready yet, or may never be. */
  spawnServer(env: Readonly<Record<string, string>> = {}): RunningProcess {
    const server = new RunningProcess('apps/server/src/main.ts', {
      HOST: '127.0.0.1',
      PORT: new URL(this.origin).port,
      DATA_DIR: this.dataDir,
      SHOPIFY_API_ORIGIN: this.shop.origin,
      LOG_LEVEL: 'warn',
      ...env,
    });
    this.#servers.push(server);
    return server;
  }

  async startServer(env: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
    const server = this.spawnServer(env);
    await server.answers(`${this.origin}/readyz`);
    return server;
  }

  /** All rows of the simulated shop. */
  async records(): Promise<ShopRecords> {
    return (await (await fetch(`${this.shop.origin}/_sim/records`)).json()) as ShopRecords;
  }

  /** What the simulated shop counted of its webhooks. */
  async webhooks(): Promise<Readonly<Record<string, number>>> {
    return (await this.#report()).webhooks;
  }

  /** Points that the simulated shop has charged. */
  async cost(): Promise<number> {
    return (await this.#report()).cost;
  }

  /** Whether the shop sends every webhook topic: a server that is down loses its subscriptions. */
  async isSubscribed(): Promise<boolean> {
    const topics = new Set((await this.#report()).subscriptions.map(each => each.topic));
    return subscribedTopics.every(each => topics.has(each));
  }

  /** How many armed faults have not happened yet. */
  async faultsLeft(): Promise<number> {
    const { armed } = (await (await fetch(`${this.shop.origin}/_sim/faults`)).json()) as {
      armed: unknown[];
    };
    return armed.length;
  }

  async #report(): Promise<{
    cost: number;
    webhooks: Record<string, number>;
    subscriptions: readonly { readonly topic: string }[];
  }> {
    return (await (await fetch(`${this.shop.origin}/_sim/report`)).json()) as never;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) await server.stop();
    await this.#simulator.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
