import type { Session, Shopify as Api } from '@shopify/shopify-api';
import { ShopifyError } from '../shopify.ts';

/** An access token that expires, with its refresh token. */
export interface OfflineToken {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** How the app authenticates with the shop. */
export type Credentials =
  /** A custom app's token, which does not expire. */
  | { readonly kind: 'fixed'; readonly accessToken: string }
  /** The app's key and secret, for a token of 24 hours at a time. */
  | { readonly kind: 'client-credentials' }
  /** A token of an hour with a refresh token of 90 days; each renewal gives a new pair, which `save` stores. */
  | {
      readonly kind: 'offline';
      readonly token: OfflineToken;
      readonly save: (token: OfflineToken) => Promise<void>;
    };

/** How long a token that can be renewed is used if Shopify does not say when it ends. */
export const untoldMs = 3_600_000;
/** How long Shopify may take to answer. Everything of the shop waits for its token. */
const patienceMs = 30_000;
/** How long before its end a token is renewed. */
const marginMs = 5 * 60_000;

/**
 * The token of one shop, renewed before it ends and after Shopify refused it ([G10]); concurrent callers share a
 * renewal.
 */
export class Tokens {
  readonly #api: Api;
  readonly #shop: string;
  readonly #now: () => number;
  #credentials: Credentials;
  #held: { readonly token: string; readonly expiresAt: number } | undefined;
  #renewing: Promise<string> | undefined;

  constructor(api: Api, shop: string, credentials: Credentials, now: () => number) {
    this.#api = api;
    this.#shop = shop;
    this.#credentials = credentials;
    this.#now = now;
    if (credentials.kind === 'offline') {
      const { accessToken: token, expiresAt } = credentials.token;
      this.#held = { token, expiresAt };
    }
  }

  /** @throws ShopifyError `refused` if the app is not let in; the transport's own error if there is no answer. */
  async token(): Promise<string> {
    if (this.#credentials.kind === 'fixed') return this.#credentials.accessToken;
    if (this.#held && this.#held.expiresAt > this.#now() + marginMs) return this.#held.token;
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  /** Notes that Shopify refused this token; false if there is no way to get another. */
  refused(token: string): boolean {
    if (this.#credentials.kind === 'fixed') return false;
    if (this.#held?.token === token) this.#held = undefined;
    return true;
  }

  async #renew(): Promise<string> {
    try {
      const session = await this.#newSession();
      const { accessToken: token, expires, refreshToken } = session;
      if (!token) throw new ShopifyError('refused', 'Shopify answered without a token');
      const expiresAt = expires?.getTime() ?? this.#now() + untoldMs;
      if (this.#credentials.kind === 'offline') {
        if (!refreshToken) throw new ShopifyError('refused', 'Shopify answered without a refresh token');
        const pair = { accessToken: token, refreshToken, expiresAt };
        // Stored before it is used: the old refresh token ends with the first use of the new pair.
        await this.#credentials.save(pair);
        this.#credentials = { ...this.#credentials, token: pair };
      }
      this.#held = { token, expiresAt };
      return token;
    } catch (cause) {
      const status = (cause as { response?: { code?: number } }).response?.code;
      if (status === undefined || status < 400 || status >= 500 || status === 429) throw cause;
      const words =
        this.#credentials.kind === 'offline'
          ? 'Shopify does not let the app in any more: the shop’s owner has to connect the shop again'
          : 'Shopify does not let this app in: check SHOPIFY_API_KEY, SHOPIFY_API_SECRET and the token';
      throw new ShopifyError('refused', words, { cause });
    }
  }

  async #newSession(): Promise<Session> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`no token within ${patienceMs / 1000} s`)), patienceMs);
    try {
      return await Promise.race([late, this.#askForSession()]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #askForSession(): Promise<Session> {
    const shop = this.#shop;
    if (this.#credentials.kind === 'offline') {
      const { refreshToken } = this.#credentials.token;
      return (await this.#api.auth.refreshToken({ shop, refreshToken })).session;
    }
    return (await this.#api.auth.clientCredentials({ shop })).session;
  }
}
