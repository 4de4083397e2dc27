import { Readable } from 'node:stream';
import { adminResponse } from './admin/index.ts';
import { BulkOperations, type BulkFault } from './bulk.ts';
import { demoImage, generateDemoShop } from './demo/index.ts';
import { Engine, Throttle, type GraphqlAnswer } from './engine.ts';
import { Nodes } from './nodes.ts';
import { mutationRoots } from './mutations.ts';
import { queryRoots } from './queries.ts';
import type { ShopRecords } from './records.ts';
import { SearchIndex } from './search-index.ts';
import { Store } from './store.ts';
import { webhookBody } from './webhook-bodies.ts';
import { Webhooks, type Subscription, type WebhookFault } from './webhooks.ts';

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
}

/** One thing that goes wrong, armed by POST /_sim/faults. An empty list ends all of them. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly times: number; readonly retryAfter?: number }
  | { readonly kind: 'throttle'; readonly times: number }
  | { readonly kind: 'partial-data'; readonly times: number }
  | { readonly kind: 'latency'; readonly ms: number }
  | ({ readonly kind: 'webhooks' } & WebhookFault)
  | { readonly kind: 'subscription-removed'; readonly topic?: string }
  | { readonly kind: 'bulk'; readonly effect: BulkFault }
  | { readonly kind: 'search-missing'; readonly id: string }
  | { readonly kind: 'search-lag'; readonly ms: number };

/** A Shopify shop on loopback. `fetch` is its whole HTTP surface, in process. */
export class ShopifySimulator implements AsyncDisposable {
  readonly store: Store;
  readonly webhooks: Webhooks;
  readonly #options: SimulatorOptions;
  readonly #engine = new Engine();
  readonly #roots: { query: object; mutation: object };
  readonly #bulk: BulkOperations;
  readonly #index: SearchIndex;
  readonly #throttle: Throttle;
  readonly #tokens = new Map<string, number>();
  #clockShift = 0;
  #armed: Fault[] = [];
  /** Where it listens; image, bulk and webhook addresses are made of it. */
  origin = 'http://simulator.invalid';

  constructor(options: SimulatorOptions = {}) {
    this.#options = options;
    const { maximumAvailable, restoreRate } = options.throttle ?? {
      maximumAvailable: 2000,
      restoreRate: 100,
    };
    const records =
      options.records ??
      generateDemoShop({ seed: options.seed ?? 1, products: options.products ?? 500, now: this.now() });
    this.store = new Store(records, () => this.now());
    const nodes = new Nodes(this.store, () => this.origin);
    this.#index = new SearchIndex(this.store, () => this.now(), options.searchLagMs ?? 0);
    this.webhooks = new Webhooks({
      store: this.store,
      secret: options.apiSecret ?? 'demo-secret',
      now: () => this.now(),
      fetch: options.fetch ?? fetch,
      body: change => webhookBody(this.store, change),
    });
    this.webhooks.restore(options.subscriptions ?? []);
    this.#bulk = new BulkOperations(
      this.store,
      nodes,
      this.#engine.schema,
      () => this.origin,
      id =>
        this.webhooks.announce(
          'bulk_operations/finish',
          id,
          JSON.stringify({ admin_graphql_api_id: id, status: 'completed', type: 'query', error_code: null }),
        ),
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
      this.#armed = [];
      this.webhooks.faults = [];
      this.#bulk.faults.length = 0;
      this.#index.missing.clear();
      this.#index.lagMs = this.#options.searchLagMs ?? 0;
    }
    for (const fault of faults) {
      if (fault.kind === 'webhooks') this.webhooks.faults = [...this.webhooks.faults, fault];
      else if (fault.kind === 'subscription-removed') this.webhooks.removeSilently(fault.topic);
      else if (fault.kind === 'bulk') this.#bulk.faults.push(fault.effect);
      else if (fault.kind === 'search-missing') this.#index.missing.add(fault.id);
      else if (fault.kind === 'search-lag') this.#index.lagMs = fault.ms;
      else this.#armed.push(fault);
    }
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
    const fault = this.#nextFault();
    if (fault?.kind === 'latency') await new Promise(resolve => setTimeout(resolve, fault.ms));
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
    const body = (await request.json()) as { query?: unknown; variables?: unknown };
    const answer = await this.#engine.run(this.#roots, body, this.#throttle);
    const partial =
      fault?.kind === 'partial-data'
        ? {
            errors: [
              {
                message: 'Internal error. Looks like something went wrong on our end.',
                extensions: { code: 'INTERNAL_SERVER_ERROR' },
              },
            ],
          }
        : {};
    return Response.json({ ...answer, ...partial }, { headers: { 'x-shopify-api-version': '2026-10' } });
  }

  #nextFault(): Fault | undefined {
    const fault = this.#armed[0];
    if (!fault || fault.kind === 'latency') return fault;
    const times = 'times' in fault ? fault.times - 1 : 0;
    this.#armed = times > 0 ? [{ ...fault, times } as Fault, ...this.#armed.slice(1)] : this.#armed.slice(1);
    return fault;
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
      scope: 'read_products,read_inventory,read_locations',
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
      case 'POST /_sim/faults':
        this.arm((await json<{ faults: Fault[] }>()).faults);
        return Response.json({ armed: this.#armed });
      case 'POST /_sim/clock':
        this.#clockShift += (await json<{ advanceMs: number }>()).advanceMs;
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
