import { Session } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { expect, test } from 'vitest';
import { openLibrary } from './library.ts';

/**
 * Why requests are not sent with the library's own GraphQL client (docs/decisions/shopify-api.md). A test that fails
 * after an update of the library says which reason has gone.
 */
function clientThat(answers: typeof fetch) {
  setAbstractFetchFunc(answers);
  const session = new Session({
    ...{ id: 'offline', shop: 'a.myshopify.com', state: '', isOnline: false, accessToken: 'token' },
  });
  return new (openLibrary('secret').clients.Graphql)({ session });
}

const fails = (request: Promise<unknown>) =>
  request.then(
    () => undefined,
    (error: unknown) => error,
  );

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });

test('the library’s client keeps neither why the network failed nor why the caller gave up', async () => {
  const cut = new TypeError('fetch failed', {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  });
  const offline = await fails(clientThat(() => Promise.reject(cut)).request('{ shop { name } }'));
  expect(offline).toMatchObject({ message: expect.stringContaining('fetch failed') });
  expect(offline).not.toHaveProperty('cause');

  const why = new Error('the till closed');
  const given = await fails(
    clientThat((_url, init) => {
      init?.signal?.throwIfAborted();
      return Promise.resolve(json(200, {}));
    }).request('{ shop { name } }', { signal: AbortSignal.abort(why) }),
  );
  expect(given).not.toBe(why);
  expect(given).not.toHaveProperty('cause');
});

test('the library’s client keeps no word of the body of a refused request', async () => {
  const refused = await fails(
    clientThat(async () => json(403, { errors: '[API] This action requires merchant approval' })).request(
      '{ shop { name } }',
    ),
  );
  expect(JSON.stringify(refused)).not.toContain('merchant approval');
});

test('the library’s client takes seconds for milliseconds, and sends at once what is to wait', async () => {
  let sent = 0;
  const client = clientThat(async () => {
    sent++;
    return json(429, { errors: 'Exceeded' }, { 'retry-after': '700' });
  });
  await fails(client.request('{ shop { name } }', { retries: 1 }));
  expect(sent).toBe(2);
  // Seconds would have been longer than any test may take.
});

test('the library’s client does not wait out a limit that comes with status 200', async () => {
  let sent = 0;
  const client = clientThat(async () => {
    sent++;
    return json(200, { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] });
  });
  await fails(client.request('{ shop { name } }', { retries: 3 }));
  expect(sent).toBe(1);
});
