import { msg, numberText, str } from '@tidemark/elements/language';
import type { Reason } from '@tidemark/till';

/** The reasons that a browser's storage, or a file of unsent work, can give. */
export type OfStorage = Extract<Reason, { code: StorageCode }>;

type StorageCode = Extract<Reason['code'], `storage-${string}` | `file-${string}` | 'no-backup-copy'>;

export function storageWords(reason: OfStorage): string {
  switch (reason.code) {
    case 'storage-full':
      return msg('This device has no room left. Nothing was stored; make room and try again.');
    case 'storage-false':
      return msg('This browser said that it stored this, and did not.');
    case 'storage-contended':
      return msg('This browser did not get to store it: other tabs were faster each time.');
    case 'storage-contradicts':
      return msg('This browser contradicts itself about what it stored.');
    case 'storage-refused':
      return msg(str`This browser refused to store it (${numberText(reason.status)}).`);
    case 'storage-failed':
      return msg(str`This browser could not store it: ${reason.message}`);
    case 'storage-trouble':
      return msg(str`This browser’s storage is in trouble: ${reason.message}`);
    case 'no-backup-copy':
      return msg('This browser has no place for a backup copy.');
    case 'file-foreign':
      return msg('This is no file of unsent work.');
    case 'file-broken-off':
      return msg('This is no file of unsent work, or it broke off.');
    case 'file-damaged':
      return msg('This file is damaged.');
    case 'file-not-opened':
      return msg('The pass phrase is not the one of this file, or the file is damaged.');
    case 'file-of-other-shop':
      return msg(str`This file is of another shop, ${reason.shop}.`);
    case 'file-unreadable':
      return msg(str`Something in this file cannot be read (${reason.message}).`);
  }
}
