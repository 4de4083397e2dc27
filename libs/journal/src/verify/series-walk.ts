import type { Place } from './check-record.ts';
import type { Defect, ExportFilter, Finding, SeriesReport } from './report.ts';

/** Different records under one number whose hashes are remembered: a cloned till makes a second one. */
const mostForks = 16;

/** A series so far. */
interface Series {
  readonly series: string;
  tillId: string;
  /** The key of its first proven record. */
  keyId?: string;
  readonly first: number;
  last: number;
  /** The hashes of the records with the number `last`. */
  hashes: Set<string>;
  records: number;
  missing: number;
  opensAfter?: { readonly series: string; readonly number: number };
}

/** What following the series finds about one record. */
export interface Step {
  readonly findings: readonly (Defect & Partial<Finding>)[];
  /** The same record was there before. */
  readonly isRepeated: boolean;
}

/**
 * Follows records in the order of series and number, from one to the next. Remembers a few fields of each series, and
 * no records.
 */
export class SeriesWalk {
  readonly #filter: ExportFilter;
  readonly #all = new Map<string, Series>();
  #now: Series | undefined;
  #filtered = 0;

  constructor(filter: ExportFilter) {
    this.#filter = filter;
  }

  /** Numbers that are absent because only one location was asked for. */
  get filtered(): number {
    return this.#filtered;
  }

  step(place: Place, isProven: boolean): Step {
    const { series, number } = place;
    if (this.#now?.series !== series) {
      if (this.#all.has(series)) return only(unsorted(`series ${series} goes on after another one`));
      return { findings: this.#begin(place, isProven), isRepeated: false };
    }
    const now = this.#now;
    if (number < now.last) return only(unsorted(`number ${number} comes after ${now.last}`));
    if (number === now.last) return this.#again(now, place);
    return { findings: [...this.#goOn(now, place), ...ofOneKey(now, place, isProven)], isRepeated: false };
  }

  /** What only the whole list shows: series that end before the number that their till later remembered. */
  end(): {
    readonly findings: readonly (Defect & Partial<Finding>)[];
    readonly series: readonly SeriesReport[];
  } {
    const all = [...this.#all.values()];
    const { location, from, to } = this.#filter;
    const isPart = location !== undefined || from !== undefined || to !== undefined;
    return {
      findings: isPart ? [] : all.flatMap(each => this.#tailBefore(each)),
      series: all.map(({ series, tillId, first, last, records, missing }) => ({
        ...{ series, tillId, first, last, records, missing },
      })),
    };
  }

  #begin(place: Place, isProven: boolean): readonly (Defect & Partial<Finding>)[] {
    const { series, number, tillId = '', opens } = place;
    const now: Series = {
      series,
      tillId,
      first: number,
      last: number,
      hashes: new Set(),
      records: 1,
      missing: 0,
    };
    if (place.hash !== undefined) now.hashes.add(place.hash);
    if (isProven && place.keyId !== undefined) now.keyId = place.keyId;
    if (isProven && opens?.last) now.opensAfter = opens.last;
    this.#now = now;
    this.#all.set(series, now);
    // Of a period, the numbers before its first record were not asked for.
    if (this.#filter.from !== undefined || this.#filter.to !== undefined) return [];
    return this.#gap(now, 1, number - 1);
  }

  #goOn(now: Series, place: Place): readonly (Defect & Partial<Finding>)[] {
    const { number, previous, hash, tillId } = place;
    const findings = [...this.#gap(now, now.last + 1, number - 1)];
    const isNext = number === now.last + 1 && now.hashes.size > 0;
    if (isNext && previous !== undefined && !now.hashes.has(previous ?? ''))
      findings.push({ kind: 'broken', about: 'it does not follow the record before it' });
    now.last = number;
    now.records++;
    now.hashes = new Set(hash === undefined ? [] : [hash]);
    if (now.tillId === '' && tillId !== undefined) now.tillId = tillId;
    return findings;
  }

  #again(now: Series, { number, hash }: Place): Step {
    if (hash !== undefined && now.hashes.has(hash))
      return { findings: [{ kind: 'repeated', about: 'the same record is there twice' }], isRepeated: true };
    if (hash !== undefined && now.hashes.size < mostForks) now.hashes.add(hash);
    now.records++;
    return only({ kind: 'forked', about: `there are different records with the number ${number}` });
  }

  #gap(now: Series, number: number, last: number): readonly (Defect & Partial<Finding>)[] {
    const count = last - number + 1;
    if (count < 1) return [];
    if (this.#filter.location !== undefined) {
      this.#filtered += count;
      return [];
    }
    now.missing += count;
    const about =
      count === 1
        ? 'there is no record with this number'
        : `there are no records with these ${count} numbers`;
    return [{ kind: 'missing', about, number, ...(count === 1 ? {} : { last }) }];
  }

  #tailBefore({ series, tillId, opensAfter }: Series): readonly (Defect & Partial<Finding>)[] {
    if (!opensAfter) return [];
    const before = this.#all.get(opensAfter.series);
    const at = { series: opensAfter.series, number: (before?.last ?? 0) + 1 };
    if (before && (before.tillId !== tillId || opensAfter.series === series))
      return [
        {
          kind: 'broken',
          about: `it opens after ${opensAfter.series}, no earlier series of its till`,
          series,
        },
      ];
    if (before && before.last >= opensAfter.number) return [];
    const about = `till ${tillId} had written up to number ${opensAfter.number} when it began series ${series}`;
    const last = at.number === opensAfter.number ? {} : { last: opensAfter.number };
    return [{ kind: 'lost-tail', about, ...at, ...last }];
  }
}

function ofOneKey(now: Series, { keyId }: Place, isProven: boolean): readonly Defect[] {
  if (!isProven || keyId === undefined) return [];
  now.keyId ??= keyId;
  if (now.keyId === keyId) return [];
  return [{ kind: 'forged', about: 'another till signed it than the records before it' }];
}

function unsorted(about: string): Defect {
  return { kind: 'unsorted', about };
}

function only(finding: Defect): Step {
  return { findings: [finding], isRepeated: false };
}
