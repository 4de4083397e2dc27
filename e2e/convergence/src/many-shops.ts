import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, startServer, type RunningServer } from '@tidemark/server';
import {
  createShopifySimulator,
  generateDemoShop,
  listen,
  ManyShops,
  type ShopifySimulator,
} from '@tidemark/shopify-simulator';
import { BrowserLike, sentTo } from './browser-like.ts';

const throttle = { maximumAvailable: 20_000, restoreRate: 20_000 };

/** A real server, and many simulated shops whose owners may connect them. */
export class ConnectingWorld implements AsyncDisposable {
  readonly shops: ManyShops;
  readonly folder: string;
  readonly logged: string[] = [];
  readonly browser = new BrowserLike();
  readonly #simulatorOrigin: string;
  readonly #closeSimulator: () => Promise<void>;
  server!: RunningServer;

  private constructor(shops: ManyShops, origin: string, close: () => Promise<void>, folder: string) {
    this.shops = shops;
    this.#simulatorOrigin = origin;
    this.#closeSimulator = close;
    this.folder = folder;
  }

  static async open(env: Readonly<Record<string, string>> = {}): Promise<ConnectingWorld> {
    const shops = new ManyShops({ first: createShopifySimulator({ products: 8, throttle }), open: shopOf });
    const { origin, close } = await listen(shops.fetch, 0, '127.0.0.1');
    shops.origin = origin;
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-connect-'));
    const world = new ConnectingWorld(shops, origin, close, folder);
    await world.start(env);
    return world;
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const config = readConfig({
      ...{ DATA_DIR: this.folder, LOG_LEVEL: 'info', SHOPIFY_API_ORIGIN: this.#simulatorOrigin },
      ...env,
    });
    // A demo's public address is where it listens.
    this.server = await startServer(
      { ...config, port: 0, isDemo: true },
      { write: line => void this.logged.push(line) },
    );
  }

  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.start(env);
  }

  /** An owner's whole way to Shopify and back; returns the last answer. */
  async connect(shop: string, decision: 'install' | 'cancel' = 'install'): Promise<Response> {
    const asked = await this.browser.go(`${this.server.origin}/auth/shopify?shop=${shop}`);
    if (asked.status !== 302) return asked;
    const answered = await this.browser.go(`${sentTo(asked)}&decision=${decision}`);
    return this.browser.go(sentTo(answered));
  }

  async ownerPage(): Promise<string> {
    return (await this.browser.go(`${this.server.origin}/owner/`)).text();
  }

  async mirrored(shop: string): Promise<readonly string[]> {
    return this.server.store.mirror.idsAfter(shop, 'products', undefined, 1_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#closeSimulator();
    await this.shops[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function shopOf(name: string): ShopifySimulator {
  const records = generateDemoShop({ seed: name.length, products: 6, now: Date.now() });
  const shop = createShopifySimulator({
    records: { ...records, shop: { ...records.shop, name, domain: `${name}.myshopify.com` } },
    throttle,
  });
  shop.webhooks.retryDelayMs = attempt => 20 * attempt;
  return shop;
}
