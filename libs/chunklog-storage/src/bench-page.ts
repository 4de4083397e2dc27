/** What the benchmark runs in the page: fills one store with products page by page, as a first sync would. */
import { peers, type Peer, type Product } from './bench-peers.ts';

export type PeerName = keyof typeof peers;

export type Filled = {
  readonly ms: number;
  readonly scans: readonly number[];
  readonly longestTask: number;
  /** Until everything was in memory, where answers came before. */
  readonly loadedMs?: number;
};

/** What was opened stays, as in an application: its heap is measured. */
const opened: Peer[] = [];
const longTasks: number[] = [];
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) longTasks.push(duration);
}).observe({ entryTypes: ['longtask'] });

const pageOf = async (page: number): Promise<Product[]> =>
  (await (await fetch(`/products/${page}`, { cache: 'no-store' })).json()) as Product[];

/** Fetches and parses every page, and does nothing with it. */
export async function limit(pages: number): Promise<number> {
  const startedAt = performance.now();
  for (let page = 0; page < pages; page++) await pageOf(page);
  return performance.now() - startedAt;
}

/** Fetches every page and inserts it, while a cashier scans a product every 50 ms that is already there. */
export async function fill(name: PeerName, pages: number): Promise<Filled> {
  const peer = await open(name);
  const scans: number[] = [];
  longTasks.splice(0);
  const startedAt = performance.now();
  const writing = (async () => {
    for (let page = 0; page < pages; page++) await peer.insert(await pageOf(page));
    await peer.finish();
    return performance.now() - startedAt;
  })();
  let isDone = false;
  void writing.finally(() => (isDone = true));
  for (let n = 0; !isDone; n++) {
    await new Promise(resolve => setTimeout(resolve, 50));
    scans.push(await scan(peer, n % 900));
  }
  const ms = await writing;
  await new Promise(resolve => setTimeout(resolve, 100));
  return { ms, scans, longestTask: Math.max(0, ...longTasks) };
}

/** What is done at a quiet moment: how many milliseconds it took; 0 for a peer that does no such thing. */
export async function keep(): Promise<number> {
  if (!opened.some(peer => peer.keep)) return 0;
  const startedAt = performance.now();
  for (const peer of opened) await peer.keep?.();
  return performance.now() - startedAt;
}

/** What somebody types to find products: milliseconds from each key to what is found then. */
export async function type(): Promise<readonly number[]> {
  const times: number[] = [];
  for (const peer of opened) {
    for (const words of ['linen ri', 'oak 177']) {
      let found = 0;
      for (let length = 1; length <= words.length; length++) {
        const startedAt = performance.now();
        found = await peer.search(words.slice(0, length).trim().split(' '));
        times.push(performance.now() - startedAt);
      }
      if (found === 0) throw new Error(`nothing was found for ${words}`);
    }
  }
  return times;
}

/** The first answer of a page that was just loaded: a scan. Then a hundred more. */
export async function reopen(name: PeerName): Promise<Filled> {
  longTasks.splice(0);
  const startedAt = performance.now();
  const peer = await open(name);
  await scan(peer, 1);
  const ms = performance.now() - startedAt;
  const scans: number[] = [];
  for (let n = 0; n < 100; n++) scans.push(await scan(peer, 2 + n));
  await peer.loaded;
  const loadedMs = peer.loaded ? { loadedMs: performance.now() - startedAt } : {};
  await new Promise(resolve => setTimeout(resolve, 100));
  return { ms, scans, longestTask: Math.max(0, ...longTasks), ...loadedMs };
}

async function open(name: PeerName): Promise<Peer> {
  const peer = await peers[name]();
  opened.push(peer);
  return peer;
}

export async function disk(): Promise<number> {
  return (await navigator.storage.estimate()).usage ?? 0;
}

async function scan(peer: Peer, n: number): Promise<number> {
  const startedAt = performance.now();
  const found = await peer.find(`40${String(n).padStart(8, '0')}`);
  if (found > 1) throw new Error('two products of one barcode');
  return performance.now() - startedAt;
}

Object.assign(globalThis, { bench: { limit, fill, keep, type, reopen, disk } });
