import type { TillStatus, Wake } from '../api/till.ts';
import type { SellingSession } from '../selling/selling-session.ts';
import type { LiveSession } from './live-session.ts';

export interface WakeParts {
  readonly isSignedIn: () => boolean;
  readonly live: Pick<LiveSession, 'renew' | 'retryNow'>;
  readonly sellingSession: Pick<SellingSession, 'retryNow'>;
  readonly change: (change: (status: TillStatus) => TillStatus) => void;
  /** Whether the last sync began more than a minute ago. */
  readonly isStale: () => boolean;
  readonly sync: () => void;
}

/** [T50] What a till does when its device wakes, its page becomes visible, or its network comes or goes. */
export function onWake(event: Wake, parts: WakeParts): void {
  const { isSignedIn, live, sellingSession, change, isStale, sync } = parts;
  // What is unsent goes up also while nobody is signed in ([T87]).
  if (!isSignedIn()) return event === 'offline' ? undefined : sellingSession.retryNow();
  if (event === 'offline') return change(status => ({ ...status, connection: 'offline' }));
  if (event === 'woken') live.renew();
  else live.retryNow();
  sellingSession.retryNow();
  if (event !== 'visible' || isStale()) sync();
}
