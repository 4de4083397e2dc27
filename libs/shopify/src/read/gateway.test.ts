import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { openShopify, type Credentials, type OfflineToken, type Shopify } from '../index.ts';

const minuteMs = 60_000;
const settingsAnswer = {
  shop: {
    ...{ id: 'gid://shopify/Shop/1', name: 'A', email: 'a@a.example', myshopifyDomain: 'a.myshopify.com' },
    ...{ currencyCode: 'EUR', taxesIncluded: true, taxShipping: false, ianaTimezone: 'UTC' },
    ...{ shopAddress: { formatted: [] }, updatedAt: '2026-11-02T09:00:00Z' },
  },
};
const scopesAnswer = { data: { currentAppInstallation: { accessScopes: [{ handle: 'read_products' }] } } };

/** A gateway over a fake Shopify, on a clock that tests move. Shopify's library knows only the real clock. */
function world(credentials: Credentials = { kind: 'client-credentials' }) {
  const clock = { now: Date.now() };
  const requests: { token: string | null; query: string }[] = [];
  const grants: Record<string, unknown>[] = [];
  const answers = {
    api: (_query: string, _token: string): Response => Response.json(scopesAnswer),
    grant: (n: number): Response =>
      Response.json({
        access_token: `token-${n}`,
        refresh_token: `refresh-${n}`,
        scope: 'read_products',
        expires_in: 3600,
        refresh_token_expires_in: 7_776_000,
      }),
  };
  const shopify = openShopify({
    shop: 'a.myshopify.com',
    apiKey: 'key',
    apiSecret: 'secret',
    credentials,
    now: () => clock.now,
    random: () => 0.5,
    sleep: async () => undefined,
    fetch: async (input, init) => {
      const { pathname } = new URL(input as URL);
      if (pathname === '/admin/oauth/access_token') {
        grants.push(JSON.parse(String(init?.body)) as Record<string, unknown>);
        return answers.grant(grants.length);
      }
      const token = new Headers(init?.headers).get('x-shopify-access-token');
      const { query } = JSON.parse(String(init?.body)) as { query: string };
      requests.push({ token, query });
      return answers.api(query, token ?? '');
    },
  });
  return { clock, requests, grants, answers, shopify };
}

/** Why a request failed; undefined if it did not. */
async function reasonOf(request: Promise<unknown>): Promise<string | undefined> {
  return request.then(
    () => undefined,
    (error: { reason?: string }) => error.reason ?? String(error),
  );
}

const ask = (shopify: Shopify) => reasonOf(shopify.scopes());

test('[G8] a missing scope is said of the one request that needs it; others are answered', async () => {
  const { answers, shopify } = world();
  const denied = { message: 'Access denied for locations field.', extensions: { code: 'ACCESS_DENIED' } };
  answers.api = query =>
    Response.json(query.includes('locations(') ? { data: null, errors: [denied] } : scopesAnswer);

  expect(await reasonOf(shopify.locations())).toBe('forbidden');
  expect(await ask(shopify)).toBeUndefined();
});

test('[G8] an app that is not let in is refused as a whole', async () => {
  const { answers, shopify } = world();
  answers.grant = () => Response.json({ error: 'invalid_client' }, { status: 400 });

  expect(await ask(shopify)).toBe('refused');
});

test('[G8] a bulk operation that failed for want of a scope is forbidden, and not tried again for nothing', async () => {
  const { answers, shopify } = world();
  const bulkOperation = {
    id: 'gid://shopify/BulkOperation/1',
    status: 'FAILED',
    errorCode: 'ACCESS_DENIED',
    createdAt: '2026-11-02T09:00:00Z',
    objectCount: '0',
    url: null,
    partialDataUrl: null,
  };
  answers.api = () => Response.json({ data: { bulkOperation } });

  expect(await reasonOf(shopify.bulkState(bulkOperation.id))).toBe('forbidden');
});

test('[G9] after three requests without an answer the others fail at once', async () => {
  const { answers, requests, shopify } = world();
  await ask(shopify);
  requests.length = 0;
  answers.api = () => new Response('', { status: 503 });

  expect(await ask(shopify)).toBe('unreachable');
  expect(requests).toHaveLength(3);
  expect(shopify.health().circuit).toBe('down');

  expect(await ask(shopify)).toBe('unreachable');
  expect(requests).toHaveLength(3);
});

test('[G9] one request tries after a pause that grows, and an answer closes the circuit', async () => {
  const { answers, clock, requests, shopify } = world();
  answers.api = () => new Response('', { status: 503 });
  await ask(shopify);
  const pauses: number[] = [];

  for (let n = 0; n < 4; n++) {
    const { retryAt } = shopify.health();
    pauses.push(retryAt! - clock.now);
    clock.now = retryAt! - 1;
    requests.length = 0;
    await ask(shopify);
    expect(requests).toHaveLength(0);
    clock.now = retryAt!;
    await Promise.all([ask(shopify), ask(shopify), ask(shopify)]);
    expect(requests).toHaveLength(1);
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000]);

  answers.api = () => Response.json(scopesAnswer);
  clock.now = shopify.health().retryAt!;
  expect(await ask(shopify)).toBeUndefined();
  expect(shopify.health()).toMatchObject({ circuit: 'closed', downSince: undefined });
});

test('[G9] a clock that ran ahead and was set back keeps no circuit open', async () => {
  const { answers, clock, shopify } = world();
  answers.api = () => new Response('', { status: 503 });
  clock.now += 3_600_000;
  await ask(shopify);
  answers.api = () => Response.json(scopesAnswer);

  clock.now -= 3_600_000;

  expect(await ask(shopify)).toBeUndefined();
});

test('[G15] an order that was neither made nor refused may have been made', async () => {
  const { answers, shopify } = world();
  answers.api = () => Response.json({ data: { orderCreate: { order: null, userErrors: [] } } });

  expect(await shopify.writes.createOrder(aSale(), '7', {})).toMatchObject({ kind: 'unanswered' });
});

test('[G15] an order of a sale that has one is told from one that nobody knows of', async () => {
  const { answers, shopify } = world();
  const field = ['order', 'metafields', '0', 'value'];
  const userErrors = [{ field, message: 'Value has already been taken', code: 'INVALID' }];
  answers.api = () => Response.json({ data: { orderCreate: { order: null, userErrors } } });

  expect(await shopify.writes.createOrder(aSale(), '7', {})).toEqual({
    kind: 'unanswered',
    reason: 'Value has already been taken',
    isThere: true,
  });
});

test('[G9] a person who asks does not wait for the pause', async () => {
  const { answers, requests, shopify } = world();
  answers.api = () => new Response('', { status: 503 });
  await ask(shopify);
  answers.api = () => Response.json(scopesAnswer);
  requests.length = 0;

  shopify.retryNow();

  expect(await ask(shopify)).toBeUndefined();
  expect(requests).toHaveLength(1);
});

test('[G10] a token is renewed before it ends, once for all who ask', async () => {
  const { clock, grants, requests, shopify } = world();
  await ask(shopify);
  clock.now += 54 * minuteMs;
  await ask(shopify);
  expect(grants).toHaveLength(1);

  clock.now += 2 * minuteMs;
  await Promise.all([ask(shopify), ask(shopify)]);

  expect(grants).toHaveLength(2);
  expect(requests.map(each => each.token)).toEqual(['token-1', 'token-1', 'token-2', 'token-2']);
});

test('[G10] a token that Shopify refused is renewed once; a new one that is refused too is an error', async () => {
  const { answers, grants, requests, shopify } = world();
  answers.api = (_query, token) =>
    token === 'token-1' ? new Response('{}', { status: 401 }) : Response.json(scopesAnswer);
  expect(await ask(shopify)).toBeUndefined();
  expect(grants).toHaveLength(2);

  answers.api = () => new Response('{}', { status: 401 });
  requests.length = 0;
  expect(await ask(shopify)).toBe('refused');
  expect(requests.map(each => each.token)).toEqual(['token-2', 'token-3']);
});

test('[G10] a new pair is kept before it is used', async () => {
  const told: string[] = [];
  const kept: OfflineToken[] = [];
  const token = { accessToken: 'token-0', refreshToken: 'refresh-0', expiresAt: Date.now() + minuteMs };
  const save = async (pair: OfflineToken) => {
    await new Promise(resolve => setTimeout(resolve, 5));
    kept.push(pair);
    told.push(`kept ${pair.accessToken}`);
  };
  const { answers, grants, clock, shopify } = world({ kind: 'offline', token, save });
  answers.api = (_query, used) => {
    told.push(`used ${used}`);
    return Response.json(scopesAnswer);
  };

  expect(await ask(shopify)).toBeUndefined();
  clock.now = kept[0]!.expiresAt;
  expect(await ask(shopify)).toBeUndefined();

  expect(told).toEqual(['kept token-1', 'used token-1', 'kept token-2', 'used token-2']);
  expect(grants.map(each => each['refresh_token'])).toEqual(['refresh-0', 'refresh-1']);
});

test('[G10] a new pair that cannot be kept is not used', async () => {
  const token = { accessToken: 'token-0', refreshToken: 'refresh-0', expiresAt: 0 };
  const save = () => Promise.reject(new Error('the disk is full'));
  const { requests, shopify } = world({ kind: 'offline', token, save });

  expect(await ask(shopify)).toBe('unreachable');

  expect(requests).toEqual([]);
});

test('[G30] a customer whose name is denied is asked for again without it, and not taken for deleted', async () => {
  const { answers, requests, shopify } = world();
  const path = ['nodes', 0, 'displayName'];
  const errors = [{ message: 'not approved', path, extensions: { code: 'ACCESS_DENIED' } }];
  const customer = {
    id: 'gid://shopify/Customer/1',
    ...{ tags: [], note: null, taxExempt: false, numberOfOrders: '0', amountSpent: { amount: '0.0' } },
    ...{ createdAt: '2026-11-02T09:00:00Z', updatedAt: '2026-11-02T09:00:00Z' },
    addressesV2: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
  };
  answers.api = query => {
    if (!query.includes('CustomersById')) return Response.json({ data: settingsAnswer });
    const isDenied = query.includes('displayName');
    return Response.json(isDenied ? { data: { nodes: [null] }, errors } : { data: { nodes: [customer] } });
  };

  const { found, gone } = await shopify.byIds('customers', ['1'], 'background');

  expect(gone).toEqual([]);
  expect(found).toMatchObject([{ document: { id: '1', displayName: 'Customer 1', email: null } }]);
  expect(requests.filter(each => each.query.includes('CustomersById'))).toHaveLength(2);
});
