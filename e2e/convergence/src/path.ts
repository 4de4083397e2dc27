import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ingest, Submit } from '@tidemark/exchange';
import { readConfig, startServer, type RunningServer } from '@tidemark/server';
import {
  startShopifySimulator,
  type ShopifySimulator,
  type SimulatorOptions,
} from '@tidemark/shopify-simulator';
import type { InventoryLevel, Product } from '@tidemark/schema';
import type { Till, TillOptions } from '@tidemark/till';
import { memoryKeep, openMemoryTill, memoryKeyPlace } from '@tidemark/till/testing';
import { filter, firstValueFrom } from 'rxjs';

type Env = Readonly<Record<string, string>>;

/** The whole path in one process: a simulated shop, the real server over HTTP, real tills on RxDB's memory storage. */
export class Path implements AsyncDisposable {
  readonly simulator: ShopifySimulator;
  /** What the server's processes logged, line by line. */
  readonly logged: readonly string[];
  readonly #folder: string;
  #env: Env;
  readonly #simulatorOrigin: string;
  readonly #closeSimulator: () => Promise<void>;
  readonly #tills: Till[] = [];
  server: RunningServer;

  private constructor(
    simulator: ShopifySimulator,
    simulatorOrigin: string,
    closeSimulator: () => Promise<void>,
    folder: string,
    env: Env,
    server: RunningServer,
    logged: readonly string[],
  ) {
    this.logged = logged;
    this.simulator = simulator;
    this.#simulatorOrigin = simulatorOrigin;
    this.#closeSimulator = closeSimulator;
    this.#folder = folder;
    this.#env = env;
    this.server = server;
  }

  /** `env` is the server's, besides what every path has. */
  static async open(options: SimulatorOptions = {}, env: Env = {}): Promise<Path> {
    const { simulator, origin, close } = await startShopifySimulator({
      products: 40,
      throttle: { maximumAvailable: 20_000, restoreRate: 20_000 },
      ...options,
    });
    simulator.webhooks.retryDelayMs = attempt => 20 * attempt;
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-path-'));
    const logged: string[] = [];
    const server = await serve({ ...environmentOf(folder, origin), ...env }, logged);
    return new Path(simulator, origin, close, folder, env, server, logged);
  }

  get ingest(): Ingest {
    const ingest = this.server.shops.ingests.get(this.simulator.store.shop.domain);
    if (!ingest) throw new Error('nothing runs for the shop');
    return ingest;
  }

  get submit(): Submit {
    const submit = this.server.shops.submits.get(this.simulator.store.shop.domain);
    if (!submit) throw new Error('nothing runs for the shop');
    return submit;
  }

  /** Where the server keeps its data. */
  get folder(): string {
    return this.#folder;
  }

  /** The environment of another process that is to find this server and its shop. */
  get environment(): Readonly<Record<string, string>> {
    return {
      ...environmentOf(this.#folder, this.#simulatorOrigin),
      ...this.#env,
      PORT: new URL(this.server.origin).port,
    };
  }

  /**
   * Ends the server's process and starts another on the same data; `meanwhile` runs between the two. `added` joins its
   * environment from then on.
   */
  async restartServer(
    meanwhile: (mirrorFile: string) => void | Promise<void> = () => undefined,
    added: Env = {},
  ): Promise<void> {
    this.#env = { ...this.#env, ...added };
    const { port } = new URL(this.server.origin);
    await this.server[Symbol.asyncDispose]();
    await meanwhile(join(this.#folder, 'mirror.sqlite'));
    const env = { ...environmentOf(this.#folder, this.#simulatorOrigin), ...this.#env };
    this.server = await serve(env, this.logged as string[], Number(port));
  }

  async till(options: Partial<TillOptions> = {}): Promise<Till> {
    const till = await openMemoryTill({
      keyPlace: memoryKeyPlace(),
      server: this.server.origin,
      shop: 'tidemark-demo.myshopify.com',
      keep: memoryKeep(),
      ...options,
    });
    this.#tills.push(till);
    return till;
  }

  /** A till that is signed in, up to date and live, while nothing reads the shop: see `quiet`. */
  async readyTill(options: Partial<TillOptions> = {}): Promise<Till> {
    await this.imported();
    const till = await this.till(options);
    const result = await till.signIn('demo', '1234');
    if (result.kind !== 'signed-in') throw new Error(result.message);
    await firstValueFrom(till.status$.pipe(filter(({ connection }) => connection === 'live')));
    await this.quiet(till);
    return till;
  }

  /**
   * Resolves when neither this till nor the server reads the shop any more: a change that a test then makes arrives by
   * what the test does, not by a read that was under way. A sign-in, a new stream and a search each start a sync.
   */
  async quiet(till: Till): Promise<void> {
    const entry = await till.sync('manual');
    if (entry.outcome !== 'up-to-date') throw new Error(`${entry.outcome}: ${entry.detail}`);
    await this.ingest.idle();
  }

  /** Resolves when the first import is done. */
  async imported(): Promise<void> {
    const { ingest } = this;
    for (let tries = 0; tries < 400; tries++) {
      await ingest.idle();
      if ((await ingest.catchUp('')).shopify === 'read') return;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
    throw new Error('the import did not finish');
  }

  /** The simulator's products for sale, as a till should show them: the reference, made without Tidemark's code. */
  expected(): { id: string; title: string; prices: number[]; stock: number[] }[] {
    const { products, variants, inventoryItems, inventoryLevels, locations } = this.simulator.store.records();
    const floor = locations[0]!.id;
    return products
      .filter(product => product.status === 'ACTIVE')
      .map(({ id, title, variantIds }) => {
        const own = variantIds.map(variantId => variants.find(each => each.id === variantId)!);
        const counted = own.filter(
          each => inventoryItems.find(item => item.id === each.inventoryItemId)?.tracked,
        );
        const stock = counted.map(
          each =>
            inventoryLevels.find(
              level => level.inventoryItemId === each.inventoryItemId && level.locationId === floor,
            )!.available,
        );
        return { id, title, prices: own.map(each => Math.round(Number(each.price) * 100)), stock };
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const till of this.#tills) await till[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    await this.#closeSimulator();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What a till really offers, in the shape of `Path.expected`. */
export function offered(till: Till): ReturnType<Path['expected']> {
  return till.catalogue
    .search('', Number.MAX_SAFE_INTEGER)
    .products.map((product: Product) => ({
      id: product.id,
      title: product.title,
      prices: product.variants.map(each => each.price),
      stock: till.catalogue
        .sellablesOf(product.id)
        .flatMap(each => each.available ?? []) satisfies InventoryLevel['available'][],
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function environmentOf(folder: string, apiOrigin: string): Env {
  return { DATA_DIR: folder, LOG_LEVEL: 'info', SHOPIFY_API_ORIGIN: apiOrigin };
}

function serve(env: Env, logged: string[], port = 0): Promise<RunningServer> {
  return startServer({ ...readConfig(env), port }, { write: line => void logged.push(line) });
}
