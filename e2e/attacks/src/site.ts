import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionResponse } from '@tidemark/protocol';
import type { Product } from '@tidemark/schema';
import { anUnpricedLine } from '@tidemark/schema/testing';
import { readConfig, startServer, type RunningServer } from '@tidemark/server';
import { issueToken } from '@tidemark/server/testing';
import { startShopifySimulator, type ShopifySimulator } from '@tidemark/shopify-simulator';
import { send, type Answered, type Asked } from './wire.ts';

export type SiteName = 'demo' | 'shop';

const tillOfAll = 'attacked-till-0001';

/** Settings as for a real shop, behind one proxy. */
const realShop = {
  SHOPIFY_SHOP: 'harbour.myshopify.com',
  SHOPIFY_API_KEY: 'demo-key',
  SHOPIFY_API_SECRET: 'demo-secret',
  SESSION_SECRET: 'q7f0Vx2mYd9sLr4kTz8wHb3nCj6pGe1a',
  STAFF: 'anna:4711,ben:0815,carl:2580:cashier',
  TRUST_PROXY: '1',
  METRICS_TOKEN: 'k2j9f83hd72kq0sx',
  APP_URL: 'https://pos.harbour.example',
  CORS_ORIGINS: 'https://www.harbour.example',
};

/** A server to attack, in one process with the simulated shop that it mirrors. */
export class Site implements AsyncDisposable {
  readonly name: SiteName;
  readonly simulator: ShopifySimulator;
  readonly folder: string;
  readonly shop: string;
  readonly staff: string;
  readonly pin: string;
  readonly webhookSecret = 'demo-secret';
  readonly metricsToken: string | undefined;
  /** An origin whose pages may use the API, and which is the server's own host name. */
  readonly goodOrigin: string;
  readonly goodHost: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #closeSimulator: () => Promise<void>;
  server!: RunningServer;
  session!: SessionResponse;
  /** A line with an item of the shop, at its price. */
  line!: ReturnType<typeof anUnpricedLine>;
  #addresses = 0;

  private constructor(
    name: SiteName,
    simulator: ShopifySimulator,
    closeSimulator: () => Promise<void>,
    env: Readonly<Record<string, string>>,
    folder: string,
  ) {
    this.name = name;
    this.simulator = simulator;
    this.#closeSimulator = closeSimulator;
    this.#env = env;
    this.folder = folder;
    const isDemo = name === 'demo';
    this.shop = isDemo ? 'tidemark-demo.myshopify.com' : realShop.SHOPIFY_SHOP;
    [this.staff, this.pin] = isDemo ? ['demo', '1234'] : ['anna', '4711'];
    this.metricsToken = isDemo ? undefined : realShop.METRICS_TOKEN;
    this.goodOrigin = isDemo ? 'http://localhost:5173' : realShop.CORS_ORIGINS;
    this.goodHost = isDemo ? 'localhost' : new URL(realShop.APP_URL).hostname;
  }

  static async open(name: SiteName): Promise<Site> {
    const { simulator, origin, close } = await startShopifySimulator({
      products: 12,
      apiKey: 'demo-key',
      apiSecret: 'demo-secret',
      // Nothing answers at the public address of the made-up real shop.
      ...(name === 'demo' ? {} : { fetch: async () => new Response() }),
      throttle: { maximumAvailable: 20_000, restoreRate: 20_000 },
    });
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-attacks-'));
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'assets'), { recursive: true });
    writeFileSync(join(pages, 'index.html'), '<!doctype html><title>till</title>');
    writeFileSync(join(pages, 'assets', 'main.js'), 'export {};');
    const env = {
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'silent',
      SHOPIFY_API_ORIGIN: origin,
      POS_DIR: pages,
      ...(name === 'demo' ? {} : realShop),
    };
    const site = new Site(name, simulator, close, env, folder);
    // A demo polls the shop's bulk files more often.
    site.server = await startServer({ ...readConfig(env), port: 0, isDemo: true });
    await site.imported();
    await site.restart();
    site.session = await site.signIn(tillOfAll);
    site.line = await site.#aLine();
    return site;
  }

  /** Restarts the server on the same data, as another process would: what was only in memory is gone. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.start(env);
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.server = await startServer({ ...readConfig({ ...this.#env, ...env }), port: 0 });
  }

  async imported(): Promise<void> {
    for (;;) {
      const ingest = this.server.shops.ingests.get(this.shop);
      await ingest?.idle();
      if ((await ingest?.catchUp(''))?.shopify === 'read') return;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
  }

  get dataDir(): string {
    return join(this.folder, 'data');
  }

  get secret(): Uint8Array {
    const given = this.#env['SESSION_SECRET'];
    return new TextEncoder().encode(given ?? readFileSync(join(this.dataDir, 'session-secret'), 'utf8'));
  }

  /** A client address that was not used before, where the server trusts its proxy. */
  newAddress(): string {
    const n = ++this.#addresses;
    return `203.0.${n >> 8}.${n & 255}`;
  }

  get identity() {
    const { staff, till, location } = this.session;
    return { shop: this.shop, staffId: staff.id, tillId: till.id, locationId: location.id };
  }

  /** What every record of the till says of its author. */
  get author() {
    return { ...this.identity, createdAt: new Date().toISOString() };
  }

  token(change: Partial<Site['identity']> = {}, secret = this.secret, now = Date.now()): Promise<string> {
    return issueToken({ ...this.identity, ...change }, secret, now);
  }

  /** The till's own token, as a header. */
  get bearer() {
    return { authorization: `Bearer ${this.session.token}` };
  }

  ask(asked: Asked): Promise<Answered> {
    return send(this.server.origin, asked);
  }

  /** Asks as the signed-in till. @throws Error for another status than 200. */
  async asTill<T = Record<string, unknown>>(asked: Asked): Promise<T> {
    const { status, text } = await this.ask({ ...asked, headers: { ...this.bearer, ...asked.headers } });
    if (status !== 200) throw new Error(`${asked.path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  signInRequest(tillId: string, change: object = {}, address = this.newAddress()): Asked {
    const body = { shop: this.shop, staff: this.staff, pin: this.pin, till: { id: tillId }, ...change };
    return { path: '/api/session', body, headers: { 'x-forwarded-for': address } };
  }

  async signIn(tillId: string, change: object = {}): Promise<SessionResponse> {
    const { status, text } = await this.ask(this.signInRequest(tillId, change));
    if (status !== 200) throw new Error(`sign-in: ${status} ${text}`);
    return JSON.parse(text) as SessionResponse;
  }

  async #aLine() {
    const { documents } = await this.asTill<{ documents: Product[] }>({
      path: '/api/replication/products/pull?limit=20',
    });
    const product = documents.find(each => each.status === 'active' && each.published);
    const [variant] = product?.variants ?? [];
    if (!product || !variant) throw new Error('the shop sells nothing');
    const { id: variantId, inventoryItemId, sku, price: unitPrice } = variant;
    return anUnpricedLine({
      ...{ productId: product.id, variantId, inventoryItemId, title: product.title, sku, unitPrice },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#closeSimulator();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
