import { longestWaitMs } from '@tidemark/mirror';

const minuteMs = 60_000;

/** How fast orders may be made, by configuration and by Shopify. Times are milliseconds since the epoch. */
export interface Pace {
  readonly ordersPerMinute: number | undefined;
  /** When orders of the last minute left. */
  readonly sent: readonly number[];
  /** Shopify takes no order before this time. */
  readonly closedUntil: number;
}

export function openPace(ordersPerMinute: number | undefined): Pace {
  return { ordersPerMinute, sent: [], closedUntil: 0 };
}

/** How long the next order has to wait ([T8]). Future times from a clock that ran ahead are ignored ([T18]). */
export function paceWait({ ordersPerMinute, sent, closedUntil }: Pace, now: number): number {
  const recent = sent.filter(each => isRecent(each, now));
  const full = ordersPerMinute !== undefined && recent.length >= ordersPerMinute;
  const roomAt = full ? (recent.at(-(ordersPerMinute ?? 1)) ?? now) + minuteMs : now;
  const closedMs = closedUntil - now;
  return Math.max(0, roomAt - now, closedMs > longestWaitMs ? 0 : closedMs);
}

function isRecent(at: number, now: number): boolean {
  return at > now - minuteMs && at <= now;
}

/** The pace after an order left. */
export function leaving(pace: Pace, now: number): Pace {
  return { ...pace, sent: [...pace.sent.filter(each => isRecent(each, now)), now] };
}

/**
 * The pace after the limit turned away an order that left at `at`: there is room once the minute's oldest is a minute
 * old.
 */
export function limited(pace: Pace, at: number, retryAfterMs: number, now: number): Pace {
  const index = pace.sent.indexOf(at);
  const sent = pace.sent.filter((_, n) => n !== index);
  const [oldest] = sent.filter(each => isRecent(each, now));
  const roomAt = oldest === undefined ? now + retryAfterMs : oldest + minuteMs;
  return { ...pace, sent, closedUntil: Math.max(pace.closedUntil, roomAt) };
}
