import { proxy, wrap, type Remote } from 'comlink';
import { throttleTime } from 'rxjs';
import type { MakeRoom, TillOptions } from '../api/till.ts';
import { browserTouch, browserWake } from '../browser/page-signs.ts';
import { tillName } from '../browser/kept.ts';
import { ConnectedTill, type Connection } from './connected-till.ts';
import type { HostedTill } from './hosted-till.ts';
import { KeepServer } from './page-keep.ts';
import type { PageTill } from './page-till.ts';
import type { ReadyWorker } from './ready-worker.ts';
import { passOurValues } from './wire-values.ts';
import type { TillWorker } from './worker-words.ts';

/** What a page needs to open a till. */
export interface PageTillOptions extends Pick<TillOptions, 'server' | 'shop'> {
  readonly makeRoom: MakeRoom;
  readonly removeRest: () => Promise<void>;
  /** A worker that can be called (`readyWorker`); undefined where none may run. */
  readonly worker: () => Promise<ReadyWorker | undefined>;
  /** Loads what opens a till in a page where no worker may run. */
  readonly loadEngine: () => Promise<{ openHosted(options: TillOptions): Promise<HostedTill> }>;
}

/** After so many workers that ended soon, the till runs in the page itself. */
const mostWorkers = 3;
/** How often touches are told to the worker. */
const touchMs = 250;

/**
 * Opens the till of one shop for this page: in a worker, so that the page only draws; or in the page itself, where no
 * worker may run: a strict policy of the page around it, or a browser without locks for workers.
 */
export async function openPageTill(options: PageTillOptions): Promise<PageTill> {
  passOurValues();
  const listening = new AbortController();
  const { signal } = listening;
  const till = await ConnectedTill.open({
    connect: async times => {
      const ready = times < mostWorkers ? await options.worker() : undefined;
      return (ready && (await inWorker(ready, options))) ?? inPage(options);
    },
    now: () => Date.now(),
    pause: ms => new Promise(resolve => setTimeout(resolve, ms)),
    onClose: () => listening.abort(),
  });
  // A page that the browser keeps for its back button keeps no transaction of its worker.
  globalThis.addEventListener?.('pagehide', event => event.persisted && till.goAway(), { signal });
  globalThis.addEventListener?.('pageshow', event => event.persisted && till.comeBack(), { signal });
  return till;
}

/** A connection to a till in this worker; undefined where the worker ended before the till was open. */
async function inWorker(
  { worker, alive }: ReadyWorker,
  options: PageTillOptions,
): Promise<Connection | undefined> {
  const { server, shop, makeRoom, removeRest } = options;
  const keep = new KeepServer(localStorage, `${tillName(options)}-`);
  const remote: Remote<TillWorker> = wrap<TillWorker>(worker);
  const stopped = new AbortController();
  const { signal } = stopped;
  const end = (): void => {
    stopped.abort();
    worker.terminate();
  };
  const tellNews = (): void => {
    const news = keep.news();
    if (news.length > 0) void remote.keptElsewhere(news);
  };
  globalThis.addEventListener('storage', tellNews, { signal });
  // Granted when the worker is gone.
  const ended = navigator.locks.request(alive, { signal }, () => undefined).then(end, end);
  try {
    const opening = remote.open(
      { server, shop, kept: keep.news() },
      browserWake(),
      browserTouch().pipe(throttleTime(touchMs)),
      proxy({ exchange: keep.exchange.bind(keep), makeRoom, removeRest }),
    );
    const till = await Promise.race([opening, ended.then(() => undefined)]);
    return till && { till: till as unknown as Connection['till'], ended, end };
  } catch (error) {
    end();
    throw error;
  }
}

async function inPage({
  server,
  shop,
  makeRoom,
  removeRest,
  loadEngine,
}: PageTillOptions): Promise<Connection> {
  const { openHosted } = await loadEngine();
  const till = await openHosted({ server, shop, makeRoom, removeRest });
  const ended = Promise.withResolvers<void>();
  return { till, ended: ended.promise, end: () => ended.resolve() };
}
