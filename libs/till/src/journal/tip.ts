import { canonicalJson, type JournalEntry, type Sale } from '@tidemark/schema';
import { isInJournal, recordId, seriesOfText, sha256Of } from '@tidemark/journal';

/** The last record of a series. */
export interface Tip {
  readonly series: string;
  readonly number: number;
  readonly hash: string;
}

/** Where the next record goes. */
export type NextPlace = Pick<JournalEntry, 'series' | 'number' | 'previous' | 'opens'>;

/** A place that was known once, kept outside the database: it may be all that is left of a series. */
export interface KnownPlace {
  readonly series: string;
  readonly number: number;
}

/** The last record of each series among all records that this till knows. */
export class Tips {
  readonly #last = new Map<string, Tip>();

  take(sale: Sale): void {
    if (!isInJournal(sale)) return;
    const { series, number, hash } = sale.journal;
    if (number > (this.#last.get(series)?.number ?? 0)) this.#last.set(series, { series, number, hash });
  }

  of(series: string): Tip | undefined {
    return this.#last.get(series);
  }
}

/** The place after a record. */
export function placeAfter({ series, number, hash }: Tip): NextPlace {
  return { series, number: number + 1, previous: hash };
}

/** The first place of a series. */
export function openingPlace(
  series: string,
  last: KnownPlace | undefined,
  before: readonly Sale[],
): NextPlace {
  const opens = {
    before: { count: before.length, digest: digestOf(before) },
    last: last ? { series: last.series, number: last.number } : null,
  };
  return { series, number: 1, previous: null, opens };
}

/** The id of the record at a known place. */
export function idAt({ series, number }: KnownPlace): string {
  return recordId(series, number);
}

/** Names sales that are in no journal: a hash over each one's id and content, without what a server adds. */
function digestOf(sales: readonly Sale[]): string {
  const lines = sales.map(sale =>
    sha256Of(
      canonicalJson({ ...sale, rev: undefined, submission: undefined, effects: undefined, flaws: undefined }),
    ),
  );
  return sha256Of(lines.sort().join('\n'));
}

/** A series' name, made of an id that was made by chance. */
export function seriesFrom(id: string): string {
  return seriesOfText(`series ${id}`);
}

/** The salt of a record's personal data: 132 bits, made of an id that was made by chance. */
export function saltFrom(id: string): string {
  return sha256Of(`salt ${id}`).slice(0, 22);
}
