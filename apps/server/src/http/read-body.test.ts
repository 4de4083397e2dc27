import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Arriving } from './arriving.ts';
import { errorHandler } from './error-handler.ts';
import { jsonBody } from './read-body.ts';

const kilobyte = 1024;
let arriving: Arriving;
let server: ReturnType<express.Express['listen']>;
let origin: string;
/** Requests whose bodies are read and that are not answered yet. */
let answers: (() => void)[];

beforeEach(async () => {
  arriving = new Arriving({ ofOne: 100 * kilobyte, ofAll: 150 * kilobyte });
  answers = [];
  const app = express();
  app.post(
    '/:who',
    (req, res, next) => {
      res.locals['who'] = req.params.who;
      next();
    },
    jsonBody({ limit: 80 * kilobyte, arriving, whoOf: res => String(res.locals['who']) }),
    (req, res) => {
      const { wait } = req.body as { wait?: boolean };
      const answer = () => void res.json({ keys: Object.keys(req.body as object) });
      if (wait) answers.push(answer);
      else answer();
    },
  );
  app.use(errorHandler(pino({ enabled: false })));
  server = app.listen(0);
  await once(server, 'listening');
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const post = (who: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${origin}/${who}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

const textOf = (kilobytes: number, more: object = {}) =>
  JSON.stringify({ ...more, filler: 'x'.repeat(kilobytes * kilobyte - 40) });

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise(resolve => setTimeout(resolve, 5));
}

/** Sends only the beginning of a body, without a length. */
async function begins(who: string, kilobytes: number): Promise<Socket> {
  const before = arriving.bytes;
  const socket = connect(Number(new URL(origin).port));
  socket.on('error', () => undefined);
  const part = 'x'.repeat(kilobytes * kilobyte);
  socket.write(
    `POST /${who} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `${part.length.toString(16)}\r\n${part}\r\n`,
  );
  await until(() => arriving.bytes === before + part.length);
  return socket;
}

test('[A45] a body is read, in any encoding, and nothing of it is held once it is answered', async () => {
  const body = textOf(10);

  for (const [sent, headers] of [
    [body, {}],
    [new Uint8Array(gzipSync(body)), { 'content-encoding': 'gzip' }],
  ] as const)
    expect(await (await post('a', sent, headers)).json()).toEqual({ keys: ['filler'] });
  await until(() => arriving.bytes === 0);
});

test('[A45] what one has on its way is bounded, however it comes; another goes on', async () => {
  const slow = await begins('a', 70);

  const refused = await post('a', textOf(60));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
  expect(await refused.json()).toMatchObject({ code: 'busy' });
  const packed = new Uint8Array(gzipSync(textOf(60)));
  expect((await post('a', packed, { 'content-encoding': 'gzip' })).status).toBe(429);
  expect((await post('b', textOf(60))).status).toBe(200);

  slow.destroy();
  await until(() => arriving.bytes === 0);
  expect((await post('a', textOf(60))).status).toBe(200);
});

test('[A45] so is what all have together, also of those whose answer is being made', async () => {
  const first = post('a', textOf(70, { wait: true }));
  const second = post('b', textOf(60, { wait: true }));
  await until(() => answers.length === 2);

  expect((await post('c', textOf(60))).status).toBe(429);
  for (const answer of answers) answer();
  expect([(await first).status, (await second).status]).toEqual([200, 200]);
  await until(() => arriving.bytes === 0);
  expect((await post('c', textOf(60))).status).toBe(200);
});

test('[A4] a body that is too large is refused, by its length or by what comes out of it', async () => {
  expect((await post('a', textOf(81))).status).toBe(413);
  const bomb = new Uint8Array(gzipSync(textOf(5000)));
  expect((await post('a', bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  await until(() => arriving.bytes === 0);
});

test('[A45] bytes are taken and given back, by one and by all', () => {
  const all = new Arriving({ ofOne: 10, ofAll: 15 });

  expect([all.take('a', 8), all.take('a', 3), all.take('b', 7), all.take('c', 1)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  all.give('a', 8);
  expect([all.take('c', 8), all.bytes]).toEqual([true, 15]);
});
