/**
 * This storage in Chromium, and other stores (`bench-peers.ts`), compared with fetching and parsing the same pages:
 * first sync, a scan meanwhile, a key of a search, reload to the first answer, longest task, disk and heap. Sizes in
 * products of four variants: `BENCH_SIZES=10000,25000,50000`; some of the stores: `BENCH_PEERS='chunklog;PouchDB'`.
 */
import { browserOptions } from './bench-browser.ts';
import type * as page from './bench-page.ts';
import { pageSize, startBenchServer } from './bench-server.ts';
import { UnwatchedBrowser } from '../rx/unwatched-browser.ts';

declare global {
  var bench: Pick<typeof page, 'limit' | 'limitAhead' | 'fill' | 'keep' | 'type' | 'reopen' | 'disk'>;
}

const sizes = (process.env['BENCH_SIZES'] ?? '10000,25000,50000').split(',').map(Number);
const peers: readonly page.PeerName[] = [
  'chunklog',
  'RxDB on Dexie',
  'PouchDB',
  'Dexie alone',
  'TinyBase',
  'TinyBase, saved by page',
];
const wanted = process.env['BENCH_PEERS']?.split(';') ?? peers;
const server = await startBenchServer();
try {
  for (const size of sizes) await measure(size);
} finally {
  server.close();
}

async function measure(size: number): Promise<void> {
  const pages = size / pageSize;
  console.log(
    `\n${size.toLocaleString('en')} products, ${(size * 4).toLocaleString('en')} variants, pages of ${pageSize}`,
  );
  console.log(
    '| what | time | ratio | scan p50 / p95 meanwhile | from the key | key of a search p50 / p95 | longest task | disk | heap |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  const limit = await quickest(() => limitOf(count => globalThis.bench.limit(count), pages));
  const ahead = await quickest(() => limitOf(count => globalThis.bench.limitAhead(count), pages));
  const limitMs = limit.ms;
  printLimit('fetch and JSON.parse', limit, limitMs);
  printLimit('fetch and JSON.parse, the next page fetched meanwhile', ahead, limitMs);
  for (const name of peers) if (wanted.includes(name)) await measurePeer(name, pages, limitMs);
}

async function limitOf(run: (pages: number) => Promise<page.Filled>, pages: number): Promise<page.Filled> {
  await using browser = await openBrowser();
  return await scanning(browser, () => browser.evaluate(run, pages));
}

async function quickest(measured: () => Promise<page.Filled>): Promise<page.Filled> {
  const [first, second] = [await measured(), await measured()];
  return first.ms < second.ms ? first : second;
}

/** Runs the work while a cashier scans every 50 ms. */
async function scanning<T>(browser: UnwatchedBrowser, work: () => Promise<T>): Promise<T> {
  const stop = browser.keepPressing('F9', 120, 50);
  const done = await work();
  await stop();
  return done;
}

/** Measures a peer in its own profile on the disk, as its users have. */
async function measurePeer(name: page.PeerName, pages: number, limitMs: number): Promise<void> {
  await using browser = await openBrowser();
  const filled = await scanning(browser, () =>
    browser.evaluate((peer, count) => globalThis.bench.fill(peer, count), name, pages),
  );
  const disk = megabytes(await browser.evaluate(() => globalThis.bench.disk()));
  const keptMs = await browser.evaluate(() => globalThis.bench.keep());
  const [firstKey = Number.NaN, ...moreKeys] = await browser.evaluate(() => globalThis.bench.type());
  const keys = shares(moreKeys);
  // Includes what the searches made.
  const heap = megabytes(await browser.heap());
  print(`${name}: first sync`, filled, limitMs, { keys, disk, heap });
  console.log(`  (${name}: the first key of a search, not in the column, took ${firstKey.toFixed(1)} ms)`);
  if (keptMs > 0) console.log(`  (${name}: its directory kept in ${seconds(keptMs)} after it)`);
  await browser.reload();
  const reopened = await browser.evaluate(peer => globalThis.bench.reopen(peer), name);
  print(`${name}: reload to first scan`, reopened, limitMs, {
    keys: '',
    disk: '',
    heap: megabytes(await browser.heap()),
  });
  if (reopened.loadedMs !== undefined)
    console.log(`  (${name}: everything in memory after ${seconds(reopened.loadedMs)})`);
}

async function openBrowser(): Promise<UnwatchedBrowser> {
  const browser = await UnwatchedBrowser.open(browserOptions);
  await browser.goto(server.origin);
  return browser;
}

function printLimit(what: string, limit: page.Filled, limitMs: number): void {
  print(what, { ...limit, scans: [] }, limitMs, { keys: '', disk: '', heap: '' });
}

function print(
  what: string,
  { ms, scans, fromKeys, longestTask }: page.Filled,
  limitMs: number,
  { keys, disk, heap }: { readonly keys: string; readonly disk: string; readonly heap: string },
): void {
  const longest = longestTask === 0 ? 'none over 50 ms' : `${Math.round(longestTask)} ms`;
  const cells = [
    what,
    seconds(ms),
    (ms / limitMs).toFixed(1),
    shares(scans),
    shares(fromKeys),
    keys,
    longest,
    disk,
    heap,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

function shares(times: readonly number[]): string {
  if (times.length === 0) return '–';
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1);
  return `${at(0.5)} / ${at(0.95)} ms`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
