/**
 * This storage in Chromium, and what else people store products in (`bench-peers.ts`), against fetching and parsing the
 * same pages: first sync, a scan meanwhile, reload to the first answer, longest task, disk and heap. Sizes in products of
 * four variants: `BENCH_SIZES=10000,25000,50000`; some of the stores: `BENCH_PEERS=chunklog,PouchDB`.
 */
import type { Browser, Page } from '@playwright/test';
import { launchBrowser } from './bench-browser.ts';
import type * as page from './bench-page.ts';
import { pageSize, startBenchServer } from './bench-server.ts';

declare global {
  var bench: Pick<typeof page, 'limit' | 'fill' | 'reopen' | 'disk'>;
}

const sizes = (process.env['BENCH_SIZES'] ?? '10000,25000,50000').split(',').map(Number);
const peers: readonly page.PeerName[] = ['chunklog', 'RxDB on Dexie', 'PouchDB', 'Dexie alone', 'TinyBase'];
const wanted = process.env['BENCH_PEERS']?.split(',') ?? peers;
const server = await startBenchServer();
const browser = await launchBrowser();
try {
  for (const size of sizes) await measure(browser, size);
} finally {
  await browser.close();
  server.close();
}

async function measure(on: Browser, size: number): Promise<void> {
  const pages = size / pageSize;
  console.log(
    `\n${size.toLocaleString('en')} products, ${(size * 4).toLocaleString('en')} variants, pages of ${pageSize}`,
  );
  console.log('| what | time | ratio | scan p50 / p95 meanwhile | longest task | disk | heap |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  const limits = [await limitIn(on, pages), await limitIn(on, pages)];
  const limitMs = Math.min(...limits);
  console.log(`| fetch and JSON.parse | ${seconds(limitMs)} | 1 | – | – | – | – |`);
  for (const name of peers) if (wanted.includes(name)) await measurePeer(on, name, pages, limitMs);
}

async function limitIn(on: Browser, pages: number): Promise<number> {
  const context = await on.newContext();
  const page = await openPage(await context.newPage());
  const ms = await page.evaluate(count => globalThis.bench.limit(count), pages);
  await context.close();
  return ms;
}

async function measurePeer(on: Browser, name: page.PeerName, pages: number, limitMs: number): Promise<void> {
  const context = await on.newContext();
  const page = await openPage(await context.newPage());
  page.setDefaultTimeout(600_000);
  const filled = await page.evaluate(([peer, count]) => globalThis.bench.fill(peer, count), [
    name,
    pages,
  ] as const);
  const disk = await page.evaluate(() => globalThis.bench.disk());
  print(`${name}: first sync`, filled, limitMs, megabytes(disk), await heapOf(page));
  await page.close();
  const again = await openPage(await context.newPage());
  const reopened = await again.evaluate(peer => globalThis.bench.reopen(peer), name);
  print(`${name}: reload to first scan`, reopened, limitMs, '', await heapOf(again));
  await context.close();
}

function print(
  what: string,
  { ms, scans, longestTask }: page.Filled,
  limitMs: number,
  ...rest: string[]
): void {
  const sorted = scans.toSorted((a, b) => a - b);
  const at = (share: number) =>
    `${(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1)} ms`;
  const longest = longestTask === 0 ? 'none over 50 ms' : `${Math.round(longestTask)} ms`;
  const cells = [what, seconds(ms), (ms / limitMs).toFixed(1), `${at(0.5)} / ${at(0.95)}`, longest, ...rest];
  console.log(`| ${cells.join(' | ')} |`);
}

async function openPage(page: Page): Promise<Page> {
  await page.goto(server.origin);
  await page.waitForFunction(() => 'bench' in globalThis);
  return page;
}

async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return megabytes(usedSize);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
