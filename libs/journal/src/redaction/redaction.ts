import { canonicalJson } from '@tidemark/schema';
import { sha256Of } from '../hash.ts';
import { recordId } from '../seal.ts';
import type { PublicKey } from '../till-key.ts';

/** Why records lost their personal data. docs/journal.md says what each means. */
export const redactionReasons = [
  /** The customer asked for it. */
  'customer-request',
  /** A till sent the record after its customer had been erased. */
  'late-copy',
  /** The record came without its personal data: they had been erased before. */
  'came-erased',
  /** They were gone when the server began to write redaction records. */
  'earlier-version',
] as const;

export type RedactionReason = (typeof redactionReasons)[number];

/** How many records one redaction record names at most. */
export const mostRedacted = 500;

/** The last known place in a series. */
export interface LastPlace {
  readonly series: string;
  readonly number: number;
}

/** The place of a redaction record in the journal of the shop's server. */
export interface RedactionEntry {
  readonly kind: 'redaction';
  readonly series: string;
  readonly number: number;
  /** The hash of the record before; null for the first of a series. */
  readonly previous: string | null;
  /** Only in the first record of a series: the last place in the series before, null for the very first. */
  readonly opens?: { readonly last: LastPlace | null };
  readonly keyId: string;
  readonly hash: string;
  /** ECDSA P-256 with SHA-256 over `redactionText(hash)`: r and s, in base64url. */
  readonly signature: string;
}

/** Says which records of tills lost their personal data, when and why. It has no personal data itself. */
export interface RedactionRecord {
  /** `<series>-<number>` */
  readonly id: string;
  readonly shop: string;
  /** When it was asked for; of a late copy, when it came. ISO 8601. */
  readonly at: string;
  readonly reason: RedactionReason;
  /** The ids of the records, sorted: 1 to `mostRedacted`. */
  readonly records: readonly string[];
  readonly journal: RedactionEntry;
}

/** The key of a server: it signs at once, within a transaction. */
export interface ServerKey {
  readonly id: string;
  readonly publicKey: PublicKey;
  sign(text: string): string;
}

/** What a redaction record says, before it has its place. */
export type Redacted = Pick<RedactionRecord, 'shop' | 'at' | 'reason' | 'records'>;

/** What a server signs of a redaction record: no other signed text passes for it. */
export function redactionText(hash: string): string {
  return `tidemark-redaction/1 ${hash}`;
}

/** The hash of all that a redaction record says. */
export function redactionHash({ journal, ...record }: RedactionRecord): string {
  const { hash: _hash, signature: _signature, ...entry } = journal;
  return sha256Of(canonicalJson({ ...record, journal: entry }));
}

/** Seals a redaction record: puts it after `before`, or at the beginning of a series, and signs it. */
export function sealRedaction(
  redacted: Redacted,
  place: Pick<RedactionEntry, 'series' | 'number' | 'previous' | 'opens'>,
  key: ServerKey,
): RedactionRecord {
  const { series, number } = place;
  const open: RedactionRecord = {
    ...redacted,
    id: recordId(series, number),
    journal: { kind: 'redaction', ...place, keyId: key.id, hash: '', signature: '' },
  };
  const hash = redactionHash(open);
  return { ...open, journal: { ...open.journal, hash, signature: key.sign(redactionText(hash)) } };
}

/** Whether this is a redaction record of this shop in its form; says nothing of hash and signature. */
export function isRedaction(value: unknown, shop?: string): value is RedactionRecord {
  const record = value as Partial<RedactionRecord> | null | undefined;
  if (typeof record !== 'object' || record === null || !isEntry(record.journal)) return false;
  const { records } = record;
  return (
    typeof record.id === 'string' &&
    typeof record.shop === 'string' &&
    (shop === undefined || record.shop === shop) &&
    typeof record.at === 'string' &&
    !Number.isNaN(Date.parse(record.at)) &&
    (redactionReasons as readonly unknown[]).includes(record.reason) &&
    Array.isArray(records) &&
    records.length > 0 &&
    records.length <= mostRedacted &&
    records.every(each => typeof each === 'string' && each.length <= 100)
  );
}

function isEntry(value: unknown): value is RedactionEntry {
  const entry = value as Partial<RedactionEntry> | null | undefined;
  if (typeof entry !== 'object' || entry === null || entry.kind !== 'redaction') return false;
  const { series, number, previous, opens, keyId, hash, signature } = entry;
  return (
    isPlace({ series, number }) &&
    (previous === null || typeof previous === 'string') &&
    (opens === undefined || isOpening(opens)) &&
    [keyId, hash, signature].every(each => typeof each === 'string')
  );
}

function isOpening(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('last' in value)) return false;
  return value.last === null || isPlace(value.last);
}

function isPlace(value: unknown): value is LastPlace {
  const { series, number } = (value ?? {}) as { readonly series?: unknown; readonly number?: unknown };
  return (
    typeof series === 'string' &&
    /^[a-z2-7]{10}$/.test(series) &&
    Number.isSafeInteger(number) &&
    Number(number) > 0
  );
}
