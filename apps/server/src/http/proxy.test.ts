import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ingest } from '@tidemark/exchange';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import type { ServerParts } from '../deps.ts';

const shop = 'a.myshopify.com';
const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A server that knows `shop`, and answers at /whence where it thinks a request is from. */
async function serve(change: Partial<ServerParts> = {}): Promise<string> {
  const store = await openMemoryMirror();
  const { app, streams } = createApp({
    ...{ mirror: store.mirror, records: store.records, inbox: store.inbox, register: store.register },
    ingests: new Map([[shop, {} as Ingest]]),
    submits: new Map(),
    webhookSecrets: ['new', 'hush'],
    sessionSecret: new TextEncoder().encode('x'.repeat(32)),
    corsOrigins: [],
    allowLocalOrigins: false,
    imageOrigin: undefined,
    posFolder: undefined,
    publicAddress: 'https://till.example/',
    version: 'test',
    now: Date.now,
    log: pino({ level: 'silent' }),
    ...change,
  });
  app.get('/whence', (req, res) => void res.send(req.ip));
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  opened.push(async () => {
    streams[Symbol.dispose]();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await store[Symbol.asyncDispose]();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A query as Shopify makes it from the visitor's. */
function signed({ secret = 'hush', ageSeconds = 0, from = shop, more = [] as [string, string][] } = {}) {
  const query = new URLSearchParams([
    ...more,
    ['shop', from],
    ['logged_in_customer_id', ''],
    ['path_prefix', '/apps/tidemark'],
    ['timestamp', String(Math.trunc(Date.now() / 1000) - ageSeconds)],
  ]);
  const text = [...new Set(query.keys())].sort().map(name => `${name}=${query.getAll(name).join(',')}`);
  query.set('signature', createHmac('sha256', secret).update(text.join('')).digest('hex'));
  return query;
}

async function open(origin: string, query: URLSearchParams, path = '/proxy', method = 'GET') {
  const response = await fetch(`${origin}${path}?${query}`, { method });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    kept: response.headers.get('cache-control'),
    text: await response.text(),
  };
}

test('[A29] a visitor of the shop gets the till’s element, as Liquid for the shop’s theme', async () => {
  const origin = await serve();
  const query = signed({
    more: [
      ['utm_source', 'a'],
      ['utm_source', 'b'],
    ],
  });

  for (const path of ['/proxy', '/proxy/']) {
    const page = await open(origin, query, path);
    expect(page).toMatchObject({ status: 200, type: 'application/liquid', kept: 'no-store' });
    expect(page.text).toContain('<tide-pos server="https://till.example" shop="a.myshopify.com"></tide-pos>');
    expect(page.text).toContain(
      '<script type="module" src="https://till.example/embed/tidemark.js"></script>',
    );
    expect(page.text).not.toMatch(/\{[{%]/);
  }
  expect(await open(origin, signed({ secret: 'new' }))).toMatchObject({ status: 200 });
});

test('[A29] whoever is not sent by Shopify sees a plain sentence and nothing of the till', async () => {
  const origin = await serve();
  const tampered = signed();
  tampered.set('shop', 'b.myshopify.com');
  const doubled = signed();
  doubled.append('shop', shop);
  const added = signed();
  added.set('extra', '1');
  const queries = {
    unsigned: new URLSearchParams(),
    tampered,
    doubled,
    added,
    stale: signed({ ageSeconds: 100 }),
    early: signed({ ageSeconds: -100 }),
    foreign: signed({ secret: 'guessed' }),
  };

  for (const [what, query] of Object.entries(queries))
    for (const path of ['/proxy', '/proxy/', '/proxy/api/status', '/proxy/index.html'])
      expect([what, await open(origin, query, path)]).toEqual([
        what,
        {
          status: 401,
          type: 'text/plain; charset=utf-8',
          kept: 'no-store',
          text: 'This page is only shown in the shop: open it there.',
        },
      ]);
  expect(await open(origin, new URLSearchParams(), '/proxy', 'POST')).toMatchObject({ status: 401 });
});

test('[A29] a signed request repeated in time shows the same page, and only the page', async () => {
  const origin = await serve();
  const query = signed();
  const first = await open(origin, query);

  expect(await open(origin, query)).toEqual(first);
  expect(await open(origin, query, '/proxy/else')).toMatchObject({ status: 404 });
  expect(await open(origin, query, '/proxy', 'POST')).toMatchObject({ status: 404 });
});

test('[A29] another shop than ours is told so, and so is an owner who set no address', async () => {
  const origin = await serve({ publicAddress: undefined });

  expect(await open(origin, signed({ from: 'b.myshopify.com' }))).toMatchObject({
    status: 404,
    text: 'This server has no till for this shop.',
  });
  expect(await open(origin, signed())).toMatchObject({
    status: 503,
    text: 'The till cannot be shown here: APP_URL is not set on its server.',
  });
});

test('[A29] an address never becomes Liquid or markup of its own', async () => {
  const odd = 'https://till.example/{{shop.name}}/"><script>?{{x}}';
  const { text } = await open(await serve({ publicAddress: odd }), signed());

  expect(text).toContain(
    '<tide-pos server="https://till.example/%7B%7Bshop.name%7D%7D/%22%3E%3Cscript%3E" shop="a.myshopify.com">',
  );
});

test('[A28] nobody’s word is taken for where a request is from, but a named proxy’s', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
  const from = async (parts: Partial<ServerParts>) =>
    (await fetch(`${await serve(parts)}/whence`, { headers })).text();

  expect(await from({})).toBe('127.0.0.1');
  expect(await from({ trustProxy: 0 })).toBe('127.0.0.1');
  expect(await from({ trustProxy: 1 })).toBe('198.51.100.7');
  expect(await from({ trustProxy: ['loopback', '198.51.100.0/24'] })).toBe('203.0.113.9');
  expect(await from({ trustProxy: ['10.0.0.0/8'] })).toBe('127.0.0.1');
});
