import type { Trigger } from '@tidemark/protocol';
import type { SyncLogEntry } from './till.ts';

/** One message between the tabs of a till. */
export type TabMessage =
  | { readonly kind: 'sync'; readonly id: string; readonly trigger: string }
  | { readonly kind: 'synced'; readonly id: string; readonly entry: unknown }
  | { readonly kind: 'status'; readonly status: unknown }
  | { readonly kind: 'sending'; readonly trouble: string | undefined }
  | { readonly kind: 'generation' }
  | { readonly kind: 'session' };

/** The tabs of one till: which one replicates, and how they talk. */
export interface Tabs extends Disposable {
  readonly leads: boolean;
  /** Resolves when this tab leads: at once, or when the one that led is gone. */
  readonly leading: Promise<void>;
  /** To the others; from a tab that was disposed of, to nobody. */
  post(message: TabMessage): void;
  /** Answers how to stop listening. */
  onMessage(listener: (message: TabMessage) => void): () => void;
}

/** A till that has no other tab: tests, or a browser without locks. */
export function singleTab(): Tabs {
  return {
    leads: true,
    leading: Promise.resolve(),
    post: () => undefined,
    onMessage: () => () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

/** Tabs of one browser profile: the holder of a Web Lock leads, and the lock passes on when its tab dies. */
export async function browserTabs(name: string): Promise<Tabs> {
  if (typeof navigator === 'undefined' || !navigator.locks || typeof BroadcastChannel === 'undefined')
    return singleTab();
  const channel = new BroadcastChannel(name);
  let leads = false;
  let isOpen = true;
  let letGo: () => void = () => undefined;
  const held = new Promise<void>(resolve => (letGo = resolve));
  let won: () => void = () => undefined;
  const leading = new Promise<void>(resolve => (won = resolve));
  const hold = async (): Promise<void> => {
    leads = true;
    won();
    await held;
  };
  const firstAnswer = new Promise<void>(resolve => {
    void navigator.locks.request(name, { ifAvailable: true }, async lock => {
      if (!lock) {
        resolve();
        void navigator.locks.request(name, hold);
        return;
      }
      leads = true;
      resolve();
      await hold();
    });
  });
  await firstAnswer;
  return {
    get leads() {
      return leads;
    },
    leading,
    post: message => isOpen && channel.postMessage(message),
    onMessage: listener => {
      const heard = (event: MessageEvent): void => listener(event.data as TabMessage);
      channel.addEventListener('message', heard);
      return () => channel.removeEventListener('message', heard);
    },
    [Symbol.dispose]: () => {
      isOpen = false;
      letGo();
      channel.close();
    },
  };
}

/** How long another tab may take to sync for us. */
const answerMs = 100_000;

/** What a tab does by itself about a sync that it asks another for. */
interface Asking {
  /** Where the other tab is gone before it answers, this one leads. */
  readonly sync: () => Promise<SyncLogEntry>;
  /** The other tab may have filled new caches for it, which this one could not open when it was told. */
  readonly followSwap: () => Promise<void>;
}

/** Asks the tab that replicates to sync; its answer is ours, if what it filled can be opened here. */
export async function askLeader(
  tabs: Tabs,
  trigger: Trigger,
  clock: { readonly now: () => number; readonly newId: () => string },
  { sync, followSwap }: Asking,
): Promise<SyncLogEntry> {
  const entry = await answerOfLeader(tabs, trigger, clock, sync);
  try {
    await followSwap();
    return entry;
  } catch (error) {
    return { ...entry, outcome: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
}

function answerOfLeader(
  tabs: Tabs,
  trigger: Trigger,
  { now, newId }: { readonly now: () => number; readonly newId: () => string },
  sync: () => Promise<SyncLogEntry>,
): Promise<SyncLogEntry> {
  const id = newId();
  const startedAt = now();
  const silent = (): SyncLogEntry => ({
    id,
    trigger,
    startedAt,
    durationMs: now() - startedAt,
    changes: 0,
    repaired: 0,
    outcome: 'failed',
    detail: 'The other tab did not answer.',
  });
  return new Promise(resolve => {
    let isSettled = false;
    const settle = (entry: SyncLogEntry | Promise<SyncLogEntry>): void => {
      isSettled = true;
      clearTimeout(timer);
      stop();
      resolve(entry);
    };
    const timer = setTimeout(() => settle(silent()), answerMs);
    const stop = tabs.onMessage(message => {
      if (message.kind === 'synced' && message.id === id) settle(message.entry as SyncLogEntry);
    });
    void tabs.leading.then(() => {
      if (!isSettled) settle(sync());
    });
    tabs.post({ kind: 'sync', id, trigger });
  });
}
