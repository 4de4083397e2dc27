/**
 * A thousand tills with open streams and a change each second: the time from the commit until the last till has it.
 * Compared with a server that only writes the same text to as many open answers. The tills run in a separate process.
 * `BENCH_STREAMS` and `BENCH_SECONDS` change the size.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSqliteMirror } from '@tidemark/mirror';
import { aProduct } from '@tidemark/schema/testing';
import { benchApp, benchSecret as secret } from '../bench/bench-app.ts';
import { issueToken } from '../auth/session.ts';
import type { ListenersOrder, ListenersWord } from './streams-bench-listeners.ts';

const count = Number(process.env['BENCH_STREAMS'] ?? 1_000);
const seconds = Number(process.env['BENCH_SECONDS'] ?? 30);
const shop = 'bench.myshopify.com';
const folder = mkdtempSync(join(tmpdir(), 'streams-bench-'));
/** The same clock in all processes of this machine. */
const now = () => performance.timeOrigin + performance.now();

const store = await openSqliteMirror({ file: join(folder, 'mirror.sqlite'), newEpoch: () => 'e1' });
const { app, streams } = benchApp(store);
const ours = await measure('ours', createServer(app), async () => {
  const document = aProduct({ id: '1', title: `at ${now().toFixed(3)};` });
  const readAt = Date.now();
  const change = { kind: 'present', document, scope: '', sourceUpdatedAt: readAt, readAt } as const;
  await store.mirror.commit(shop, 'products', [change]);
});
streams[Symbol.dispose]();
await store[Symbol.asyncDispose]();

const open = new Set<ServerResponse>();
const plain = createServer((_req, res) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write('data: {}\n\n');
  open.add(res);
});
const filler = JSON.stringify(aProduct({ id: '1' }));
const limit = await measure('written to as many open answers, and nothing else', plain, () => {
  const text = `data: {"documents":[${filler}],"at":"at ${now().toFixed(3)};"}\n\n`;
  for (const res of open) res.write(text);
  return Promise.resolve();
});
console.log(`ratio: p50 ${(ours.p50 / limit.p50).toFixed(1)}, p95 ${(ours.p95 / limit.p95).toFixed(1)}`);
rmSync(folder, { recursive: true });

async function measure(
  what: string,
  server: Server,
  change: () => Promise<void>,
): Promise<{ p50: number; p95: number }> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      issueToken({ shop, staffId: 's', tillId: `till-${n}`, locationId: '1' }, secret, Date.now()),
    ),
  );
  const listeners = fork(fileURLToPath(new URL('streams-bench-listeners.ts', import.meta.url)));
  const said = <K extends ListenersWord['kind']>(kind: K) =>
    new Promise<Extract<ListenersWord, { kind: K }>>(resolve =>
      listeners.on('message', (word: ListenersWord) => {
        if (word.kind === kind) resolve(word as Extract<ListenersWord, { kind: K }>);
      }),
    );
  const order = (what: ListenersOrder) => listeners.send(what);
  order({ kind: 'open', url: `${origin}/api/replication/stream`, tokens });
  await said('ready');
  for (let n = 0; n < seconds; n++) {
    await change();
    await sleep(1000);
  }
  const heard = said('heard');
  order({ kind: 'tell' });
  const { lastMs, missed } = await heard;
  listeners.kill();
  server.closeAllConnections();
  server.close();
  const times = [...lastMs].sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
  console.log(
    `${what}: ${count.toLocaleString('en')} streams, ${seconds} changes, until the last has it: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, most ${at(1).toFixed(1)} ms; ${missed} not heard`,
  );
  return { p50: at(0.5), p95: at(0.95) };
}
