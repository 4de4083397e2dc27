import type { DeniedData } from './access.ts';
import type { Engine, GraphqlAnswer, Roots } from '../graphql/engine.ts';
import { ConnectionReset, type ApiFault, type ApiFaults } from '../faults/faults.ts';
import type { Throttle } from './throttle.ts';
import type { Tokens } from './tokens.ts';

/** What the Admin API needs of the shop, as it is at the moment of the call. */
export interface AdminApi {
  readonly engine: Engine;
  readonly throttle: Throttle;
  readonly tokens: Tokens;
  readonly faults: ApiFaults;
  readonly scopes: (token: string) => ReadonlySet<string>;
  readonly denied: () => DeniedData;
  /** The shop as it is or, for a stale read, as it was `behindMs` ago. */
  readonly roots: (behindMs: number | undefined) => Roots;
}

/** Answers POST /admin/api/{version}/graphql.json. @throws ConnectionReset where a fault breaks the connection. */
export async function adminEndpoint(api: AdminApi, request: Request): Promise<Response> {
  const body = (await request.json()) as { query?: unknown; variables?: unknown };
  const fault = api.faults.next(operationName(body.query));
  const isAfter = fault !== undefined && 'when' in fault && fault.when === 'after';
  if (!isAfter) await strike(fault);
  if (fault?.kind === 'status' && !isAfter) return refusal(fault.status, fault.retryAfter);
  const token = request.headers.get('x-shopify-access-token') ?? '';
  if (!api.tokens.isValid(token)) return refusal(401);
  if (fault?.kind === 'throttle') return throttled(api.throttle);

  const { throttle } = api;
  const roots = api.roots(fault?.kind === 'stale' ? fault.behindMs : undefined);
  const { answer, release } = await api.engine.run(roots, body, {
    throttle,
    scopes: api.scopes(token),
    denied: api.denied(),
  });
  try {
    if (isAfter) await strike(fault);
    if (fault?.kind === 'status' && isAfter) return refusal(fault.status, fault.retryAfter);
    return written(answer, fault);
  } finally {
    release();
  }
}

/** Delays or breaks the connection as the fault says. */
async function strike(fault: ApiFault | undefined): Promise<void> {
  if (fault?.kind === 'latency') await new Promise(resolve => setTimeout(resolve, fault.ms));
  if (fault?.kind === 'reset') throw new ConnectionReset('fetch failed');
}

function written(answer: GraphqlAnswer, fault: ApiFault | undefined): Response {
  const headers = { 'x-shopify-api-version': '2026-10', 'content-type': 'application/json' };
  if (fault?.kind === 'truncated') {
    const text = JSON.stringify(answer);
    return new Response(text.slice(0, text.length / 2), { headers });
  }
  if (fault?.kind !== 'partial-data') return Response.json(answer, { headers });
  const requestId = crypto.randomUUID();
  const message = `Internal error. Looks like something went wrong on our end.\nRequest ID: ${requestId} (include this in support requests).`;
  const errors = [{ message, extensions: { requestId, code: 'INTERNAL_SERVER_ERROR' } }];
  return Response.json({ ...answer, errors }, { headers });
}

function throttled(throttle: Throttle): Response {
  const cost = { requestedQueryCost: 10, actualQueryCost: null, throttleStatus: throttle.status() };
  return Response.json({
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
    extensions: { cost },
  });
}

function operationName(query: unknown): string {
  return /(?:query|mutation)\s+(\w+)/.exec(String(query))?.[1] ?? '';
}

const statusTexts: Readonly<Record<number, string>> = {
  401: '[API] Invalid API key or access token (unrecognized login or wrong password)',
  402: 'Payment Required',
  403: 'Forbidden',
  423: 'Locked',
  429: 'Too Many Requests',
  430: 'Shopify Security Rejection',
};

function refusal(status: number, retryAfter?: number): Response {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` };
  return Response.json({ errors: statusTexts[status] ?? 'Internal Server Error' }, { status, headers });
}
