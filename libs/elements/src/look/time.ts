import { localeNow, msg, numberText, str } from '../language/index.ts';
/**
 * The only file that turns instants into text: the linter refuses it elsewhere. Each function takes a time zone (IANA
 * name), usually the shop's, since a receipt or an order has the date of its shop and not of a device. Undefined, or a
 * name that this browser does not know, means the browser's own.
 */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The time zone where this browser knows it, else undefined: the browser's own. */
export function usableZone(timeZone: string | undefined): string | undefined {
  if (!timeZone) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) && timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** An instant as a cashier reads it: the time today, the date too on another day. */
export function clockTime(ms: number, timeZone: string | undefined, now: number = Date.now()): string {
  const day = (instant: number) => text(instant, timeZone, { dateStyle: 'short' });
  const isToday = day(ms) === day(now);
  return text(ms, timeZone, isToday ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' });
}

/** A day: "1 Mar 2026". */
export function dayWords(ms: number, timeZone: string | undefined): string {
  return text(ms, timeZone, { dateStyle: 'medium' });
}

/** A time of day, to the minute. */
export function minuteWords(ms: number, timeZone: string | undefined): string {
  return text(ms, timeZone, { timeStyle: 'short' });
}

/** Day and time, both short. */
export function shortTime(ms: number, timeZone: string | undefined): string {
  return text(ms, timeZone, { dateStyle: 'short', timeStyle: 'short' });
}

/** How far clocks of a zone are ahead of UTC at a moment, in milliseconds. */
export function offsetAt(time: number, timeZone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en', {
    ...zoneOf(timeZone),
    ...{ hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  } as const).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find(each => each.type === type)?.value);
  const [year, month, day] = [part('year'), part('month') - 1, part('day')];
  const local = Date.UTC(year, month, day, part('hour'), part('minute'), part('second'));
  return local - Math.floor(time / 1000) * 1000;
}

/** How long something took. */
export function duration(ms: number): string {
  return ms < 1000
    ? msg(str`${numberText(Math.round(ms))} ms`)
    : msg(str`${numberText(ms / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`);
}

/** The text of an instant; '' for an invalid one. */
function text(ms: number, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  if (Number.isNaN(new Date(ms).getTime())) return '';
  const locale = localeNow();
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  const format = known ?? new Intl.DateTimeFormat(locale, { ...zoneOf(timeZone), ...options });
  // Zones are few; invalid names cannot fill this map either.
  if (!known && formats.size < 100) formats.set(key, format);
  return format.format(ms);
}

function zoneOf(timeZone: string | undefined): Intl.DateTimeFormatOptions {
  const usable = usableZone(timeZone);
  return usable === undefined ? {} : { timeZone: usable };
}
