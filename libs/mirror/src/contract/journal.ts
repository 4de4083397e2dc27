import type { Role } from '@tidemark/schema';

/** What the store knows about a sale that is new to it, as its transaction sees it. */
export interface RowFacts {
  /** The staff member whom the sale names. `dismissedAt` is undefined if they work here, or if the time is unknown. */
  readonly staff: 'unknown' | { readonly dismissedAt: number | undefined };
  /** The role of a person whom the sale names, if they worked here at this time: milliseconds since the epoch. */
  readonly roleAt: (staffId: string, at: number) => Role | undefined;
  /** The locations at which its till was ever registered. */
  readonly places: ReadonlySet<string>;
  /** The shop's currency; undefined before its settings were read. */
  readonly currency: string | undefined;
  /**
   * [M38] The prices of a variant that the sale's till may have known, in minor units: those up to the place that the
   * sale names; all that the mirror remembers if it names none of this history. Undefined: the mirror does not know the
   * variant. `any`: the sale is of before the mirror remembered prices.
   */
  prices(variantId: string): ReadonlySet<number> | 'any' | undefined;
  /** The till and the key of the records that are stored of its series; undefined for none. */
  readonly series: { readonly tillId: string; readonly keyId: string } | undefined;
  /** The hash of the record before it; undefined if that is not stored. */
  readonly before: string | undefined;
  /** What the record after it calls the hash of the one before; undefined if that is not stored. */
  readonly after: string | undefined;
}

/** A series in which records are missing. */
export interface JournalGap {
  readonly series: string;
  readonly tillId: string;
  /** How many records are missing below the highest number. */
  readonly missing: number;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
}

/** A gap younger than this is not one yet: pushes of one till may arrive in any order. */
export const gapAlarmMs = 10 * 60_000;

/** What of a shop's journals needs a person. */
export interface JournalState {
  /** The longest-standing gaps, 100 at most. */
  readonly gaps: readonly JournalGap[];
  readonly gapCount: number;
  /** Records whose number another record of the same till had: its data were copied to another machine. */
  readonly forks: number;
  /** Sales with flaws that nobody has decided about. */
  readonly flawed: number;
}
