import { distinctUntilChanged, skip } from 'rxjs';
import type { Reason } from '../api/reason.ts';
import { unnamed } from './tab-troubles.ts';
import type { TabMessage, Tabs } from './tabs.ts';

/** What a tab does when other tabs of its till say something. */
export interface TabTalk {
  readonly onSession: () => void;
  /** Another tab locked the till, or unlocked it. */
  readonly onLock: () => void;
  /** Another tab put other caches in use. */
  readonly onCacheSet: () => void;
  /** From the leading tab to a following one. */
  readonly onStatus: (status: unknown) => void;
  readonly onTrouble: (trouble: Reason | undefined) => void;
  /** A following tab asks for a sync; the result goes back to it. */
  readonly onSync: (trigger: string) => Promise<unknown>;
  /** The tab that led is gone, and this one leads from now on. */
  readonly onLead: () => void;
  /** This tab stood still, and another leads from now on. */
  readonly onFollow: () => void;
}

export function listenToTabs(tabs: Tabs, talk: TabTalk): void {
  tabs.leads$
    .pipe(distinctUntilChanged(), skip(1))
    .subscribe(leads => (leads ? talk.onLead() : talk.onFollow()));
  tabs.onMessage(message => {
    if (tabs.leads) asLeader(tabs, talk, message);
    else asFollower(talk, message);
    if (message.kind === 'session') talk.onSession();
    if (message.kind === 'lock') talk.onLock();
    if (message.kind === 'generation') talk.onCacheSet();
  });
}

function asLeader(tabs: Tabs, talk: TabTalk, message: TabMessage): void {
  if (message.kind !== 'sync') return;
  void talk.onSync(message.trigger).then(entry => tabs.post({ kind: 'synced', id: message.id, entry }));
}

function asFollower(talk: TabTalk, message: TabMessage): void {
  if (message.kind === 'sending') talk.onTrouble(message.reason ?? unnamed(message.trouble));
  if (message.kind === 'status') talk.onStatus(message.status);
}
