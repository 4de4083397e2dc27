import { canonicalJson, type JournalEntry, type Sale, type SaleDetails } from '@tidemark/schema';
import { sha256Of } from './hash.ts';
import type { TillKey } from './till-key.ts';

/** What a till signs of a record: names what is signed, so that no other text of ours can pass for it. */
export function signedText(hash: string): string {
  return `tidemark-journal/1 ${hash}`;
}

/** A name of a series, the same for the same text: ten letters and digits of base 32. */
export function seriesOfText(text: string): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  // Each character of base64url is one of 64, of which two and two have one letter.
  const places = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return [...sha256Of(text).slice(0, 10)].map(each => letters[places.indexOf(each) % 32]).join('');
}

/** The id of a record: writing it is taking the number. */
export function recordId(series: string, number: number): string {
  return `${series}-${number}`;
}

/** The hash that binds personal data to a record, and outlives them. */
export function detailsHashOf(details: SaleDetails): string {
  return sha256Of(canonicalJson(details));
}

/**
 * The hash of all of a record that never changes: without what the server adds, without personal data, which
 * `detailsHash` binds, and without hash and signature themselves.
 */
export function hashOf(record: JournalRecord): string {
  const { hash: _hash, signature: _signature, ...journal } = record.journal;
  const fixed = {
    ...record,
    rev: undefined,
    submission: undefined,
    effects: undefined,
    flaws: undefined,
    decided: undefined,
    details: undefined,
    journal,
  };
  return sha256Of(canonicalJson(fixed));
}

/** A record of a journal. */
export type JournalRecord = Sale & { readonly journal: JournalEntry };

/** A record before it is sealed. */
export type Unsealed = Omit<Sale, 'id' | 'journal' | 'details' | 'customerId' | 'note'> & {
  readonly details: SaleDetails;
  readonly journal: Omit<JournalEntry, 'detailsHash' | 'keyId' | 'hash' | 'signature'>;
};

/** Seals a record: names it, hashes it and signs it with the till's key. */
export async function seal(record: Unsealed, key: TillKey): Promise<JournalRecord> {
  const { series, number } = record.journal;
  const open = {
    ...record,
    id: recordId(series, number),
    journal: {
      ...record.journal,
      detailsHash: detailsHashOf(record.details),
      keyId: key.id,
      hash: '',
      signature: '',
    },
  };
  const hash = hashOf(open);
  const signature = await key.sign(signedText(hash));
  return { ...open, journal: { ...open.journal, hash, signature } };
}

/** What of a record contradicts itself; undefined: nothing. Says nothing of its signature. */
export function sealDefect(record: JournalRecord): string | undefined {
  const { series, number, previous, opens, hash } = record.journal;
  if (record.id !== recordId(series, number)) return '/id is not its series and number';
  if ((number === 1) !== (previous === null))
    return '/journal/previous: the first record alone has none before it';
  if ((number === 1) !== (opens !== undefined))
    return '/journal/opens: the first record alone opens a series';
  if (hash !== hashOf(record)) return '/journal/hash is not that of the record';
  return detailsDefect(record);
}

/** What of a record's personal data is not as it was sealed; undefined: nothing. Erased ones are as they may be. */
export function detailsDefect(record: JournalRecord): string | undefined {
  if (record.details === undefined) return '/details are missing';
  if (record.details !== null && detailsHashOf(record.details) !== record.journal.detailsHash)
    return '/journal/detailsHash is not that of the details';
  if (record.customerId !== undefined || record.note !== undefined) return '/details are beside the record';
  if (record.lines.some(each => each.note !== undefined)) return '/lines: notes belong to the details';
  return undefined;
}

/** Whether a record is one of a journal. */
export function isInJournal(record: Sale): record is JournalRecord {
  return record.journal !== undefined;
}
