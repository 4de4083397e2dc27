import type { Trigger } from '@tidemark/protocol';
import type { Tabs } from './tabs.ts';
import { reasonOf } from '../api/reason.ts';
import type { SyncLogEntry } from '../api/till.ts';

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
    return {
      ...entry,
      outcome: 'failed',
      detail: error instanceof Error ? error.message : String(error),
      reason: reasonOf(error),
    };
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
    reason: { code: 'other-tab-silent' },
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
