import { ConnectionReset, type ApiFault } from '../faults/faults.ts';
import type { Codes } from './authorize.ts';

/** The lifetime of a client-credentials token, of an offline token that expires, and of its refresh token. */
const clientSeconds = 86_399;
const offlineSeconds = 3_600;
const refreshSeconds = 90 * 86_400;

interface App {
  readonly key: string;
  readonly secret: string;
  readonly fixed: string | undefined;
}

/** A token that the app got. Times are milliseconds since the epoch. */
interface AccessToken {
  readonly token: string;
  /** Undefined: it does not end. */
  readonly endsAt?: number;
  /** Undefined: all scopes that the app has. */
  readonly scopes?: readonly string[];
  readonly refreshToken?: string;
  readonly refreshEndsAt?: number;
  /** The refresh token that this pair replaces: it stays valid until the new pair is first used. */
  readonly replaces?: string;
}

/** What a simulator keeps of the app's tokens for its next process. */
export interface SavedTokens {
  readonly isInstalled: boolean;
  readonly tokens: readonly AccessToken[];
}

interface TokensParts {
  readonly app: App;
  readonly codes: Codes;
  readonly now: () => number;
  /** Takes the fault of a request for a token; its operation is `oauth` and the grant's name. */
  readonly fault: (operation: string) => ApiFault | undefined;
}

/**
 * The tokens that may call the Admin API: a custom app's fixed token, those issued for its key and secret, and those that
 * a merchant let the app have.
 */
export class Tokens {
  readonly #parts: TokensParts;
  readonly #tokens = new Map<string, AccessToken>();
  #isInstalled = true;

  constructor(parts: TokensParts, saved?: SavedTokens) {
    this.#parts = parts;
    this.#isInstalled = saved?.isInstalled ?? true;
    for (const each of saved?.tokens ?? []) this.#tokens.set(each.token, each);
  }

  get isInstalled(): boolean {
    return this.#isInstalled;
  }

  saved(): SavedTokens {
    return { isInstalled: this.#isInstalled, tokens: [...this.#tokens.values()] };
  }

  isValid(token: string): boolean {
    if (!this.#isInstalled) return false;
    const { fixed } = this.#parts.app;
    if (fixed !== undefined && token === fixed) return true;
    const held = this.#tokens.get(token);
    if (!held || (held.endsAt ?? Infinity) <= this.#parts.now()) return false;
    this.#used(held);
    return true;
  }

  /** The scopes of a valid token; undefined: all that the app has. */
  scopesOf(token: string): readonly string[] | undefined {
    return this.#tokens.get(token)?.scopes;
  }

  /** The merchant removes the app: nothing that it has is valid any more. */
  uninstall(): void {
    this.#isInstalled = false;
    this.#tokens.clear();
  }

  /** Answers POST /admin/oauth/access_token. `scopes` are those that the app may have of these. */
  async grant(
    request: Request,
    scopes: (asked?: readonly string[]) => ReadonlySet<string>,
  ): Promise<Response> {
    const body = await bodyOf(request);
    const grant = body['grant_type'] ?? (body['code'] === undefined ? '' : 'code');
    const fault = this.#parts.fault(`oauth ${grant}`);
    if (fault?.kind === 'status')
      return Response.json({ errors: 'Internal Server Error' }, { status: fault.status });
    if (fault?.kind === 'reset' && fault.when !== 'after') throw new ConnectionReset('fetch failed');
    const answer = this.#answer(grant, body, scopes);
    if (fault?.kind === 'reset') throw new ConnectionReset('fetch failed');
    return 'error' in answer ? Response.json(answer, { status: 400 }) : Response.json(answer);
  }

  #answer(
    grant: string,
    body: Readonly<Record<string, string>>,
    scopes: (asked?: readonly string[]) => ReadonlySet<string>,
  ): object {
    const { app, codes, now } = this.#parts;
    if (body['client_id'] !== app.key || body['client_secret'] !== app.secret)
      return { error: 'invalid_client' };
    if (grant === 'code') {
      const granted = codes.use(body['code'] ?? '', now());
      if (!granted)
        return {
          error: 'invalid_request',
          error_description: 'The authorization code was not found or was already used',
        };
      this.#isInstalled = true;
      const all = [...scopes(granted.scopes)];
      return body['expiring'] === '1' ? this.#pair(all) : this.#lasting(all);
    }
    if (!this.#isInstalled) return { error: 'app_not_installed' };
    if (grant === 'refresh_token') {
      const held = this.#withRefresh(body['refresh_token'] ?? '');
      if (!held) return { error: 'invalid_grant', error_description: 'This refresh token is not valid' };
      return this.#pair(held.scopes ?? [], held.refreshToken);
    }
    if (grant !== 'client_credentials') return { error: 'invalid_request' };
    const token = this.#keep({ token: newToken(), endsAt: now() + clientSeconds * 1000 });
    return { access_token: token.token, scope: [...scopes()].join(','), expires_in: clientSeconds };
  }

  #lasting(scopes: readonly string[]): object {
    const { token } = this.#keep({ token: newToken(), scopes });
    return { access_token: token, scope: scopes.join(',') };
  }

  #pair(scopes: readonly string[], replaces?: string): object {
    const now = this.#parts.now();
    const held = this.#keep({
      ...{ token: newToken(), scopes, endsAt: now + offlineSeconds * 1000 },
      ...{ refreshToken: `shprt_${crypto.randomUUID()}`, refreshEndsAt: now + refreshSeconds * 1000 },
      ...(replaces === undefined ? {} : { replaces }),
    });
    return {
      ...{ access_token: held.token, scope: scopes.join(','), expires_in: offlineSeconds },
      ...{ refresh_token: held.refreshToken, refresh_token_expires_in: refreshSeconds },
    };
  }

  #keep(token: AccessToken): AccessToken {
    const now = this.#parts.now();
    for (const [name, each] of this.#tokens)
      if (Math.max(each.endsAt ?? Infinity, each.refreshEndsAt ?? 0) <= now) this.#tokens.delete(name);
    this.#tokens.set(token.token, token);
    return token;
  }

  #withRefresh(refreshToken: string): AccessToken | undefined {
    const now = this.#parts.now();
    const held = [...this.#tokens.values()].find(each => each.refreshToken === refreshToken);
    if (!held || (held.refreshEndsAt ?? 0) <= now) return undefined;
    this.#used(held);
    return held;
  }

  /** The first use of a new pair ends the refresh token that it replaced. */
  #used(held: AccessToken): void {
    if (held.replaces === undefined) return;
    for (const [name, each] of this.#tokens)
      if (each.refreshToken === held.replaces) {
        const { refreshToken: _refreshToken, refreshEndsAt: _refreshEndsAt, ...left } = each;
        this.#tokens.set(name, left);
      }
    const { replaces: _replaces, ...first } = held;
    this.#tokens.set(held.token, first);
  }
}

function newToken(): string {
  return `shpat_${crypto.randomUUID()}`;
}

/** Shopify takes JSON and forms. */
async function bodyOf(request: Request): Promise<Record<string, string>> {
  const text = await request.text();
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
