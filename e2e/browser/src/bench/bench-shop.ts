import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startShopifySimulator } from '@tidemark/shopify-simulator';
import { freePort } from '../stage/ports.ts';
import { RunningProcess } from '../stage/process.ts';
import { Shop } from '../shop/shop.ts';

const patienceMs = 600_000;

/** A large shop and a server that has imported it, for benchmarks: `BENCH_PRODUCTS`, by default 25,000. */
export class BenchShop implements AsyncDisposable {
  /** The server's. */
  readonly origin: string;
  readonly shop: Shop;
  /** A product of one variant, with the code `code`. */
  readonly kettle: { readonly id: string };
  readonly code: string;
  readonly #server: RunningProcess;
  readonly #close: () => Promise<void>;

  private constructor(
    at: Pick<BenchShop, 'origin' | 'shop' | 'kettle' | 'code'>,
    server: RunningProcess,
    close: () => Promise<void>,
  ) {
    this.origin = at.origin;
    this.shop = at.shop;
    this.kettle = at.kettle;
    this.code = at.code;
    this.#server = server;
    this.#close = close;
  }

  static async open(): Promise<BenchShop> {
    const folder = await mkdtemp(join(tmpdir(), 'till-bench-'));
    // Runs in this process, which only waits: unlike the simulator's own process, it writes no file of the shop
    // meanwhile.
    const simulator = await startShopifySimulator({
      products: Number(process.env['BENCH_PRODUCTS'] ?? 25_000),
      throttle: { maximumAvailable: 20_000, restoreRate: 1000 },
    });
    const shop = new Shop(simulator.origin);
    const code = '2900000099990';
    const kettle = await shop.create('Bench Kettle', code);
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const server = new RunningProcess('apps/server/src/main.ts', {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      SHOPIFY_API_ORIGIN: simulator.origin,
      LOG_LEVEL: 'warn',
    });
    const bench = new BenchShop({ origin, shop, kettle, code }, server, async () => {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    });
    await server.answers(`${origin}/readyz`);
    await bench.quiet();
    return bench;
  }

  /** Resolves when the server has imported and audited everything, so that it does nothing else. */
  async quiet(): Promise<void> {
    type Health = { shops: Record<string, { imported: boolean; auditedAt: string | null }> };
    for (const until = Date.now() + patienceMs; ;) {
      const { shops } = (await (await fetch(`${this.origin}/healthz`)).json()) as Health;
      if (Object.values(shops).every(each => each.imported && each.auditedAt !== null)) return;
      if (Date.now() > until) throw new Error(`the import did not end:\n${this.#server.output}`);
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
    await this.#close();
  }
}
