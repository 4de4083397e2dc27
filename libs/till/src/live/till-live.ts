import { Live } from './live.ts';
import { LiveSession } from './live-session.ts';
import type { SellingSession } from '../selling/selling-session.ts';
import { withTrouble } from '../api/status.ts';
import type { IntervalChoice } from './sync-interval.ts';
import type { Synchroniser } from '../sync/synchroniser.ts';
import type { SyncLogEntry, TillStatus } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';

/** How often what is stored is compared with the mirror, and with itself. */
const checkMs = 15 * 60_000;

export interface TillLiveParts {
  readonly wire: Wire;
  readonly now: () => number;
  readonly random: () => number;
  readonly sellingSession: SellingSession;
  readonly synchroniser: Synchroniser;
  readonly interval: IntervalChoice;
  readonly sync: (trigger: 'interval' | 'reconnect') => Promise<SyncLogEntry>;
  readonly check: () => Promise<SyncLogEntry>;
  readonly change: (change: (status: TillStatus) => TillStatus) => void;
}

/** Keeps a signed-in till up to date by itself: the stream, the interval and the checks. */
export function tillLive(parts: TillLiveParts): LiveSession {
  const { wire, now, random, sellingSession, synchroniser, interval, sync, check, change } = parts;
  const openLive = (): Live =>
    new Live({
      wire,
      random,
      onEvent: async event => {
        if (event.type === 'written' || event.type === 'promise-heads') return sellingSession.take(event);
        if (event.type === 'hello' || event.type === 'resync') sellingSession.retryNow();
        await synchroniser.takeEvent(event);
        // A heartbeat brings nothing; news of one collection or of all does.
        if (event.type !== 'hello' && event.type !== 'heartbeat') session.updated();
      },
      onHeads: async (heads, isNews) => {
        // A partial read of tills' records goes on by itself.
        if (isNews) sellingSession.retryNow();
        if (await synchroniser.takeHeads(heads)) session.updated();
      },
      onConnection: connection => change(status => ({ ...status, connection })),
      onReconnect: () => void sync('reconnect'),
      onError: error => change(withTrouble(error)),
    });
  const session = new LiveSession({
    openLive,
    now,
    intervalMs: () => {
      interval.reload();
      return interval.interval$.value.minutes * 60_000;
    },
    onInterval: () => void sync('interval'),
    checkMs,
    onCheck: () => {
      void check();
      void sellingSession.reread().catch((error: unknown) => change(withTrouble(error)));
    },
  });
  return session;
}
