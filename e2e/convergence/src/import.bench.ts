/**
 * What an import costs the server's own thread: for each kind, downloading, reading, checking and storing its bulk
 * file, against downloading the same file, cutting it into lines and parsing each. Measures CPU time, so that the disk
 * and other processes count for neither. `BENCH_PRODUCTS` sizes the shop.
 */
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, parentPort, workerData } from 'node:worker_threads';
import { commitFile } from '@tidemark/exchange/testing';
import { openSqliteMirror } from '@tidemark/mirror';
import { openShopify, type BulkKind } from '@tidemark/shopify';
import { createShopifySimulator } from '@tidemark/shopify-simulator';
import { shop } from './world/shop-server.ts';

const kinds: readonly BulkKind[] = ['products', 'inventoryLevels', 'customers', 'orders'];
const atMost = 6;

if (isMainThread) await bench();
else await serveFiles(workerData as string);

async function bench(): Promise<void> {
  const products = Number(process.env['BENCH_PRODUCTS'] ?? 5_000);
  const folder = mkdtempSync(join(tmpdir(), 'import-bench-'));
  const files = new Worker(fileURLToPath(import.meta.url), { workerData: folder });
  const [origin] = (await once(files, 'message')) as [string];
  const simulator = createShopifySimulator({
    products,
    now: Date.now,
    throttle: { maximumAvailable: 200_000, restoreRate: 200_000 },
    fetch: () => Promise.reject(new TypeError('nobody listens')),
  });
  const shopify = openShopify({
    shop,
    ...{ apiKey: 'demo-key', apiSecret: 'demo-secret', credentials: { kind: 'client-credentials' } },
    apiOrigin: 'http://simulator.invalid',
    publicationId: 'gid://shopify/Publication/50110000002',
    taxRates: [],
    fetch: (input, init) =>
      String(input).startsWith(origin) ? fetch(input, init) : simulator.fetch(new Request(input, init)),
    now: Date.now,
    random: () => 0.5,
    sleep: ms => sleep(ms),
  });
  await shopify.settings();
  await using store = await openSqliteMirror({ file: join(folder, 'mirror.sqlite'), newEpoch: () => 'e1' });
  const source = {
    ...{
      shopify,
      mirror: store.mirror,
      records: store.records,
      inbox: store.inbox,
      findings: store.findings,
    },
    ...{ expectsWebhooks: false, recordDays: 0, now: Date.now, log: () => undefined, doubt: () => undefined },
    signal: new AbortController().signal,
  };
  for (const kind of kinds) {
    const text = await bulkFile(kind);
    writeFileSync(join(folder, kind), text);
    const url = `${origin}/${kind}`;
    const limits: number[] = [];
    for (let round = 0; round < 2; round++) limits.push(await spent(() => parseOnly(url)));
    let documents = 0;
    const readAt = Date.now();
    const ours = await spent(async () => {
      await commitFile(source, kind, url, { bulkId: '1', startedAt: readAt, readAt }, n => (documents += n));
    });
    for (let round = 0; round < 2; round++) limits.push(await spent(() => parseOnly(url)));
    // The first round runs cold code.
    const limit = limits.slice(1).reduce((sum, ms) => sum + ms, 0) / (limits.length - 1);
    const each = (ms: number) => `${((ms / documents) * 1000).toFixed(1)} µs`;
    const said = documents === 0 ? 'none' : `${each(ours)} each, ${each(limit)} to download and parse`;
    console.log(
      `${kind}: ${documents.toLocaleString('en')} of ${(text.length / 1e6).toFixed(1)} MB, ${said}; ` +
        `ratio ${(ours / limit).toFixed(1)} (at most ${atMost})`,
    );
  }
  await files.terminate();
  rmSync(folder, { recursive: true });

  async function bulkFile(kind: BulkKind): Promise<string> {
    const { id } = await shopify.startBulk(kind);
    for (;;) {
      const state = await shopify.bulkState(id);
      if (state.state === 'failed') throw new Error(state.reason);
      if (state.state === 'completed')
        return state.url === undefined ? '' : (await simulator.fetch(new Request(state.url))).text();
      await sleep(20);
    }
  }
}

/** The CPU time of this thread, in milliseconds. */
async function spent(act: () => Promise<unknown>): Promise<number> {
  const start = process.threadCpuUsage();
  await act();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

async function parseOnly(url: string): Promise<number> {
  const decoder = new TextDecoder();
  let [lines, rest] = [0, ''];
  for await (const chunk of (await fetch(url)).body ?? []) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (Object.keys(JSON.parse(part) as object).length > 0) lines++;
  }
  return lines;
}

/** Shopify's storage, on a thread of its own. */
async function serveFiles(folder: string): Promise<void> {
  const server = createServer((req, res) => createReadStream(join(folder, req.url ?? '')).pipe(res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}
