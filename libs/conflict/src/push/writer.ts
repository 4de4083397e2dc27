import type { JournalEntry } from '@tidemark/schema';
import { refuse, type Verdict } from './verdict.ts';

/** The till that pushes: from the session or its signature, never from the document. */
export interface Writer {
  readonly shop: string;
  readonly tillId: string;
  /** The till whose exported work this one pushes, if any. */
  readonly carriedFrom: string | undefined;
  /** The server's clock, in milliseconds; undefined if clocks are not checked. */
  readonly now?: number;
  /**
   * What the caller found of the signature of this entry, the very object of the pushed row. Absent: no entry is signed,
   * so no journal record is taken.
   */
  readonly sealOf?: (journal: JournalEntry) => Seal;
  /** Whether the till may only hand in what it has: its new sales wait for a person. */
  readonly isTillBlocked?: boolean;
}

/**
 * `signed`: by the key of the till that the row names. `key-unknown`: another till brings the record, and nobody knows a
 * key of the till that the row names, as after a restore from an older copy.
 */
export type Seal = 'signed' | 'key-unknown' | 'not-signed';

/** Why a writer may not push this document; undefined if it may. */
export function ownershipDefect(
  document: { readonly shop: string; readonly tillId: string },
  writer: Writer,
  owner: 'its-till' | 'every-till',
): Verdict<never> | undefined {
  if (document.shop !== writer.shop) return refuse('another-shop', `belongs to ${document.shop}`);
  if (owner === 'every-till') return undefined;
  if (document.tillId === writer.tillId || document.tillId === writer.carriedFrom) return undefined;
  return refuse('another-till', `was written by till ${document.tillId}`);
}
