/**
 * An instant as a cashier reads it: the time today, the date too on another day. In the browser's time zone, where
 * none (IANA name) is given.
 */
export function clockTime(ms: number, now = new Date(), timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const date = new Date(ms);
  const isToday = date.toLocaleDateString('en', zone) === now.toLocaleDateString('en', zone);
  return date.toLocaleString(undefined, {
    ...zone,
    ...(isToday ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' }),
  });
}

/** How long something took. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
