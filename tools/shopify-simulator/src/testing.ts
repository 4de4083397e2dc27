import { createShopifySimulator } from './index.ts';
import type { ShopifySimulator, SimulatorOptions } from './simulator.ts';

/** The start of the test shops' clock. */
export const opening = Date.UTC(2026, 10, 1, 12);

export const adminToken = 'token';

interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [more: string]: unknown };
}

export interface Answer<T> {
  readonly status: number;
  readonly data: T;
  readonly errors: readonly GraphqlError[] | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** A small shop, whose clock only `pass` moves, and an app that queries it. */
export class TestShop implements AsyncDisposable {
  readonly sim: ShopifySimulator;
  /** Webhooks as their receiver got them; it responds with the status `answer`. */
  readonly received: { readonly topic: string; readonly body: string; readonly headers: Headers }[] = [];
  answer = 200;

  constructor(options: SimulatorOptions = {}) {
    this.sim = createShopifySimulator({
      products: 30,
      adminToken,
      now: () => opening,
      fetch: async (_address, init) => {
        const headers = new Headers(init?.headers);
        this.received.push({
          topic: headers.get('x-shopify-topic') ?? '',
          body: String(init?.body),
          headers,
        });
        return new Response(null, { status: this.answer });
      },
      ...options,
    });
  }

  pass(ms: number): void {
    this.sim.advance(ms);
  }

  send(query: string, variables: object = {}, token = adminToken): Promise<Response> {
    const headers = { 'x-shopify-access-token': token, 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables });
    const address = 'http://sim/admin/api/2026-10/graphql.json';
    return this.sim.fetch(new Request(address, { method: 'POST', headers, body }));
  }

  /** Runs a query as the app. `T` is the type of data that the test expects. */
  async ask<T>(query: string, variables: object = {}, token = adminToken): Promise<Answer<T>> {
    const response = await this.send(query, variables, token);
    const { data, errors, extensions } = (await response.json()) as Omit<Answer<T>, 'status'>;
    return { status: response.status, data, errors, extensions };
  }

  /** Runs a query as the merchant. @throws when the query has errors. */
  async merchant<T>(query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.sim.merchant(query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data as T;
  }

  async subscribe(...topics: string[]): Promise<void> {
    for (const topic of topics)
      await this.merchant(
        'mutation Subscribe($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) { userErrors { message } } }',
        { topic, sub: { uri: 'http://127.0.0.1:9/webhooks' } },
      );
  }

  /** Waits until no webhook is pending. */
  async quiet(): Promise<void> {
    while (this.sim.webhooks.pending > 0) await new Promise(resolve => setTimeout(resolve, 1));
  }

  async control<T>(path: string, body?: object): Promise<T> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await this.sim.fetch(new Request(`http://sim/_sim/${path}`, init));
    return (await response.json()) as T;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.sim[Symbol.asyncDispose]();
  }
}
