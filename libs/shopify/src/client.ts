import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, Session, shopifyApi, type Shopify as Api } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { waitFor, type ThrottleStatus } from './budget.ts';
import type { Operation } from './operation.ts';
import { judgeAnswer } from './outcome.ts';
import { ShopifyError } from './shopify.ts';

export interface ClientOptions {
  readonly shop: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** A custom app's fixed token; without it, tokens come from the client credentials grant. */
  readonly adminToken?: string;
  /** Where the shop's requests go instead of to the shop: a simulator's origin. */
  readonly apiOrigin?: string;
  readonly fetch?: typeof fetch;
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Who waits for an answer: a cashier goes first. */
export type Lane = 'cashier' | 'background';

/** How often a read is tried in all. */
const tries = 4;
/** Points that background work leaves in the bucket. */
const reserve = 200;
/** What a request is taken to cost before Shopify said so. */
const costGuess = 100;
/** A token is renewed this long before it ends. */
const tokenMargin = 5 * 60_000;

/** Sends operations to one shop: token, rate limit, retries of reads, and answers held against their shape. */
export class ShopifyClient {
  readonly #options: ClientOptions;
  readonly #api: Api;
  readonly #costs = new Map<string, number>();
  #status: ThrottleStatus | undefined;
  #session: Session | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    route(options);
    this.#api = shopifyApi({
      apiKey: options.apiKey,
      apiSecretKey: options.apiSecret,
      apiVersion: ApiVersion.October26,
      hostName: 'tidemark.invalid',
      isEmbeddedApp: false,
      logger: { level: LogSeverity.Error, log: () => undefined },
    });
  }

  /** @throws ShopifyError when there is no whole, well-formed answer in the end. */
  async ask<T>(operation: Operation<T>, variables: object, lane: Lane, signal?: AbortSignal): Promise<T> {
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      await this.#waitForBudget(operation, lane, signal);
      const outcome = await this.#post(operation, variables, signal);
      if (outcome.kind === 'data') return parse(operation, outcome.data);
      if (outcome.kind === 'renew-token' && !renewed && this.#options.adminToken === undefined) {
        renewed = true;
        this.#session = undefined;
        continue;
      }
      const isLast =
        attempt >= tries &&
        !(outcome.kind === 'again' && outcome.error.reason === 'throttled' && attempt < tries * 10);
      if (outcome.kind !== 'again' || isLast) throw outcome.error;
      const growth = outcome.error.reason === 'throttled' ? 1 : 2 ** (attempt - 1);
      await this.#options.sleep(outcome.afterMs * growth * (0.75 + this.#options.random() / 2), signal);
    }
  }

  /** A file of Shopify's, such as a bulk result. Its address says where it is; it needs no token. */
  async download(url: string, signal?: AbortSignal): Promise<Response> {
    try {
      const response = await (this.#options.fetch ?? fetch)(url, signal ? { signal } : {});
      if (response.ok) return response;
      throw new ShopifyError('unreachable', `the file answered ${response.status}: it may have expired`);
    } catch (cause) {
      throw cause instanceof ShopifyError
        ? cause
        : new ShopifyError('unreachable', 'the file could not be read', { cause });
    }
  }

  async #waitForBudget(operation: Operation<unknown>, lane: Lane, signal?: AbortSignal): Promise<void> {
    const cost = this.#costs.get(operation.name) ?? costGuess;
    const ms = waitFor(cost, lane === 'cashier' ? 0 : reserve, this.#status, this.#options.now());
    if (ms > 0) await this.#options.sleep(ms, signal);
  }

  async #post(operation: Operation<unknown>, variables: object, signal?: AbortSignal) {
    try {
      const session = await this.#signedIn();
      // The library's own client throws away partial data and the throttle status of refusals, so its fetch is used.
      const response = await sendRouted(
        `https://${this.#options.shop}/admin/api/${ApiVersion.October26}/graphql.json`,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-shopify-access-token': session.accessToken ?? '',
          },
          body: JSON.stringify({ query: operation.text, variables }),
          signal: signal
            ? AbortSignal.any([signal, AbortSignal.timeout(30_000)])
            : AbortSignal.timeout(30_000),
        },
      );
      const text = await response.text();
      const body = readJson(text);
      this.#learn(operation, body);
      return judgeAnswer(response.status, response.headers.get('retry-after'), body);
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof ShopifyError) throw cause;
      return {
        kind: 'again',
        afterMs: 500,
        error: new ShopifyError('unreachable', 'Shopify did not answer', { cause }),
      } as const;
    }
  }

  #learn(operation: Operation<unknown>, body: unknown): void {
    const cost = (
      body as
        | {
            extensions?: {
              cost?: { requestedQueryCost?: number; throttleStatus?: Omit<ThrottleStatus, 'at'> };
            };
          }
        | undefined
    )?.extensions?.cost;
    if (cost?.throttleStatus) this.#status = { ...cost.throttleStatus, at: this.#options.now() };
    if (cost?.requestedQueryCost !== undefined) this.#costs.set(operation.name, cost.requestedQueryCost);
  }

  async #signedIn(): Promise<Session> {
    const { shop, adminToken, now } = this.#options;
    if (this.#session && (this.#session.expires?.getTime() ?? Infinity) > now() + tokenMargin)
      return this.#session;
    if (adminToken !== undefined) {
      this.#session = new Session({
        id: `offline_${shop}`,
        shop,
        state: '',
        isOnline: false,
        accessToken: adminToken,
      });
      return this.#session;
    }
    try {
      const { session } = await this.#api.auth.clientCredentials({ shop });
      this.#session = session;
      return session;
    } catch (cause) {
      const status = (cause as { response?: { code?: number } }).response?.code;
      if (status !== undefined && status >= 400 && status < 500) {
        throw new ShopifyError(
          'refused',
          'Shopify does not know this app: check SHOPIFY_API_KEY and SHOPIFY_API_SECRET',
          { cause },
        );
      }
      throw cause;
    }
  }
}

function parse<T>(operation: Operation<T>, data: unknown): T {
  const parsed = operation.answer.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ShopifyError(
    'unexpected',
    `${operation.name}: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** By shop: where its requests go. The library's fetch is one for the whole process, so it asks here. */
const routes = new Map<string, { origin: string | undefined; fetch: typeof fetch }>();

function route({ shop, apiOrigin, fetch: given }: ClientOptions): void {
  routes.set(shop, { origin: apiOrigin, fetch: given ?? fetch });
  setAbstractFetchFunc(sendRouted as typeof fetch);
}

function sendRouted(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const way = routes.get(url.hostname);
  if (!way) throw new Error(`no route to ${url.hostname}`);
  return way.fetch(way.origin === undefined ? url : new URL(url.pathname + url.search, way.origin), init);
}
