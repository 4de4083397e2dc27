import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { SyncInterval } from '@tidemark/till';
import { intervalBounds } from '@tidemark/till';

/** The intervals that a till offers, in minutes: between the bounds, and the one chosen now. */
export function intervalChoices(own: number | undefined): readonly number[] {
  const usual = [intervalBounds.from, 5, 10, 15, 30, 60, 120, 240, intervalBounds.to];
  return [...new Set([...usual, ...(own === undefined ? [] : [own])])].sort((a, b) => a - b);
}

/** "30 minutes", "2 hours", "1 hour 30 minutes"; seconds below a minute. */
export function minutesWords(minutes: number): string {
  if (minutes < 1) return secondsText(Math.round(minutes * 60));
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  return [hours > 0 ? hoursText(hours) : '', rest > 0 || hours === 0 ? minutesText(rest) : '']
    .filter(each => each !== '')
    .join(' ');
}

/** After how long this till asks by itself, and whose choice that is. */
export function intervalFact({ minutes, own }: SyncInterval): string {
  const length = minutesWords(minutes);
  return own === undefined
    ? msg(str`This till syncs by itself after ${length} without an update, as the server says.`)
    : msg(str`This till syncs by itself after ${length} without an update, as chosen on this till.`);
}

function secondsText(count: number): string {
  return counted(count, str`${numberText(count)} second`, str`${numberText(count)} seconds`);
}

function minutesText(count: number): string {
  return counted(count, str`${numberText(count)} minute`, str`${numberText(count)} minutes`);
}

function hoursText(count: number): string {
  return counted(count, str`${numberText(count)} hour`, str`${numberText(count)} hours`);
}
