import { aProduct } from '@tidemark/schema/testing';
import { NEVER } from 'rxjs';
import { afterEach, expect, test, vi } from 'vitest';
import { openMemoryTill } from '../testing.ts';
import { TestServer } from '../testing/test-server.ts';

afterEach(() => vi.useRealTimers());

test('[T10] a signed-in till checks everything stored every 15 minutes by itself', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const server = new TestServer();
  server.put('products', aProduct({ id: '1' }));
  server.bend = path => (path.includes('/session') ? Response.json(session) : undefined);
  await using till = await openMemoryTill({
    server: 'http://check.tidemark.test',
    shop: 'a.myshopify.com',
    fetch: server.fetch as typeof fetch,
    wake$: NEVER,
  });
  await till.signIn('demo', '1234');
  await till.sync('manual');
  const checked = () => server.requests.filter(each => each.includes('/products/pull')).length;
  server.requests.length = 0;

  vi.advanceTimersByTime(14 * 60_000);
  expect(checked()).toBe(0);
  vi.advanceTimersByTime(2 * 60_000);

  await expect.poll(checked).toBe(1);
  expect(server.requests.filter(each => each.includes('/api/sync'))).toEqual([]);
});

const session = {
  token: 'token',
  expiresAt: '2099-01-01T00:00:00.000Z',
  shop: { domain: 'a.myshopify.com', name: 'A', currency: 'EUR' },
  staff: { id: 's', name: 'demo' },
  till: { id: 'till-00001', name: 'Till' },
  location: { id: '1', name: 'Here' },
};
