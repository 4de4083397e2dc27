import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startShopifySimulator } from './index.ts';
import { listen } from './listen.ts';
import { adminToken } from './testing.ts';

async function open() {
  const { simulator, origin, close } = await startShopifySimulator({ products: 3, adminToken });
  const ask = (query: string) =>
    fetch(`${origin}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'x-shopify-access-token': adminToken, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
  return { simulator, origin, ask, [Symbol.asyncDispose]: close };
}

test('[X6] a server on loopback answers as the library does', async () => {
  await using server = await open();

  const answer = await server.ask('{ shop { name } }');

  expect(answer.headers.get('x-shopify-api-version')).toBe('2026-10');
  expect(await answer.json()).toMatchObject({ data: { shop: { name: 'Tidemark Demo' } } });
  expect((await fetch(`${server.origin}/nothing`)).status).toBe(404);
});

test.each(['before', 'after'] as const)('[X27] a reset %s the effect closes the socket', async when => {
  await using server = await open();
  server.simulator.arm([{ kind: 'reset', when }]);
  const before = server.simulator.store.customers.size;

  await expect(
    server.ask('mutation { customerCreate(input: { firstName: "Once" }) { customer { id } } }'),
  ).rejects.toThrow('fetch failed');

  expect(server.simulator.store.customers.size).toBe(before + (when === 'after' ? 1 : 0));
  expect((await server.ask('{ shop { name } }')).status).toBe(200);
});

test('[X8] a bulk result is downloaded from the address that is told', async () => {
  await using server = await open();
  await server.ask(
    'mutation { bulkOperationRunQuery(query: "{ products { edges { node { id } } } }") { bulkOperation { id } } }',
  );
  const url = async () => {
    const answer = await server.ask('{ bulkOperations(first: 1) { nodes { url } } }');
    const { data } = (await answer.json()) as {
      data: { bulkOperations: { nodes: { url: string | null }[] } };
    };
    return data.bulkOperations.nodes[0]?.url;
  };
  await expect.poll(url).toContain(server.origin);

  const file = await fetch((await url()) ?? '');

  expect(file.headers.get('content-type')).toBe('application/jsonl');
  expect((await file.text()).trim().split('\n')).toHaveLength(3);
});

test('[X6] a port that is taken is told', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;

  await expect(listen(async () => new Response(), port, '127.0.0.1')).rejects.toThrow('EADDRINUSE');
  other.close();
});
