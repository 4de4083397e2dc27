/** An instant as a cashier reads it: the time today, the date too on another day. */
export function clockTime(ms: number, now = new Date()): string {
  const date = new Date(ms);
  const isToday = date.toDateString() === now.toDateString();
  return date.toLocaleString(
    undefined,
    isToday ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
}

/** How long something took. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
