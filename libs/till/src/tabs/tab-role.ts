import type { BehaviorSubject, Subscription } from 'rxjs';
import type { SessionResponse, Trigger } from '@tidemark/protocol';
import type { Tabs } from './tabs.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { SellingSession } from '../selling/selling-session.ts';
import { withTrouble } from '../api/status.ts';
import type { SyncLog } from '../api/sync-log.ts';
import { listenToTabs } from './tab-talk.ts';
import type { SyncLogEntry, TillStatus } from '../api/till.ts';
import { sendingMessage, toldStatus } from './tab-troubles.ts';

export interface TabRoleParts {
  readonly tabs: Tabs;
  readonly status$: BehaviorSubject<TillStatus>;
  readonly session$: BehaviorSubject<SessionResponse | undefined>;
  readonly log: SyncLog;
  readonly sellingSession: SellingSession;
  readonly live: LiveSession;
  readonly change: (change: (status: TillStatus) => TillStatus) => void;
  readonly sync: (trigger: Trigger) => Promise<SyncLogEntry>;
  readonly goLive: () => void;
  readonly adoptSession: () => void;
  readonly lookAtLock: () => void;
  /** Another tab put other caches in use. */
  readonly followSwap: () => Promise<void>;
}

/** What this tab does while it leads, and while it follows; it may become either at any time. Ends with the till. */
export function playRole(parts: TabRoleParts): Subscription {
  const { tabs, status$, session$, log, sellingSession, live, change, sync } = parts;
  const tellTrouble = (error: unknown) => change(withTrouble(error));
  /**
   * What came meanwhile went into caches that are gone: the tab that replicates reads on from the new ones' place
   * ([T33]).
   */
  const otherTabSwapped = async (): Promise<void> => {
    await parts.followSwap().catch(tellTrouble);
    if (tabs.leads && session$.value !== undefined) await sync('reconnect');
  };
  listenToTabs(tabs, {
    onSession: parts.adoptSession,
    onLock: parts.lookAtLock,
    onCacheSet: () => void otherTabSwapped(),
    onStatus: status => {
      const { opening } = status$.value;
      status$.next({ ...toldStatus(status), opening, followsOtherTab: true });
      log.reload();
    },
    onTrouble: trouble => sellingSession.selling.trouble$.next(trouble),
    onSync: trigger => sync(trigger as Trigger),
    onLead: () => {
      change(status => ({ ...status, followsOtherTab: false, syncing: [], filling: undefined }));
      sellingSession.lead(tabs.fence());
      void sellingSession.reread().catch(tellTrouble);
      if (session$.value === undefined) return;
      parts.goLive();
      void sync('reconnect');
    },
    onFollow: () => {
      live[Symbol.dispose]();
      sellingSession.follow();
      change(status => ({ ...status, followsOtherTab: true, syncing: [], filling: undefined }));
      void parts.followSwap().catch(tellTrouble);
    },
  });
  if (tabs.leads) sellingSession.lead(tabs.fence());
  // The sending tab tells the others why nothing is sent.
  return sellingSession.selling.trouble$.subscribe(reason => tabs.leads && tabs.post(sendingMessage(reason)));
}
