import { defaultScopes } from './api/access.ts';
import { adminEndpoint, type AdminApi } from './api/admin-endpoint.ts';
import { adminResponse } from './admin/index.ts';
import { Arming } from './faults/arming.ts';
import { BulkOperations } from './bulk/bulk.ts';
import { controlRoute, type Controlled, type ResetOptions } from './control.ts';
import { demoImage, generateDemoShop } from './demo/index.ts';
import { Engine, type GraphqlAnswer, type Roots } from './graphql/engine.ts';
import { ApiFaults, type Fault } from './faults/faults.ts';
import { mutationRoots } from './graphql/mutations.ts';
import { Nodes } from './graphql/nodes.ts';
import { queryRoots } from './graphql/queries.ts';
import type { ShopRecords } from './shop/records.ts';
import type { Rows } from './shop/rows.ts';
import { defaultRules, type ShopRules } from './shop/rules.ts';
import { SearchIndex } from './search/search-index.ts';
import { StaleReads } from './faults/stale-reads.ts';
import { Store } from './shop/store.ts';
import { Throttle } from './api/throttle.ts';
import { authorize, Codes } from './api/authorize.ts';
import { Tokens, type SavedTokens } from './api/tokens.ts';
import { complianceBody, redactedOrder, type ComplianceAsk } from './webhooks/webhook-compliance.ts';
import { bulkFinishBody, webhookBody } from './webhooks/webhook-bodies.ts';
import { Webhooks, type Subscription } from './webhooks/webhooks.ts';

export type { Fault } from './faults/faults.ts';

export interface SimulatorOptions {
  /** The shop to start from; default: a demo shop of `products` from `seed`. */
  readonly records?: ShopRecords;
  readonly subscriptions?: readonly Subscription[];
  readonly seed?: number;
  readonly products?: number;
  /** The app's tokens of an earlier process. */
  readonly tokens?: SavedTokens;
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly adminToken?: string;
  readonly now?: () => number;
  readonly searchLagMs?: number;
  /** How long a bulk operation runs; default: 20 ms. */
  readonly bulkMs?: number;
  /** How webhooks are posted. */
  readonly fetch?: typeof fetch;
  /** Points; default: a standard shop's 2,000, 100 a second. */
  readonly throttle?: { readonly maximumAvailable: number; readonly restoreRate: number };
  /** The app's scopes. Default: all that are simulated, except orders older than 60 days. */
  readonly scopes?: readonly string[];
  /** New ids are higher than this one. Ids above 2^53 reveal code that reads them as numbers. */
  readonly firstId?: bigint;
  /** What differs between shops; POST /_sim/rules changes it. */
  readonly rules?: Partial<ShopRules>;
}

/** A simulated Shopify shop. `fetch` is its whole HTTP interface, in process. */
export class ShopifySimulator implements Controlled, AsyncDisposable {
  readonly store: Store;
  readonly webhooks: Webhooks;
  readonly rules: ShopRules;
  readonly tokens: Tokens;
  readonly #options: SimulatorOptions;
  readonly #engine = new Engine();
  readonly #roots: Roots;
  readonly #bulk: BulkOperations;
  readonly #index: SearchIndex;
  readonly #app: { readonly key: string; readonly secret: string; readonly fixed: string | undefined };
  readonly #codes = new Codes();
  readonly #api: AdminApi;
  readonly #arming: Arming;
  #clockShift = 0;
  /** Where it listens; the base of image and bulk addresses. */
  origin = 'http://simulator.invalid';

  constructor(options: SimulatorOptions = {}) {
    const { seed = 1, products = 500, apiKey = 'demo-key', apiSecret = 'demo-secret' } = options;
    const now = () => this.now();
    this.#options = options;
    this.rules = { ...defaultRules, ...options.rules };
    const records = options.records ?? generateDemoShop({ seed, products, now: this.now() });
    this.store = new Store(records, now, options.firstId);
    const nodes = new Nodes(this.store, () => this.origin);
    this.#index = new SearchIndex(this.store, now, options.searchLagMs ?? 0, listener =>
      this.store.onChange(listener),
    );
    this.webhooks = new Webhooks({
      store: this.store,
      secret: apiSecret,
      now,
      fetch: options.fetch ?? fetch,
      body: change => webhookBody(this.store, change),
      seed,
    });
    this.webhooks.restore(options.subscriptions ?? []);
    this.#bulk = new BulkOperations(
      this.store,
      nodes,
      this.#engine.schema,
      () => this.origin,
      operation =>
        this.webhooks.announce(
          'bulk_operations/finish',
          operation.id,
          bulkFinishBody(operation, this.store.shop.ianaTimezone),
        ),
    );
    this.#bulk.durationMs = options.bulkMs ?? this.#bulk.durationMs;
    const roots: Roots = {
      query: queryRoots(this.store, nodes, this.#index, this.#bulk, this.webhooks),
      mutation: mutationRoots(this.store, nodes, this.#bulk, this.webhooks, this.rules),
    };
    this.#roots = roots;
    const stale = new StaleReads(this.store, then => this.#queriesOver(then), now);
    const faults = new ApiFaults(seed);
    this.#arming = new Arming({
      api: faults,
      webhooks: this.webhooks,
      bulk: this.#bulk,
      engine: this.#engine,
      index: this.#index,
      stale,
      scopes: options.scopes ?? defaultScopes,
      searchLagMs: options.searchLagMs ?? 0,
    });
    this.#app = { key: apiKey, secret: apiSecret, fixed: options.adminToken };
    const fault = (operation: string) => faults.nextNamed(operation);
    this.tokens = new Tokens({ app: this.#app, codes: this.#codes, now, fault }, options.tokens);
    const bucket = options.throttle ?? { maximumAvailable: 2000, restoreRate: 100 };
    this.#api = {
      engine: this.#engine,
      throttle: new Throttle(now, bucket.maximumAvailable, bucket.restoreRate),
      tokens: this.tokens,
      faults,
      scopes: token => this.#arming.scopes(this.tokens.scopesOf(token)),
      denied: () => this.#arming.denied(),
      roots: behindMs => ({ ...roots, query: stale.view(behindMs) ?? roots.query }),
    };
  }

  now(): number {
    return (this.#options.now ?? Date.now)() + this.#clockShift;
  }

  /** Runs a query as the merchant: no token, no cost, no idempotency keys. */
  async merchant(query: string, variables: object = {}): Promise<GraphqlAnswer> {
    return (await this.#engine.run(this.#roots, { query, variables })).answer;
  }

  /**
   * Sends a compliance webhook to the app. A customer's redaction also erases the customer from the shop, without other
   * webhooks, unless `keeps`: Shopify has not erased it yet.
   */
  comply(ask: ComplianceAsk, { keeps = false }: { readonly keeps?: boolean } = {}): void {
    const { store, webhooks } = this;
    const customerId = 'customerId' in ask ? ask.customerId : '';
    const orders = [...store.orders.values()].filter(each => customerId && each.customerId === customerId);
    const body = complianceBody(ask, store.shop, store.customers.get(customerId), orders);
    if (ask.topic === 'customers/redact' && !keeps) {
      for (const order of orders) store.orders.set(order.id, redactedOrder(order));
      store.customers.delete(customerId);
    }
    webhooks.sendToApp(ask.topic, customerId || store.shop.id, body);
  }

  /** The merchant removes the app: its tokens and subscriptions end, and it is told by its last webhook. */
  uninstall(): void {
    this.tokens.uninstall();
    this.comply({ topic: 'app/uninstalled' });
    this.webhooks.removeSilently(undefined);
  }

  /** Arms these faults; an empty list ends all of them. */
  arm(faults: readonly Fault[]): void {
    if (faults.length === 0) this.#arming.calm();
    for (const fault of faults) this.#arming.arm(fault);
  }

  /** The faults that are still armed. */
  armed(): Fault[] {
    return this.#arming.armed();
  }

  /** Replaces the shop with another demo shop; faults and subscriptions end. */
  reset({ seed, products, largestProduct, firstId }: ResetOptions): void {
    this.#arming.calm();
    this.webhooks.removeSilently(undefined);
    this.webhooks.stop();
    this.#bulk.clear();
    this.#engine.idempotency.clear();
    const records = generateDemoShop({
      seed: seed ?? this.#options.seed ?? 1,
      products: products ?? this.#options.products ?? 500,
      now: this.now(),
      ...(largestProduct === undefined ? {} : { largestProduct }),
    });
    this.store.load(records, firstId === undefined ? undefined : BigInt(firstId));
    this.#index.rebuild();
  }

  /** Moves the shop's clock, forward or back, and sends the held webhooks that are now due. */
  advance(ms: number): void {
    this.#clockShift += ms;
    this.webhooks.releaseDue();
  }

  /** Counts of requests, cost and webhooks so far. */
  report(): object {
    return {
      requests: Object.fromEntries(this.#engine.requests),
      cost: this.#engine.costUsed,
      webhooks: { ...this.webhooks.counts, pending: this.webhooks.pending },
      subscriptions: this.webhooks.list().map(({ topic, uri, failures }) => ({ topic, uri, failures })),
    };
  }

  fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/admin/api/')) return adminEndpoint(this.#api, request);
    if (pathname === '/admin/oauth/access_token')
      return this.tokens.grant(request, asked => this.#arming.scopes(asked));
    if (pathname === '/admin/oauth/authorize') return this.#authorize(new URL(request.url));
    if (pathname.startsWith('/_bulk/')) return this.#bulk.respond(pathname);
    if (pathname.startsWith('/_sim/')) return controlRoute(this, request);
    if (pathname.startsWith('/images/')) return image(pathname);
    return adminResponse(pathname) ?? new Response('Not Found', { status: 404 });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.webhooks.stop();
    this.#bulk.stop();
  }

  #authorize(url: URL): Response {
    const { domain, name } = this.store.shop;
    return authorize({ app: this.#app, codes: this.#codes, shop: { domain, name }, now: this.now() }, url);
  }

  /** Queries over the shop as it was; bulk operations and subscriptions are the present ones. */
  #queriesOver(then: Rows): Roots['query'] {
    const nodes = new Nodes(then, () => this.origin);
    const index = new SearchIndex(
      then,
      () => this.now(),
      0,
      () => undefined,
    );
    return queryRoots(then, nodes, index, this.#bulk, this.webhooks);
  }
}

function image(pathname: string): Response {
  const svg = demoImage(pathname.slice('/images/'.length));
  if (!svg) return new Response('Not Found', { status: 404 });
  return new Response(svg, {
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    },
  });
}
