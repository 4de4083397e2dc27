import type { SecurityEvent } from './security-event.ts';

const hourMs = 3_600_000;
/** Events that strangers can cause: how many per hour are kept one by one. */
const ofStrangers = 30;
/** The same for events that need a PIN, or access to this machine. */
const ofStaff = 2_000;
const byStrangers = new Set<SecurityEvent['what']>([
  'wrong-pin',
  'sign-in-held',
  'token-refused',
  'monitoring-refused',
  'webhook-refused',
  'push-unsigned',
]);

/** How often something happened in an hour, by kind. */
export interface Counted {
  readonly hour: number;
  readonly times: ReadonlyMap<string, number>;
}

export const nothingCounted: Counted = { hour: -1, times: new Map() };

/**
 * [L4] Counts an event, and says whether to keep it: the first of its kind in an hour are all kept, then the 32nd,
 * 64th, 128th and so on, with their numbers. So a flood cannot fill the log or push out its older lines.
 */
export function count(
  counted: Counted,
  event: SecurityEvent,
  at: number,
): { readonly counted: Counted; readonly nth: number; readonly isKept: boolean; readonly isMany: boolean } {
  const hour = Math.floor(at / hourMs);
  const before = counted.hour === hour ? counted.times : new Map<string, number>();
  const kind = kindOf(event);
  const nth = (before.get(kind) ?? 0) + 1;
  const all = byStrangers.has(event.what) ? ofStrangers : ofStaff;
  return {
    counted: { hour, times: new Map(before).set(kind, nth) },
    nth,
    isKept: nth <= all || Number.isInteger(Math.log2(nth)),
    isMany: nth > all,
  };
}

/** The kind for counting: a flood at unknown tills must not hide what happens at a known one. */
function kindOf(event: SecurityEvent): string {
  return 'isKnownTill' in event ? `${event.what} ${event.isKnownTill}` : event.what;
}
