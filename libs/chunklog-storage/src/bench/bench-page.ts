/** What the benchmark runs in the page: fills one store with products page by page, as a first sync would. */
import { peers, type Peer, type Product } from './bench-peers.ts';

export type PeerName = keyof typeof peers;

export type Filled = {
  readonly ms: number;
  /** Of each scan, from the question to the answer. */
  readonly scans: readonly number[];
  /** Of each scan that a key asked for, from the key to the answer, on the browser's clock. */
  readonly fromKeys: readonly number[];
  readonly longestTask: number;
  /** Until everything was in memory, where answers came before. */
  readonly loadedMs?: number;
};

/** So many products are there from the first page on. */
const inFirstPage = 500;

/** What was opened stays, as in an application: its heap is measured. */
const opened: Peer[] = [];
const longTasks: number[] = [];
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) longTasks.push(duration);
}).observe({ entryTypes: ['longtask'] });

const textOf = async (page: number): Promise<string> =>
  (await fetch(`/products/${page}`, { cache: 'no-store' })).text();

/** Each page, parsed, while the next is being fetched, as whoever copies a shop would read them. */
async function* pagesOf(count: number): AsyncGenerator<Product[]> {
  let coming = textOf(0);
  for (let page = 1; page <= count; page++) {
    const text = await coming;
    if (page < count) coming = textOf(page);
    yield JSON.parse(text) as Product[];
  }
}

/** Answered at once: what is left is how long a key waits for the page. */
const nothing: Pick<Peer, 'find'> = { find: () => Promise.resolve(1) };

/** Fetches and parses every page, one after the other, and does nothing with it. */
export async function limit(pages: number): Promise<Filled> {
  return timed(nothing, async begin => {
    begin();
    for (let page = 0; page < pages; page++) JSON.parse(await textOf(page));
  });
}

/** As `limit`, while the next page is being fetched, as for all peers. */
export async function limitAhead(pages: number): Promise<Filled> {
  return timed(nothing, async begin => {
    begin();
    for await (const _ of pagesOf(pages));
  });
}

/** Fetches every page and inserts it into what is open and answers, while a cashier scans. */
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
 * How long the work takes, while each key (somebody outside presses one every 50 ms) scans a product of the first page, once
 * that is there and the work says `begin`. A key counts from its own time stamp, so what holds the page up counts too; one that
 * comes before the last was answered does not, as nobody scans on before they see something. A scan that has no answer at the
 * end counts until then.
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
  // What the next measurement asks is not asked beside it.
  await last;
  return { ms, scans, fromKeys, longestTask };
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
