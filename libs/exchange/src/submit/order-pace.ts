import { longestWaitMs } from '@tidemark/mirror';

const minuteMs = 60_000;

/** How fast orders may be made: what is configured, and what Shopify said. Times are milliseconds since the epoch. */
export interface Pace {
  readonly ordersPerMinute: number | undefined;
  /** When orders of the last minute left. */
  readonly sent: readonly number[];
  /** Shopify takes none before. */
  readonly closedUntil: number;
}

export function openPace(ordersPerMinute: number | undefined): Pace {
  return { ordersPerMinute, sent: [], closedUntil: 0 };
}

/** How long the next order has to wait ([T8]). What a clock that ran ahead said of times to come is passed over ([T18]). */
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

/** An order leaves. */
export function leaving(pace: Pace, now: number): Pace {
  return { ...pace, sent: [...pace.sent.filter(each => isRecent(each, now)), now] };
}

/** One that left at `at` was turned away by the limit: there is room when the oldest of a minute is a minute old. */
export function limited(pace: Pace, at: number, retryAfterMs: number, now: number): Pace {
  const index = pace.sent.indexOf(at);
  const sent = pace.sent.filter((_, n) => n !== index);
  const [oldest] = sent.filter(each => isRecent(each, now));
  const roomAt = oldest === undefined ? now + retryAfterMs : oldest + minuteMs;
  return { ...pace, sent, closedUntil: Math.max(pace.closedUntil, roomAt) };
}
