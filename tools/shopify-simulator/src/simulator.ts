import { Readable } from 'node:stream';
import { defaultScopes } from './access.ts';
import { adminResponse } from './admin/index.ts';
import { BulkOperations } from './bulk.ts';
import { demoImage, generateDemoShop } from './demo/index.ts';
import { Engine, Throttle, type GraphqlAnswer } from './engine.ts';
import { ApiFaults, ConnectionReset, isApiFault, type ApiFault, type Fault } from './faults.ts';
import { Nodes } from './nodes.ts';
import { mutationRoots } from './mutations.ts';
import { queryRoots } from './queries.ts';
import type { ShopRecords } from './records.ts';
import { SearchIndex } from './search-index.ts';
import { Store } from './store.ts';
import { bulkFinishBody, webhookBody } from './webhook-bodies.ts';
import { Webhooks, type Subscription } from './webhooks.ts';

export type { Fault } from './faults.ts';

export interface SimulatorOptions {
  /** The shop to start from; default: a demo shop of `products` from `seed`. */
  readonly records?: ShopRecords;
  readonly subscriptions?: readonly Subscription[];
  readonly seed?: number;
  readonly products?: number;
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly adminToken?: string;
  readonly now?: () => number;
  readonly searchLagMs?: number;
  /** How webhooks are posted. */
  readonly fetch?: typeof fetch;
  /** Points; default: a standard shop's 2,000, 100 a second. */
  readonly throttle?: { readonly maximumAvailable: number; readonly restoreRate: number };
  /** What the app may do. Default: all that is simulated, but orders older than 60 days. */
  readonly scopes?: readonly string[];
  /** New ids come after this one: ids above 2^53 show who reads them as numbers. */
  readonly firstId?: bigint;
}

type Roots = { query: object; mutation: object };

/** A Shopify shop on loopback. `fetch` is its whole HTTP surface, in process. */
export class ShopifySimulator implements AsyncDisposable {
  readonly store: Store;
  readonly webhooks: Webhooks;
  readonly #options: SimulatorOptions;
  readonly #engine = new Engine();
  #roots: Roots;
  /** The shop as it was, while reads are stale. */
  #stale: { readonly roots: Roots; readonly until: number } | undefined;
  readonly #bulk: BulkOperations;
  readonly #index: SearchIndex;
  readonly #throttle: Throttle;
  readonly #tokens = new Map<string, number>();
  readonly #faults: ApiFaults;
  #scopes: ReadonlySet<string>;
  #clockShift = 0;
  /** Where it listens; image, bulk and webhook addresses are made of it. */
  origin = 'http://simulator.invalid';

  constructor(options: SimulatorOptions = {}) {
    this.#options = options;
    this.#faults = new ApiFaults(options.seed ?? 1);
    this.#scopes = new Set(options.scopes ?? defaultScopes);
    const { maximumAvailable, restoreRate } = options.throttle ?? {
      maximumAvailable: 2000,
      restoreRate: 100,
    };
    const records =
      options.records ??
      generateDemoShop({ seed: options.seed ?? 1, products: options.products ?? 500, now: this.now() });
    this.store = new Store(records, () => this.now(), options.firstId);
    const nodes = new Nodes(this.store, () => this.origin);
    this.#index = new SearchIndex(
      this.store,
      () => this.now(),
      options.searchLagMs ?? 0,
      listener => this.store.onChange(listener),
    );
    this.webhooks = new Webhooks({
      store: this.store,
      secret: options.apiSecret ?? 'demo-secret',
      now: () => this.now(),
      fetch: options.fetch ?? fetch,
      body: change => webhookBody(this.store, change),
      seed: options.seed ?? 1,
    });
    this.webhooks.restore(options.subscriptions ?? []);
    this.#bulk = new BulkOperations(
      this.store,
      nodes,
      this.#engine.schema,
      () => this.origin,
      operation => this.webhooks.announce('bulk_operations/finish', operation.id, bulkFinishBody(operation)),
    );
    this.#roots = {
      query: queryRoots(this.store, nodes, this.#index, this.#bulk, this.webhooks),
      mutation: mutationRoots(this.store, nodes, this.#bulk, this.webhooks),
    };
    this.#throttle = new Throttle(() => this.now(), maximumAvailable, restoreRate);
  }

  now(): number {
    return (this.#options.now ?? Date.now)() + this.#clockShift;
  }

  /** The merchant's own hand: no token, no cost. */
  merchant(query: string, variables: object = {}): Promise<GraphqlAnswer> {
    return this.#engine.run(this.#roots, { query, variables });
  }

  /** Arms these faults; an empty list ends all of them. */
  arm(faults: readonly Fault[]): void {
    if (faults.length === 0) {
      this.#faults.clear();
      this.webhooks.faults = [];
      this.#bulk.faults.length = 0;
      this.#index.missing.clear();
      this.#index.lagMs = this.#options.searchLagMs ?? 0;
      this.#stale = undefined;
      this.#scopes = new Set(this.#options.scopes ?? defaultScopes);
    }
    for (const fault of faults) this.#armOne(fault);
  }

  /** Another demo shop in place of this one; faults and subscriptions end. */
  reset({ seed, products }: { seed?: number; products?: number }): void {
    this.arm([]);
    this.webhooks.removeSilently(undefined);
    this.webhooks.stop();
    this.#bulk.clear();
    const records = generateDemoShop({
      seed: seed ?? this.#options.seed ?? 1,
      products: products ?? this.#options.products ?? 500,
      now: this.now(),
    });
    this.store.load(records);
    this.#index.rebuild();
  }

  /** Time passes in the shop: held webhooks that are due by now go out. */
  advance(ms: number): void {
    this.#clockShift += ms;
    this.webhooks.releaseDue();
  }

  #armOne(fault: Fault): void {
    if (isApiFault(fault)) return this.#faults.arm(fault);
    switch (fault.kind) {
      case 'webhooks':
        this.webhooks.faults = [...this.webhooks.faults, fault];
        return;
      case 'subscription-removed':
        return this.webhooks.removeSilently(fault.topic);
      case 'bulk':
        this.#bulk.faults.push(fault.effect);
        return;
      case 'search-missing':
        this.#index.missing.add(fault.id);
        return;
      case 'search-lag':
        this.#index.lagMs = fault.ms;
        return;
      case 'missing-scope':
        this.#scopes = new Set([...this.#scopes].filter(each => each !== fault.scope));
        return;
      case 'stale-reads':
        this.#stale = { roots: this.#rootsAt(this.store.mark()), until: this.now() + fault.ms };
    }
  }

  /** Roots over the shop as it was; bulk operations and subscriptions are the living ones. */
  #rootsAt(mark: number): Roots {
    const then = this.store.stateAt(mark);
    const nodes = new Nodes(then, () => this.origin);
    const index = new SearchIndex(
      then,
      () => this.now(),
      0,
      () => undefined,
    );
    return {
      query: queryRoots(then, nodes, index, this.#bulk, this.webhooks),
      mutation: this.#roots.mutation,
    };
  }

  fetch = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname.startsWith('/admin/api/')) return this.#graphql(request);
    if (pathname === '/admin/oauth/access_token') return this.#token(request);
    if (pathname.startsWith('/_bulk/')) return this.#download(pathname);
    if (pathname.startsWith('/_sim/')) return this.#control(pathname, request, searchParams);
    if (pathname.startsWith('/images/')) return image(pathname);
    return adminResponse(pathname) ?? new Response('Not Found', { status: 404 });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.webhooks.stop();
    this.#bulk.stop();
  }

  async #graphql(request: Request): Promise<Response> {
    const body = (await request.json()) as { query?: unknown; variables?: unknown };
    const fault = this.#faults.next(operationName(body.query));
    if (fault?.kind === 'latency') await new Promise(resolve => setTimeout(resolve, fault.ms));
    if (fault?.kind === 'reset' && fault.when === 'before') throw new ConnectionReset('fetch failed');
    if (fault?.kind === 'status') {
      const headers: Record<string, string> =
        fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      return Response.json({ errors: statusText(fault.status) }, { status: fault.status, headers });
    }
    const token = request.headers.get('x-shopify-access-token') ?? '';
    if (!this.#isValid(token)) return Response.json({ errors: statusText(401) }, { status: 401 });
    if (fault?.kind === 'throttle') {
      const cost = { requestedQueryCost: 10, actualQueryCost: null, throttleStatus: this.#throttle.status() };
      return Response.json({
        errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
        extensions: { cost },
      });
    }
    if (this.#stale && this.#stale.until <= this.now()) this.#stale = undefined;
    const answer = await this.#engine.run(this.#stale?.roots ?? this.#roots, body, {
      throttle: this.#throttle,
      scopes: this.#scopes,
    });
    if (fault?.kind === 'reset') throw new ConnectionReset('fetch failed');
    return this.#answer(answer, fault);
  }

  #answer(answer: GraphqlAnswer, fault: ApiFault | undefined): Response {
    const headers = { 'x-shopify-api-version': '2026-10', 'content-type': 'application/json' };
    if (fault?.kind === 'truncated') {
      const text = JSON.stringify(answer);
      return new Response(text.slice(0, text.length / 2), { headers });
    }
    if (fault?.kind !== 'partial-data') return Response.json(answer, { headers });
    const message = 'Internal error. Looks like something went wrong on our end.';
    const errors = [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
    return Response.json({ ...answer, errors }, { headers });
  }

  #isValid(token: string): boolean {
    if (this.#options.adminToken !== undefined && token === this.#options.adminToken) return true;
    return (this.#tokens.get(token) ?? 0) > this.now();
  }

  async #token(request: Request): Promise<Response> {
    const body = (await request.json()) as Record<string, unknown>;
    const known =
      body['client_id'] === (this.#options.apiKey ?? 'demo-key') &&
      body['client_secret'] === (this.#options.apiSecret ?? 'demo-secret');
    if (!known || body['grant_type'] !== 'client_credentials')
      return Response.json({ error: 'invalid_client' }, { status: 400 });
    const token = `shpat_${crypto.randomUUID()}`;
    this.#tokens.set(token, this.now() + 86_399_000);
    return Response.json({
      access_token: token,
      scope: [...this.#scopes].join(','),
      expires_in: 86_399,
    });
  }

  #download(pathname: string): Response {
    const id = /^\/_bulk\/(\d+)\.jsonl$/.exec(pathname)?.[1];
    const lines = id ? this.#bulk.download(id) : undefined;
    if (!lines) return new Response('<Error><Code>ExpiredToken</Code></Error>', { status: 400 });
    const stream = Readable.toWeb(Readable.from(lines, { objectMode: false })) as ReadableStream;
    return new Response(stream, { headers: { 'content-type': 'application/jsonl' } });
  }

  async #control(pathname: string, request: Request, searchParams: URLSearchParams): Promise<Response> {
    const json = async <T>() => (await request.json()) as T;
    switch (`${request.method} ${pathname}`) {
      case 'POST /_sim/graphql':
        return Response.json(await this.#engine.run(this.#roots, await json()));
      case 'POST /_sim/reset':
        this.reset(await json<{ seed?: number; products?: number }>());
        return Response.json({ products: this.store.products.size });
      case 'POST /_sim/faults':
        this.arm((await json<{ faults: Fault[] }>()).faults);
        return Response.json({ armed: this.#faults.list() });
      case 'POST /_sim/clock':
        this.advance((await json<{ advanceMs: number }>()).advanceMs);
        return Response.json({ now: new Date(this.now()).toISOString() });
      case 'GET /_sim/report':
        return Response.json({
          requests: Object.fromEntries(this.#engine.requests),
          cost: this.#engine.costUsed,
          webhooks: this.webhooks.counts,
          subscriptions: this.webhooks.list().map(({ topic, uri, failures }) => ({ topic, uri, failures })),
        });
      case 'GET /_sim/webhooks':
        return Response.json({
          deliveries: this.webhooks.deliveries.slice(0, Number(searchParams.get('limit') ?? 50)),
        });
      case 'GET /_sim/records':
        return Response.json(this.store.records());
      default:
        return Response.json({ error: `not simulated: ${request.method} ${pathname}` }, { status: 404 });
    }
  }
}

function operationName(query: unknown): string {
  return /(?:query|mutation)\s+(\w+)/.exec(String(query))?.[1] ?? '';
}

function statusText(status: number): string {
  const texts: Record<number, string> = {
    401: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    402: 'Payment Required',
    403: 'Forbidden',
    423: 'Locked',
    429: 'Too Many Requests',
    430: 'Shopify Security Rejection',
  };
  return texts[status] ?? 'Internal Server Error';
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
