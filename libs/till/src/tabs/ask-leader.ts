import type { Trigger } from '@tidemark/protocol';
import type { Tabs } from './tabs.ts';
import { reasonOf } from '../api/reason.ts';
import type { SyncLogEntry } from '../api/till.ts';

/** How long another tab may take for a sync that this one asked of it. */
const answerMs = 100_000;

/** What a tab does itself for a sync that it asks of another. */
interface Asking {
  /** Syncs in this tab, which leads once the other is gone before it answered. */
  readonly sync: () => Promise<SyncLogEntry>;
  /** Opens caches that the other tab filled for the sync, if this tab could not when it was told of them. */
  readonly followSwap: () => Promise<void>;
}

/** Asks the replicating tab to sync. Answers its result, if the caches that it filled can be opened here. */
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
