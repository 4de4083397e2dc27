import { clockTime } from '@tidemark/elements/look/time';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import { reasonWords } from '../words/reason-words.ts';
import type { SyncLogEntry, TillStatus } from '@tidemark/till';

/** How a sync that a person asked for ended, for that person. */
export function syncedWords(
  entry: Pick<SyncLogEntry, 'outcome' | 'detail' | 'reason' | 'changes' | 'startedAt'>,
  status: Pick<TillStatus, 'shopifyReadAt' | 'trouble'> | undefined,
  timeZone?: string,
): string {
  switch (entry.outcome) {
    case 'up-to-date': {
      const number = numberText(entry.changes);
      const changes = counted(entry.changes, str`${number} change`, str`${number} changes`);
      return msg(
        str`Up to date as of ${clockTime(status?.shopifyReadAt ?? entry.startedAt, timeZone)} · ${changes}`,
      );
    }
    case 'importing':
      return msg(
        'Not up to date yet: the server is still reading the shop for the first time. You can sell what is already here.',
      );
    case 'shopify-unreachable':
      return msg('Not up to date: Shopify does not answer. The till has what the server last read.');
    case 'offline':
    case 'failed':
      return msg(str`Not up to date: ${failureWords(entry, status)}`);
  }
}

/** Why a sync failed. */
export function failureWords(
  { reason, detail }: Pick<SyncLogEntry, 'reason' | 'detail'>,
  status?: Pick<TillStatus, 'trouble'>,
): string {
  const known = reason ?? status?.trouble;
  return known ? reasonWords(known) : (detail ?? msg('the server does not answer.'));
}
