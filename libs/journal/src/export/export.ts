import type { Sale } from '@tidemark/schema';
import type { RedactionRecord } from '../redaction/redaction.ts';
import type { ServerKeys } from '../redaction/verify-redactions.ts';
import { keyIdOf, type PublicKey } from '../till-key.ts';
import type { ExportFilter, JournalKey, Keys } from '../verify/report.ts';

/** Names the format of an exported journal, and its version. */
export const exportFormat = 'tidemark-journal/2';

/** A version before redaction records. */
const earlierFormat = 'tidemark-journal/1';

/** A till's key, as an export names it. */
export interface ExportedKey {
  readonly tillId: string;
  readonly keyId: string;
  readonly key: PublicKey;
  /** ISO 8601. */
  readonly enrolledAt: string;
}

/** A key of a shop's server, as an export names it: it signs redaction records. */
export interface ExportedServerKey {
  readonly server: true;
  readonly keyId: string;
  readonly key: PublicKey;
}

/** The first line of an exported journal. */
export interface ExportHeader {
  readonly format: typeof exportFormat | typeof earlierFormat;
  readonly shop: string;
  /** When it was exported: ISO 8601. */
  readonly exportedAt: string;
  /** The name of the file that was read: the mirror's, or a backup's. */
  readonly source?: string;
  readonly filter: ExportFilter;
  readonly keys: readonly ExportedKey[];
  /** Absent: none. */
  readonly serverKeys?: readonly ExportedServerKey[];
}

/** What the last line says, so that a file that was cut off is noticed. */
export interface ExportEnd {
  /** Records with a place in a journal. */
  readonly records: number;
  readonly unsigned: number;
  /** Absent in a file of an earlier version. */
  readonly redactions?: number;
}

export function headerText(header: ExportHeader): string {
  return JSON.stringify(header);
}

/** A record as an export has it: as it is stored, without the marks of replication. */
export function recordText(stored: Sale & { readonly _deleted?: boolean }): string {
  const { rev: _rev, _deleted, ...record } = stored;
  return JSON.stringify(record);
}

/** A redaction record as an export has it. */
export function redactionLine(record: RedactionRecord): string {
  return JSON.stringify({ redaction: record });
}

/** What a line of a redaction record holds, whatever it is; undefined for any other line. */
export function readRedaction(line: string): { readonly redaction: unknown } | undefined {
  if (!line.startsWith('{"redaction":')) return undefined;
  return { redaction: (jsonOf(line) as { readonly redaction?: unknown } | undefined)?.redaction };
}

export function endText({ records, unsigned, redactions }: ExportEnd): string {
  return JSON.stringify({ end: { records, unsigned, redactions } });
}

/** Whether a file has the redaction records that vouch for its erasures. */
export function hasRedactions({ format }: ExportHeader): boolean {
  return format !== earlierFormat;
}

/** The header that a line holds; undefined for any other line. */
export function readHeader(line: string): ExportHeader | undefined {
  const header = jsonOf(line) as Partial<ExportHeader> | null | undefined;
  if (header?.format !== exportFormat && header?.format !== earlierFormat) return undefined;
  if (typeof header.shop !== 'string' || typeof header.exportedAt !== 'string') return undefined;
  if (!isFilter(header.filter) || !readKeys(header.keys)) return undefined;
  return header as ExportHeader;
}

/** The end that a line holds; undefined for any other line. */
export function readEnd(line: string): ExportEnd | undefined {
  if (!line.startsWith('{"end":')) return undefined;
  const { end } = (jsonOf(line) ?? {}) as { readonly end?: Partial<ExportEnd> | null };
  const isEnd = [end?.records, end?.unsigned, end?.redactions ?? 0].every(Number.isSafeInteger);
  return isEnd ? (end as ExportEnd) : undefined;
}

/** The servers' keys among a list of keys, each by its own thumbprint. */
export function readServerKeys(list: unknown): ServerKeys {
  const keys = new Map<string, PublicKey>();
  for (const each of Array.isArray(list) ? (list as readonly (Partial<ExportedServerKey> | null)[]) : [])
    if (each?.server === true && isPublicKey(each.key)) keys.set(keyIdOf(each.key), each.key);
  return keys;
}

/**
 * The tills' keys of a list as `ExportHeader` has it, in which keys of servers may stand too. A key is known by its own thumbprint, whatever the list calls it.
 * Undefined for what is no such list.
 */
export function readKeys(list: unknown): Keys | undefined {
  if (!Array.isArray(list)) return undefined;
  const keys = new Map<string, JournalKey>();
  for (const each of list as readonly (Partial<ExportedKey & ExportedServerKey> | null)[]) {
    if (each?.server === true && isPublicKey(each.key)) continue;
    if (typeof each?.tillId !== 'string' || !isPublicKey(each.key)) return undefined;
    const enrolledAt = Date.parse(String(each.enrolledAt));
    const { tillId, key } = each;
    keys.set(keyIdOf(key), { tillId, key, ...(Number.isNaN(enrolledAt) ? {} : { enrolledAt }) });
  }
  return keys;
}

function isPublicKey(key: unknown): key is PublicKey {
  const { kty, crv, x, y } = (key ?? {}) as Partial<PublicKey>;
  return kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string';
}

function isFilter(filter: unknown): filter is ExportFilter {
  if (typeof filter !== 'object' || filter === null) return false;
  const { till, location, from, to } = filter as Record<string, unknown>;
  return [till, location, from, to].every(each => each === undefined || typeof each === 'string');
}

/** What a JSON text holds; undefined if it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
