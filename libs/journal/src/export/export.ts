import type { Sale } from '@tidemark/schema';
import { keyIdOf, type PublicKey } from '../till-key.ts';
import type { ExportFilter, JournalKey, Keys } from '../verify/report.ts';

/** Names the format of an exported journal, and its version. */
export const exportFormat = 'tidemark-journal/1';

/** A till's key, as an export names it. */
export interface ExportedKey {
  readonly tillId: string;
  readonly keyId: string;
  readonly key: PublicKey;
  /** ISO 8601. */
  readonly enrolledAt: string;
}

/** The first line of an exported journal. */
export interface ExportHeader {
  readonly format: typeof exportFormat;
  readonly shop: string;
  /** When it was exported: ISO 8601. */
  readonly exportedAt: string;
  /** The name of the file that was read: the mirror's, or a backup's. */
  readonly source?: string;
  readonly filter: ExportFilter;
  readonly keys: readonly ExportedKey[];
}

/** What the last line says, so that a file that was cut off is noticed. */
export interface ExportEnd {
  /** Records with a place in a journal. */
  readonly records: number;
  readonly unsigned: number;
}

export function headerText(header: ExportHeader): string {
  return JSON.stringify(header);
}

/** A record as an export has it: as it is stored, without the marks of replication. */
export function recordText(stored: Sale & { readonly _deleted?: boolean }): string {
  const { rev: _rev, _deleted, ...record } = stored;
  return JSON.stringify(record);
}

export function endText({ records, unsigned }: ExportEnd): string {
  return JSON.stringify({ end: { records, unsigned } });
}

/** The header that a line holds; undefined for any other line. */
export function readHeader(line: string): ExportHeader | undefined {
  const header = jsonOf(line) as Partial<ExportHeader> | null | undefined;
  if (header?.format !== exportFormat || typeof header.shop !== 'string') return undefined;
  if (typeof header.exportedAt !== 'string' || !isFilter(header.filter) || !readKeys(header.keys))
    return undefined;
  return header as ExportHeader;
}

/** The end that a line holds; undefined for any other line. */
export function readEnd(line: string): ExportEnd | undefined {
  if (!line.startsWith('{"end":')) return undefined;
  const { end } = (jsonOf(line) ?? {}) as { readonly end?: Partial<ExportEnd> | null };
  const isEnd = Number.isSafeInteger(end?.records) && Number.isSafeInteger(end?.unsigned);
  return isEnd ? (end as ExportEnd) : undefined;
}

/**
 * The keys of a list as `ExportHeader` has it. A key is known by its own thumbprint, whatever the list calls it.
 * Undefined for what is no such list.
 */
export function readKeys(list: unknown): Keys | undefined {
  if (!Array.isArray(list)) return undefined;
  const keys = new Map<string, JournalKey>();
  for (const each of list as readonly (Partial<ExportedKey> | null)[]) {
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
