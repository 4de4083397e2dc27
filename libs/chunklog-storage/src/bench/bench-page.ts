/** The benchmark's part in the page: fills one store with products page by page, as a first sync does. */
import { peers, type Peer, type Product } from './bench-peers.ts';

export type PeerName = keyof typeof peers;

export type Filled = {
  readonly ms: number;
  /** For each scan, the time from the query to the answer. */
  readonly scans: readonly number[];
  /** For each scan started by a key, the time from the key to the answer, on the browser's clock. */
  readonly fromKeys: readonly number[];
  readonly longestTask: number;
  /** The time until everything was in memory, if answers came before. */
  readonly loadedMs?: number;
};

/** Products that are stored from the first page on. */
const inFirstPage = 500;

/** Opened stores stay open, as in an application: their heap is measured. */
const opened: Peer[] = [];
const longTasks: number[] = [];
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) longTasks.push(duration);
}).observe({ entryTypes: ['longtask'] });

const textOf = async (page: number): Promise<string> =>
  (await fetch(`/products/${page}`, { cache: 'no-store' })).text();

/** Each page, parsed while the next is being fetched, as a client that copies a shop would read them. */
async function* pagesOf(count: number): AsyncGenerator<Product[]> {
  let coming = textOf(0);
  for (let page = 1; page <= count; page++) {
    const text = await coming;
    if (page < count) coming = textOf(page);
    yield JSON.parse(text) as Product[];
  }
}

/** A peer that answers at once: only the wait of a key for the page remains. */
const nothing: Pick<Peer, 'find'> = { find: () => Promise.resolve(1) };

/** Fetches and parses every page, one after the other, and does nothing with it. */
export async function limit(pages: number): Promise<Filled> {
  return timed(nothing, async begin => {
    begin();
    for (let page = 0; page < pages; page++) JSON.parse(await textOf(page));
  });
}

/** Like `limit`, but fetches the next page meanwhile, as for all peers. */
export async function limitAhead(pages: number): Promise<Filled> {
  return timed(nothing, async begin => {
    begin();
    for await (const _ of pagesOf(pages));
  });
}

/** Fetches every page and inserts it into the open store, while a cashier scans. */
export async function fill(name: PeerName, pages: number): Promise<Filled> {
  const peer = await open(name);
  await peer.find('');
  return timed(peer, async begin => {
    for await (const page of pagesOf(pages)) {
      await peer.insert(page);
      begin();
    }
    await peer.finish();
  });
}

/**
 * Times the work, while each key (pressed from outside every 50 ms) scans a product of the first page, once the work
 * calls `begin`. A key counts from its own time stamp, so delays of the page count too. A key pressed before the last
 * was answered does not count, as a cashier waits for a result. A scan without an answer at the end counts until then.
 */
async function timed(peer: Pick<Peer, 'find'>, work: (begin: () => void) => Promise<void>): Promise<Filled> {
  const scans: number[] = [];
  const fromKeys: number[] = [];
  let unanswered: (() => void) | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const onKey = ({ timeStamp }: Event) => {
    if (unanswered) return;
    const askedAt = performance.now();
    const answered = () => {
      if (unanswered !== answered) return;
      unanswered = undefined;
      scans.push(performance.now() - askedAt);
      fromKeys.push(performance.now() - timeStamp);
    };
    unanswered = answered;
    last = scan(peer, scans.length % inFirstPage).then(answered);
  };
  longTasks.splice(0);
  const startedAt = performance.now();
  await work(() => addEventListener('keydown', onKey));
  const ms = performance.now() - startedAt;
  removeEventListener('keydown', onKey);
  unanswered?.();
  await new Promise(resolve => setTimeout(resolve, 100));
  const longestTask = Math.max(0, ...longTasks);
  // The next measurement must not overlap with it.
  await last;
  return { ms, scans, fromKeys, longestTask };
}

/** Runs the peer's work for a quiet moment; returns its milliseconds, or 0 if the peer has none. */
export async function keep(): Promise<number> {
  if (!opened.some(peer => peer.keep)) return 0;
  const startedAt = performance.now();
  for (const peer of opened) await peer.keep?.();
  return performance.now() - startedAt;
}

/** Types searches for products; returns the milliseconds from each key to its results. */
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
  return { ms, scans, fromKeys: [], longestTask: Math.max(0, ...longTasks), ...loadedMs };
}

async function open(name: PeerName): Promise<Peer> {
  const peer = await peers[name]();
  opened.push(peer);
  return peer;
}

export async function disk(): Promise<number> {
  return (await navigator.storage.estimate()).usage ?? 0;
}

async function scan(peer: Pick<Peer, 'find'>, n: number): Promise<number> {
  const startedAt = performance.now();
  const found = await peer.find(`40${String(n).padStart(8, '0')}`);
  if (found !== 1) throw new Error(`${found} products of a barcode`);
  return performance.now() - startedAt;
}

Object.assign(globalThis, { bench: { limit, limitAhead, fill, keep, type, reopen, disk } });
