import type { SyncInterval } from '@tidemark/till';
import { intervalBounds } from '@tidemark/till';

/** What a till offers to choose from, in minutes: between the bounds, and what is chosen now. */
export function intervalChoices(own: number | undefined): readonly number[] {
  const usual = [intervalBounds.from, 5, 10, 15, 30, 60, 120, 240, intervalBounds.to];
  return [...new Set([...usual, ...(own === undefined ? [] : [own])])].sort((a, b) => a - b);
}

/** "30 minutes", "2 hours", "1 hour 30 minutes"; of less than a minute, seconds. */
export function minutesWords(minutes: number): string {
  if (minutes < 1) return count(Math.round(minutes * 60), 'second');
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  return [hours > 0 ? count(hours, 'hour') : '', rest > 0 || hours === 0 ? count(rest, 'minute') : '']
    .filter(each => each !== '')
    .join(' ');
}

/** After how long this till asks by itself, and whose choice that is. */
export function intervalFact({ minutes, own }: SyncInterval): string {
  const whose = own === undefined ? 'as the server says' : 'as chosen on this till';
  return `This till syncs by itself after ${minutesWords(minutes)} without an update, ${whose}.`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
