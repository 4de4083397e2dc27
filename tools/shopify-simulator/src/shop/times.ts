/** GraphQL's output format: UTC, whole seconds. */
export function dateTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function dateTimeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : dateTime(ms);
}

/** A cache, since Intl is slow. Zones change their offset on a quarter of an hour, so one entry serves a quarter. */
const offsets = new Map<string, number>();
const quarterMs = 15 * 60_000;
const offsetsKept = 10_000;

/** Minutes that a time zone is ahead of UTC at that moment. */
export function offsetMinutes(ms: number, timeZone: string): number {
  const key = `${timeZone} ${Math.floor(ms / quarterMs)}`;
  const known = offsets.get(key) ?? askedOffset(ms, timeZone);
  if (offsets.size >= offsetsKept) offsets.clear();
  offsets.set(key, known);
  return known;
}

function askedOffset(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(ms);
  const name = parts.find(each => each.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

/** `+01:00`. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** As webhook bodies write times: with the shop's own offset. */
export function shopTime(ms: number, timeZone: string): string {
  const minutes = offsetMinutes(ms, timeZone);
  return dateTime(ms + minutes * 60_000).replace('Z', offsetText(minutes));
}
