import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  BotActivityDetected,
  CookieNotFound,
  HttpResponseError,
  InvalidHmacError,
  InvalidOAuthError,
  type Shopify as Api,
} from '@shopify/shopify-api';
import { openLibrary } from '../transport/library.ts';
import { apiOriginOf, route } from '../transport/routes.ts';
import { untoldMs, type OfflineToken } from '../transport/tokens.ts';

export interface OAuthOptions {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** The address at which browsers reach this server. Shopify takes only https; the simulator http too. */
  readonly appUrl: string;
  readonly scopes: readonly string[];
  /** A simulator's origin instead of the shops: see `apiOriginOf`. */
  readonly apiOrigin?: string;
  readonly fetch?: typeof fetch;
  readonly now: () => number;
}

/** What Shopify gave for a shop: a token with a refresh token, or, for a custom app, one that does not end. */
export type GrantedToken = OfflineToken | { readonly accessToken: string };

/** What became of an owner's way to Shopify and back. */
export type OAuthResult =
  | {
      readonly kind: 'connected';
      readonly shop: string;
      readonly token: GrantedToken;
      /** What Shopify granted, which may be less than what was asked for. */
      readonly scopes: readonly string[];
    }
  | {
      readonly kind: 'refused';
      /**
       * - `cancelled`: the person said no;
       * - `invalid`: not what Shopify sends, too old, or begun in another browser;
       * - `code`: Shopify does not take the code: it was used before, or the app's secret is wrong;
       * - `unreachable`: Shopify did not answer.
       */
      readonly reason: 'cancelled' | 'invalid' | 'code' | 'unreachable';
    };

/** Where Shopify sends the person back to. It must be among the app's redirect addresses in the Dev Dashboard. */
export const oauthCallbackPath = '/auth/shopify/callback';

/** How long a person may take in Shopify: for a password, a second factor, and to read what the app asks for. */
const wayMs = 15 * 60_000;

const shopPattern = /^[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com$/;

/** Whether this is the permanent name of a shop. */
export function isShopName(text: unknown): text is string {
  return typeof text === 'string' && shopPattern.test(text);
}

/**
 * [G34] Connects shops by OAuth's authorization code grant, with Shopify's own library: it keeps the state in a signed
 * cookie, and checks Shopify's signature and its time.
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 */
export class OAuth {
  readonly #options: OAuthOptions;
  readonly #api: Api;

  constructor(options: OAuthOptions) {
    const { protocol, host } = new URL(options.appUrl);
    this.#options = options;
    this.#api = openLibrary(options.apiSecret, options.apiKey, {
      hostScheme: protocol === 'http:' ? 'http' : 'https',
      hostName: host,
      scopes: [...options.scopes],
    });
  }

  /** Sends the person to Shopify, which asks whether the app may have the scopes. `shop` is the name of a shop. */
  async begin(shop: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { apiOrigin } = this.#options;
    if (apiOrigin !== undefined) toSimulator(res, `https://${shop}`, apiOriginOf(apiOrigin, shop));
    keepStateUntil(res, this.#options.now() + wayMs);
    await this.#api.auth.begin({
      ...{ shop, callbackPath: oauthCallbackPath, isOnline: false },
      ...{ rawRequest: req, rawResponse: res },
    });
  }

  /** Judges what came back, and gets the token. Sends no answer; rejects only if the server itself fails. */
  async finish(req: IncomingMessage, res: ServerResponse): Promise<OAuthResult> {
    const { originalUrl = req.url } = req as { readonly originalUrl?: string };
    const query = new URL(originalUrl ?? '', 'http://callback.invalid').searchParams;
    const shop = query.get('shop');
    if (!isShopName(shop) || repeats(query)) return { kind: 'refused', reason: 'invalid' };
    if (query.get('error') === 'access_denied') return { kind: 'refused', reason: 'cancelled' };
    // Nothing is kept of a shop, and nothing asked of it, for who does not come from Shopify.
    if (!query.has('state') || !(await this.#isSigned(query))) return { kind: 'refused', reason: 'invalid' };
    const { apiOrigin } = this.#options;
    const origin = apiOrigin === undefined ? undefined : apiOriginOf(apiOrigin, shop);
    route(shop, origin, this.#options.fetch ?? fetch);
    try {
      const { session } = await this.#api.auth.callback({
        rawRequest: req,
        rawResponse: res,
        expiring: true,
      });
      const { accessToken, refreshToken, expires, scope } = session;
      if (!accessToken) return { kind: 'refused', reason: 'code' };
      const token: GrantedToken = refreshToken
        ? { accessToken, refreshToken, expiresAt: expires?.getTime() ?? this.#options.now() + untoldMs }
        : { accessToken };
      return { kind: 'connected', shop, token, scopes: (scope ?? '').split(',').filter(each => each !== '') };
    } catch (error) {
      return { kind: 'refused', reason: reasonOf(error) };
    } finally {
      dropSessionCookie(res);
    }
  }

  async #isSigned(query: URLSearchParams): Promise<boolean> {
    try {
      return await this.#api.utils.validateHmac(Object.fromEntries(query));
    } catch (error) {
      if (error instanceof InvalidHmacError) return false;
      throw error;
    }
  }
}

/** The library forgets after a minute where a person began, who may have to sign in to Shopify first. */
function keepStateUntil(res: ServerResponse, end: number): void {
  const setHeader = res.setHeader.bind(res);
  const until = new Date(end).toUTCString();
  res.setHeader = (name, value) => {
    if (name.toLowerCase() !== 'set-cookie') return setHeader(name, value);
    const cookies = [value].flat().map(each => String(each).replace(/expires=[^;]+/i, `expires=${until}`));
    return setHeader(name, cookies);
  };
}

/** The library signs the browser in for the shop's token, which only this server uses. */
function dropSessionCookie(res: ServerResponse): void {
  const cookies = [res.getHeader('Set-Cookie') ?? []].flat().map(String);
  const left = cookies.filter(each => !/^shopify_app_session(\.sig)?=/.test(each));
  if (left.length < cookies.length) res.setHeader('Set-Cookie', left);
}

/** Whether a parameter occurs twice: Shopify's signature is over one of each. */
function repeats(query: URLSearchParams): boolean {
  const names = [...query.keys()];
  return new Set(names).size < names.length;
}

function reasonOf(error: unknown): Extract<OAuthResult, { kind: 'refused' }>['reason'] {
  if (
    error instanceof CookieNotFound ||
    error instanceof InvalidOAuthError ||
    error instanceof InvalidHmacError ||
    error instanceof BotActivityDetected
  )
    return 'invalid';
  const status = error instanceof HttpResponseError ? error.response.code : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 429 ? 'code' : 'unreachable';
}

/** For the simulator alone: what the library sends to the shop's own address goes to the simulator's. */
function toSimulator(res: ServerResponse, shopOrigin: string, origin: string): void {
  const setHeader = res.setHeader.bind(res);
  res.setHeader = (name, value) => {
    const isToShop = name.toLowerCase() === 'location' && String(value).startsWith(`${shopOrigin}/`);
    return setHeader(name, isToShop ? origin + String(value).slice(shopOrigin.length) : value);
  };
}
