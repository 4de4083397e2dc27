import type { ThrottleStatus } from './budget.ts';
import { z } from 'zod';
import { AskedText } from '../read/asked-text.ts';
import { attempted, type Attempted } from '../write/attempted.ts';
import { answered, closedCircuit, mayTry, unanswered, type CircuitState } from './circuit.ts';
import { apiVersion, openLibrary } from './library.ts';
import type { Operation } from '../operation.ts';
import { withoutFields } from '../read/denied-fields.ts';
import { halvesOf, joinedAnswers } from './smaller-pages.ts';
import { judgeAnswer, type Outcome } from './outcome.ts';
import { route, sendRouted } from './routes.ts';
import { Scheduler } from './scheduler.ts';
import { ShopifyError, type Lane, type Left, type ShopifyHealth } from '../shopify.ts';
import { Tokens, type Credentials } from './tokens.ts';

export interface ClientOptions {
  readonly shop: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly credentials: Credentials;
  /** The origin that gets the shop's requests instead of the shop: a simulator's. */
  readonly apiOrigin?: string;
  readonly fetch?: typeof fetch;
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** How often a read is tried in total; ten times as often if the rate limit is the reason. */
const tries = 4;
const throttledTries = 40;
/** The assumed cost of a request before Shopify has given it. */
const costGuess = 100;
const timeoutMs = 30_000;
/** How long a record is put off once the app has left the shop. */
const leftRetryMs = 5 * 60_000;

/** Sends operations to one shop: handles token, rate limit and retries, and checks answers against their shape. */
export class ShopifyClient {
  readonly #options: ClientOptions;
  readonly #tokens: Tokens;
  readonly #scheduler: Scheduler;
  readonly #costs = new Map<string, number>();
  readonly #asked: AskedText;
  #circuit: CircuitState = closedCircuit;
  #servedVersion: string | undefined;
  #left: Left | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    route(options.shop, options.apiOrigin, options.fetch ?? fetch);
    const api = openLibrary(options.apiSecret, options.apiKey);
    this.#tokens = new Tokens(api, options.shop, options.credentials, options.now);
    this.#asked = new AskedText(options.now);
    this.#scheduler = new Scheduler(options.now, ms => options.sleep(ms));
  }

  /** @throws ShopifyError if there is no complete, well-formed answer in the end. */
  async ask<T>(operation: Operation<T>, variables: object, lane: Lane, signal?: AbortSignal): Promise<T> {
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await this.#try(operation, variables, lane, signal);
      if (outcome.kind === 'data') return parse(operation, outcome.data);
      if (outcome.kind === 'failed' && outcome.withheld) {
        // Never use the partial data: a null in a non-null field nulls the thing around it, which then looks deleted.
        if (this.#asked.learnDenied(operation.name, outcome.withheld)) continue;
      }
      if (outcome.kind === 'failed' && outcome.isTooDear) {
        const halves = halvesOf(variables);
        if (halves) return this.#askHalves(operation, halves, lane, signal);
        if (this.#asked.shrink(operation)) continue;
      }
      if (outcome.kind === 'renew-token' && !renewed) {
        renewed = true;
        continue;
      }
      const allowed = outcome.error.reason === 'throttled' ? throttledTries : tries;
      if (outcome.kind !== 'again' || attempt >= allowed) throw outcome.error;
      const growth = outcome.error.reason === 'throttled' ? 1 : 2 ** (attempt - 1);
      await this.#options.sleep(outcome.afterMs * growth * (0.75 + this.#options.random() / 2), signal);
    }
  }

  /** The text of a bulk query, without the fields that this shop denies. */
  bulkText(name: string, text: string): string {
    return withoutFields(text, this.#asked.deniedIn(name));
  }

  /** Asks for a list that costs too much for one request in two halves. */
  async #askHalves<T>(
    operation: Operation<T>,
    [first, second]: readonly [object, object],
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<T> {
    const raw = { ...operation, answer: z.unknown() };
    const before = await this.ask(raw, first, lane, signal);
    return parse(operation, joinedAnswers(before, await this.ask(raw, second, lane, signal)));
  }

  /** Sends a mutation once: one that may have had an effect is not sent again from here. */
  async attempt<T>(
    operation: Operation<T>,
    variables: object,
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<Attempted<T>> {
    if (this.#left) return { kind: 'turned-away', reason: this.#left.reason, retryAfterMs: leftRetryMs };
    const down = this.#circuit.retryAt;
    if (down !== undefined && down > this.#options.now())
      return {
        kind: 'turned-away',
        reason: `Shopify is down: ${this.#circuit.lastError}`,
        retryAfterMs: down - this.#options.now(),
      };
    let outcome = await this.#try(operation, variables, lane, signal);
    if (outcome.kind === 'renew-token') outcome = await this.#try(operation, variables, lane, signal);
    if (outcome.kind !== 'data') return attempted(outcome);
    const parsed = operation.answer.safeParse(outcome.data);
    if (parsed.success) return { kind: 'data', data: parsed.data };
    return { kind: 'unanswered', reason: `${operation.name}: the answer has another shape` };
  }

  /** Downloads a file from Shopify, such as a bulk result. Its address is enough; it needs no token. */
  async download(url: string, signal?: AbortSignal): Promise<Response> {
    try {
      const response = await (this.#options.fetch ?? fetch)(url, signal ? { signal } : {});
      if (response.ok) return response;
      throw new ShopifyError('unreachable', `the file answered ${response.status}: it may have expired`);
    } catch (cause) {
      signal?.throwIfAborted();
      throw cause instanceof ShopifyError
        ? cause
        : new ShopifyError('unreachable', 'the file could not be read', { cause });
    }
  }

  /** From now on nothing is sent; undefined: it goes on. */
  leave(left: Left | undefined): void {
    this.#left = left;
  }

  retryNow(): void {
    if (this.#circuit.retryAt !== undefined)
      this.#circuit = { ...this.#circuit, retryAt: this.#options.now() };
  }

  health(): ShopifyHealth {
    const { downSince, retryAt, lastError } = this.#circuit;
    const left = this.#left;
    return {
      circuit: retryAt === undefined && !left ? 'closed' : 'down',
      downSince: left?.at ?? downSince,
      retryAt: left ? undefined : retryAt,
      lastError: left?.reason ?? lastError,
      left,
      servedVersion: this.#servedVersion,
      points: this.#scheduler.points,
      waiting: this.#scheduler.waiting,
    };
  }

  async #try(
    operation: Operation<unknown>,
    variables: object,
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    if (this.#left) return { kind: 'failed', error: new ShopifyError('unreachable', this.#left.reason) };
    const { may, next } = mayTry(this.#circuit, this.#options.now());
    this.#circuit = next;
    if (!may) {
      const error = new ShopifyError('unreachable', `Shopify is down: ${next.lastError}`);
      return { kind: 'failed', error };
    }
    const done = await this.#scheduler.turn(this.#costs.get(operation.name) ?? costGuess, lane, signal);
    try {
      const outcome = await this.#post(operation, variables, signal);
      const isDown = outcome.kind === 'again' && outcome.error.reason === 'unreachable';
      this.#circuit = isDown
        ? unanswered(this.#circuit, outcome.error.message, this.#options.now())
        : answered();
      return outcome;
    } finally {
      done();
    }
  }

  async #post(operation: Operation<unknown>, variables: object, signal?: AbortSignal): Promise<Outcome> {
    try {
      const token = await this.#tokens.token();
      // Not sent with the library's own client: docs/decisions/shopify-api.md says why.
      const response = await sendRouted(
        `https://${this.#options.shop}/admin/api/${apiVersion}/graphql.json`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
          body: JSON.stringify({ query: this.#asked.of(operation), variables }),
          signal: AbortSignal.any([...(signal ? [signal] : []), AbortSignal.timeout(timeoutMs)]),
        },
      );
      const body = readJson(await response.text());
      this.#learn(operation, response.headers.get('x-shopify-api-version'), body);
      const outcome = judgeAnswer(response.status, response.headers.get('retry-after'), body);
      if (outcome.kind === 'renew-token' && !this.#tokens.refused(token))
        return { kind: 'failed', error: outcome.error };
      return outcome;
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof ShopifyError) return { kind: 'failed', error: cause };
      const error = new ShopifyError('unreachable', 'Shopify did not answer', { cause });
      return { kind: 'again', afterMs: 500, error };
    }
  }

  #learn(operation: Operation<unknown>, version: string | null, body: unknown): void {
    // A version that is no longer served is replaced by the oldest that is: our requests may then mean something else.
    if (version !== null) this.#servedVersion = version === apiVersion ? undefined : version;
    const cost = (body as { extensions?: { cost?: Cost } } | undefined)?.extensions?.cost;
    if (cost?.requestedQueryCost !== undefined) this.#costs.set(operation.name, cost.requestedQueryCost);
    if (cost?.throttleStatus) this.#scheduler.learn(cost.throttleStatus);
  }
}

interface Cost {
  readonly requestedQueryCost?: number;
  readonly throttleStatus?: Omit<ThrottleStatus, 'at'>;
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
