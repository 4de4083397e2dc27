import { BehaviorSubject } from 'rxjs';
import { ElectedTab, type ElectedTabParts, type LeaderLock } from './elected-tab.ts';
import { fenceOf } from '../sync/fence.ts';
import type { TabMessage, Tabs } from './tabs.ts';
import type { Keep } from '../browser/keep.ts';

/** The tabs of a till that has only one: in tests, or in a browser without locks. */
export function singleTab(): Tabs {
  return {
    leads: true,
    leads$: new BehaviorSubject(true),
    leading: Promise.resolve(),
    fence: () => fenceOf(() => Promise.resolve()),
    exclusively: async act => act(),
    post: () => undefined,
    onMessage: () => () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

/** A tab that holds the exclusive lock longer than this may be frozen in the middle of its work. */
const aloneMs = 2_000;

/**
 * Tabs of one browser profile: the holder of a Web Lock leads. The lock passes on when its tab dies, and another tab
 * takes it from one that stands still.
 */
export async function browserTabs(name: string, keep: Keep, tickMs?: number): Promise<Tabs> {
  if (typeof navigator === 'undefined' || !navigator.locks || typeof BroadcastChannel === 'undefined')
    return singleTab();
  const tab = new ElectedTab({
    name,
    keep,
    lock: webLock(name),
    channel: tabChannel(new BroadcastChannel(name), keep),
    exclusively: act =>
      navigator.locks
        .request(`${name}-alone`, { signal: AbortSignal.timeout(aloneMs) }, async () => {
          await keep.caughtUp?.();
          const did = act();
          await keep.caughtUp?.();
          return { did };
        })
        .catch((error: unknown) => {
          if (error instanceof DOMException && error.name === 'TimeoutError') return { did: act() };
          throw error;
        })
        .then(({ did }) => did),
    every: (ms, act) => {
      const timer = setInterval(act, ms);
      return () => clearInterval(timer);
    },
    elapsed: () => performance.now(),
    ...(tickMs === undefined ? {} : { tickMs }),
  });
  await tab.begin();
  return tab;
}

/** Messages that are about kept values: the tab that hears one reads them. */
const aboutKept: ReadonlySet<TabMessage['kind']> = new Set(['generation', 'session', 'lock']);

/**
 * The channel of a tab. Where kept values take a while to be kept and read, as in a worker, a message about them is not
 * sent before they are kept, and not heard before they are read. Messages keep their order.
 */
function tabChannel(channel: BroadcastChannel, keep: Keep): ElectedTabParts['channel'] {
  const inTurn = (): ((message: unknown, act: () => void) => void) => {
    let waiting: Promise<void> | undefined;
    return (message, act) => {
      const { kind } = message as TabMessage;
      const mustWait = keep.caughtUp && aboutKept.has(kind);
      if (!waiting && !mustWait) return act();
      const before = waiting;
      const turn = (async () => {
        await before;
        if (mustWait) await keep.caughtUp?.().catch(() => undefined);
        act();
      })();
      waiting = turn;
      void turn.finally(() => {
        if (waiting === turn) waiting = undefined;
      });
    };
  };
  const [sending, hearing] = [inTurn(), inTurn()];
  return {
    post: message => sending(message, () => channel.postMessage(message)),
    listen: hear =>
      channel.addEventListener('message', ({ data }: MessageEvent) => hearing(data, () => hear(data))),
    close: () => sending({ kind: 'close' }, () => channel.close()),
  };
}

function webLock(name: string): LeaderLock {
  const { locks } = navigator;
  return {
    ifFree: async hold => {
      let isFree = true;
      await locks.request(name, { ifAvailable: true }, async lock => {
        if (lock) await hold();
        else isFree = false;
      });
      return isFree;
    },
    wait: (hold, signal) => locks.request(name, { signal }, hold),
    steal: hold => locks.request(name, { steal: true }, hold),
    told: async () => {
      // A browser that does not list locks is asked for one that no other code uses: the answer comes the same way.
      if (await locksHere(locks)) return;
      await locks.request(`${name}-told`, { mode: 'shared' }, () => undefined);
    },
  };
}

/**
 * The locks of this origin; undefined where the browser does not list them. Firefox (153) does not list them in a page
 * inside one of another site, but grants them all the same.
 */
export async function locksHere(locks: Pick<LockManager, 'query'>): Promise<LockManagerSnapshot | undefined> {
  try {
    return await locks.query();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
