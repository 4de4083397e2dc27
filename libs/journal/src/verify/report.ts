import type { PublicKey } from '../till-key.ts';

/** What can be wrong with a journal. docs/journal.md says what each means. */
export const findingKinds = [
  'missing',
  'lost-tail',
  'changed',
  'forged',
  'unknown-key',
  'broken',
  'forked',
  'repeated',
  'misnamed',
  'details-changed',
  'erased-unvouched',
  'not-a-record',
  'unsorted',
  'cut-off',
] as const;

export type FindingKind = (typeof findingKinds)[number];

/** One thing that is wrong, and where. */
export interface Finding {
  readonly kind: FindingKind;
  /** What exactly, in words. */
  readonly about: string;
  readonly series?: string;
  readonly number?: number;
  /** The end of a range of numbers that begins with `number`. */
  readonly last?: number;
  readonly id?: string;
  /** The line of the file, or the place in the list, from 1. */
  readonly line?: number;
}

/** A finding before its place is known. */
export type Defect = Pick<Finding, 'kind' | 'about'>;

/** A till's key, as the server enrolled it. */
export interface JournalKey {
  readonly tillId: string;
  readonly key: PublicKey;
  /** Milliseconds since the epoch; absent: unknown. */
  readonly enrolledAt?: number;
}

/** Keys by their ids. */
export type Keys = ReadonlyMap<string, JournalKey>;

/** What of a shop's journal was asked for; an absent field: all. */
export interface ExportFilter {
  readonly till?: string;
  readonly location?: string;
  /** From this instant on, and before that one: ISO 8601. */
  readonly from?: string;
  readonly to?: string;
}

/** One series of a till, as far as its records were there. */
export interface SeriesReport {
  readonly series: string;
  readonly tillId: string;
  readonly first: number;
  readonly last: number;
  /** Different records. */
  readonly records: number;
  /** Numbers without a record. */
  readonly missing: number;
}

/** The sum of what sales of one currency came to. */
export interface CurrencyTotal {
  readonly currency: string;
  readonly records: number;
  /** In units of the currency, as decimal text. */
  readonly total: string;
}

/** What a verification found. */
export interface Report {
  /** Nothing was found. */
  readonly isWhole: boolean;
  /** The first findings; `found` counts all. */
  readonly findings: readonly Finding[];
  readonly found: Readonly<Partial<Record<FindingKind, number>>>;
  readonly counts: {
    /** Records with a place in a journal, each as often as it is there. */
    readonly records: number;
    /** Sales without a place in a journal. */
    readonly unsigned: number;
    /** Unsigned sales that a till made after its key was enrolled. */
    readonly unsignedDespiteKey: number;
    /** Records whose personal data were erased. */
    readonly erased: number;
    /** Records that the server marked as flawed. */
    readonly flawed: number;
    /** Numbers that are absent because only one location was asked for. */
    readonly filtered: number;
  };
  readonly series: readonly SeriesReport[];
  /** Tills that have a key and no record here: they never sold, or all of their records are gone. */
  readonly silentTills: readonly string[];
  /** Of records whose content is what their till signed, each once. */
  readonly totals: readonly CurrencyTotal[];
  /** Of sales without a place in a journal: nothing proves them. */
  readonly unsignedTotals: readonly CurrencyTotal[];
}
