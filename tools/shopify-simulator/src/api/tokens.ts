/** The lifetime of a client-credentials token. */
const lifeSeconds = 86_399;

/** The tokens that may call the Admin API: a custom app's fixed token, and those issued for its key and secret. */
export class Tokens {
  readonly #app: { readonly key: string; readonly secret: string; readonly fixed: string | undefined };
  readonly #now: () => number;
  readonly #endsAt = new Map<string, number>();

  constructor(app: { key: string; secret: string; fixed: string | undefined }, now: () => number) {
    this.#app = app;
    this.#now = now;
  }

  isValid(token: string): boolean {
    if (this.#app.fixed !== undefined && token === this.#app.fixed) return true;
    return (this.#endsAt.get(token) ?? 0) > this.#now();
  }

  /** Answers POST /admin/oauth/access_token with a token of the client-credentials grant. */
  async grant(request: Request, scopes: ReadonlySet<string>): Promise<Response> {
    const body = (await request.json()) as Record<string, unknown>;
    const isKnown = body['client_id'] === this.#app.key && body['client_secret'] === this.#app.secret;
    if (!isKnown || body['grant_type'] !== 'client_credentials')
      return Response.json({ error: 'invalid_client' }, { status: 400 });
    const token = `shpat_${crypto.randomUUID()}`;
    this.#endsAt.set(token, this.#now() + lifeSeconds * 1000);
    return Response.json({ access_token: token, scope: [...scopes].join(','), expires_in: lifeSeconds });
  }
}
