import { deniedPersonalData, type FieldPath } from '../read/denied-fields.ts';
import { ShopifyError } from '../shopify.ts';

/** What one HTTP answer of Shopify means for its request. */
export type Outcome =
  | { readonly kind: 'data'; readonly data: unknown }
  /** Wait and ask again: the rate limit, or trouble at Shopify. */
  | { readonly kind: 'again'; readonly afterMs: number; readonly error: ShopifyError }
  | { readonly kind: 'renew-token'; readonly error: ShopifyError }
  /**
   * `isPartial`: some of the data came, so the request may have been carried out. `isDenied`: the app was denied all of
   * it, so it was not.
   */
  | {
      readonly kind: 'failed';
      readonly error: ShopifyError;
      readonly isPartial?: boolean;
      readonly isDenied?: boolean;
      /** Set if only personal data was denied: the paths. */
      readonly withheld?: readonly FieldPath[];
      /** True if the request would cost more than the maximum; smaller pages would not. */
      readonly isTooDear?: boolean;
    };

/**
 * Statuses that refuse a request before it is processed (Shopify's response codes, and a proxy's for a malformed
 * request). Any other below 500 may come after the effect: a proxy's 408 and 409, for instance.
 */
const turnedAway = new Set([400, 402, 403, 404, 405, 406, 413, 414, 415, 422, 423, 430]);

interface GraphqlBody {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/**
 * How long the bucket needs until it holds the request's cost, from THROTTLED's body; a second if that does not say.
 */
function refillMs(body: object): number {
  const { requestedQueryCost, throttleStatus } =
    (body as { extensions?: { cost?: ThrottledCost } }).extensions?.cost ?? {};
  if (!requestedQueryCost || !throttleStatus || !(throttleStatus.restoreRate > 0)) return 1000;
  const missing = requestedQueryCost - throttleStatus.currentlyAvailable;
  return Math.max(100, (missing / throttleStatus.restoreRate) * 1000);
}

interface ThrottledCost {
  readonly requestedQueryCost?: number;
  readonly throttleStatus?: { readonly currentlyAvailable: number; readonly restoreRate: number };
}

/**
 * Reads an answer. Partial data is a failure, never half a result. THROTTLED comes with status 200; `Retry-After`
 * counts seconds.
 */
export function judgeAnswer(status: number, retryAfter: string | null, body: unknown): Outcome {
  if (status === 401)
    return { kind: 'renew-token', error: new ShopifyError('refused', 'Shopify does not accept the token') };
  if (status === 429) {
    const seconds = Number(retryAfter ?? 2);
    return {
      kind: 'again',
      afterMs: (Number.isFinite(seconds) ? seconds : 2) * 1000,
      error: new ShopifyError('throttled', 'too many requests'),
    };
  }
  if (status !== 200 && !turnedAway.has(status))
    return {
      kind: 'again',
      afterMs: 500,
      error: new ShopifyError('unreachable', `Shopify answered ${status}`),
    };
  if (turnedAway.has(status))
    return { kind: 'failed', error: new ShopifyError('refused', `Shopify answered ${status}`) };
  if (typeof body !== 'object' || body === null) {
    return {
      kind: 'again',
      afterMs: 500,
      error: new ShopifyError('unreachable', 'Shopify answered no JSON'),
    };
  }
  const { data, errors } = body as GraphqlBody;
  const list = Array.isArray(errors)
    ? (errors as { message?: unknown; path?: unknown; extensions?: { code?: unknown } }[])
    : [];
  if (list.length === 0 && errors === undefined) return { kind: 'data', data };
  const codes = list.map(error => error.extensions?.code);
  const said = list.map(error => String(error.message)).join('; ') || JSON.stringify(errors);
  if (codes.includes('THROTTLED'))
    return { kind: 'again', afterMs: refillMs(body), error: new ShopifyError('throttled', said) };
  // A field denied at its root was never executed; if denied deeper, its effect stands and only the answer is cut.
  const isAllDenied = (): boolean =>
    !isPartial &&
    list.every(
      ({ path, extensions }) =>
        extensions?.code === 'ACCESS_DENIED' &&
        (Array.isArray(path) ? path.length === 1 : data === undefined || data === null),
    );
  const isPartial = Object.values((data ?? {}) as object).some(each => each !== null);
  const withheld = deniedPersonalData(list);
  if (codes.includes('ACCESS_DENIED'))
    return {
      ...{ kind: 'failed', error: new ShopifyError('forbidden', said), isPartial, isDenied: isAllDenied() },
      ...(withheld ? { withheld } : {}),
    };
  if (codes.includes('MAX_COST_EXCEEDED'))
    return { kind: 'failed', error: new ShopifyError('unexpected', said), isPartial, isTooDear: true };
  if (codes.includes('INTERNAL_SERVER_ERROR'))
    return { kind: 'again', afterMs: 500, error: new ShopifyError('unreachable', said) };
  return { kind: 'failed', error: new ShopifyError('unexpected', said), isPartial };
}
