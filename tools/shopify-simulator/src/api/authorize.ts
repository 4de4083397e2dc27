import { createHmac } from 'node:crypto';

/** How long a code may wait for its use, and how many may wait. */
const codeMs = 10 * 60_000;
const mostCodes = 100;

interface Grant {
  readonly scopes: readonly string[];
  readonly endsAt: number;
}

/** Codes of authorizations: each is for one use. */
export class Codes {
  readonly #waiting = new Map<string, Grant>();

  add(scopes: readonly string[], now: number): string {
    for (const [code, { endsAt }] of this.#waiting)
      if (endsAt <= now || this.#waiting.size >= mostCodes) this.#waiting.delete(code);
    const code = crypto.randomUUID().replaceAll('-', '');
    this.#waiting.set(code, { scopes, endsAt: now + codeMs });
    return code;
  }

  /** What was granted with a code; undefined if it is unknown, used, or too old. */
  use(code: string, now: number): Grant | undefined {
    const grant = this.#waiting.get(code);
    this.#waiting.delete(code);
    return grant && grant.endsAt > now ? grant : undefined;
  }
}

interface AuthorizeParts {
  readonly app: { readonly key: string; readonly secret: string };
  readonly codes: Codes;
  readonly shop: { readonly domain: string; readonly name: string };
  readonly now: number;
}

/**
 * Answers GET /admin/oauth/authorize: asks the merchant whether the app may have its scopes, and sends them back to the
 * app with a code and Shopify's signature. With `decision=install` or `decision=cancel` nothing is asked.
 */
export function authorize({ app, codes, shop, now }: AuthorizeParts, url: URL): Response {
  const asked = url.searchParams;
  const back = URL.parse(asked.get('redirect_uri') ?? '');
  // Shopify shows its own page then: it never sends anybody to an address that it does not know.
  if (asked.get('client_id') !== app.key) return page(400, shop.name, '<p>This app does not exist.</p>');
  if (!back || !/^https?:$/.test(back.protocol))
    return page(400, shop.name, '<p>Oauth error invalid_request: The redirect_uri is not whitelisted</p>');
  const state = asked.get('state') ?? '';
  const decision = asked.get('decision');
  const scopes = (asked.get('scope') ?? '').split(',').filter(each => each !== '');
  if (decision === 'cancel') {
    const refusal = { error: 'access_denied', error_description: 'The merchant canceled the installation.' };
    return sendBack(
      back,
      signed(app.secret, { ...refusal, shop: shop.domain, state, timestamp: seconds(now) }),
    );
  }
  if (decision === 'install') {
    const code = codes.add(scopes, now);
    const host = Buffer.from(`admin.shopify.com/store/${shop.domain.split('.')[0]}`).toString('base64');
    return sendBack(
      back,
      signed(app.secret, { code, host, shop: shop.domain, state, timestamp: seconds(now) }),
    );
  }
  const kept = [...asked].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return page(
    200,
    shop.name,
    `<p>An app asks for access to this shop:</p>
    <ul>${scopes.map(each => `<li>${escaped(each)}</li>`).join('')}</ul>
    <form method="get">${kept.join('')}
      <button name="decision" value="install">Install</button>
      <button name="decision" value="cancel">Cancel</button>
    </form>`,
  );
}

function seconds(now: number): string {
  return String(Math.floor(now / 1000));
}

/** Shopify signs the sorted query, without `hmac`. */
function signed(secret: string, parameters: Readonly<Record<string, string>>): URLSearchParams {
  const query = new URLSearchParams(parameters);
  query.sort();
  const text = query.toString().replaceAll('+', '%20');
  const hmac = createHmac('sha256', secret).update(text).digest('hex');
  query.set('hmac', hmac);
  return query;
}

function sendBack(to: URL, query: URLSearchParams): Response {
  for (const [name, value] of query) to.searchParams.set(name, value);
  return new Response(null, { status: 302, headers: { location: to.href } });
}

function page(status: number, title: string, content: string): Response {
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<h1>${escaped(title)}</h1>${content}</html>`;
  return new Response(text, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, each => `&#${each.charCodeAt(0)};`);
}
