import { RecordCheck, type Checked } from './check-record.ts';
import type { Defect, ExportFilter, Finding, FindingKind, Keys, Report } from './report.ts';
import { SeriesWalk } from './series-walk.ts';
import { Totals } from './totals.ts';

/** Records whose signatures are checked at once. */
const atOnce = 64;

/** Findings that a report names; it counts the others. */
const mostFindings = 1_000;

export interface VerifyOptions {
  /** What of the journal was asked for: numbers outside of it are not missed. Default: all. */
  readonly filter?: ExportFilter;
  /** Records of another shop are none. Default: any shop's. */
  readonly shop?: string;
  /** The ids of records whose erasure is vouched for. Absent: erasures are counted, and nothing vouches for them. */
  readonly redacted?: ReadonlySet<string>;
  /** The line of the first record. Default: 1. */
  readonly firstLine?: number;
  readonly crypto?: Crypto;
}

/** Stands in a list for a line that could not be read. */
export class Unreadable {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/**
 * Verifies a journal by its tills' public keys alone. Records are read one after the other, sorted by series and
 * number; sales without a place in a journal may stand anywhere. Remembers a few fields of each series, however many
 * records there are. Says nothing of records that were cut off the end of a series: no later record names them.
 */
export async function verifyJournal(
  records: Iterable<unknown> | AsyncIterable<unknown>,
  keys: Keys,
  options: VerifyOptions = {},
): Promise<Report> {
  const { shop, firstLine = 1, filter = {}, crypto = globalThis.crypto } = options;
  const check = new RecordCheck(keys, crypto);
  const tally = new Tally(filter, options.redacted);
  let line = firstLine;
  let batch: unknown[] = [];
  const flush = async () => {
    const checked = await Promise.all(
      batch.map(each => (each instanceof Unreadable ? unreadable(each) : check.check(each, shop))),
    );
    for (const [index, each] of checked.entries()) tally.add(each, line++, idOf(batch[index]));
    batch = [];
  };
  for await (const each of records) {
    batch.push(each);
    if (batch.length >= atOnce) await flush();
  }
  await flush();
  return tally.report(keys);
}

/** A report with more findings. */
export function withFindings(report: Report, findings: readonly Finding[]): Report {
  if (findings.length === 0) return report;
  const found: Partial<Record<FindingKind, number>> = { ...report.found };
  for (const { kind } of findings) found[kind] = (found[kind] ?? 0) + 1;
  const named = [...report.findings, ...findings.slice(0, mostFindings)];
  return { ...report, isWhole: false, findings: named, found };
}

/** Adds up what was found. */
class Tally {
  readonly #walk: SeriesWalk;
  readonly #redacted: ReadonlySet<string> | undefined;
  readonly #findings: Finding[] = [];
  readonly #found = new Map<FindingKind, number>();
  readonly #counts = { records: 0, unsigned: 0, unsignedDespiteKey: 0, erased: 0, flawed: 0 };
  readonly #totals = new Totals();
  readonly #unsignedTotals = new Totals();

  constructor(filter: ExportFilter, redacted: ReadonlySet<string> | undefined) {
    this.#walk = new SeriesWalk(filter);
    this.#redacted = redacted;
  }

  add(checked: Checked, line: number, id: string | undefined): void {
    if (checked.kind === 'unsigned') {
      this.#counts.unsigned++;
      if (checked.isDespiteKey) this.#counts.unsignedDespiteKey++;
      this.#unsignedTotals.add(checked.sale);
      return;
    }
    const named = { line, ...(id === undefined ? {} : { id }) };
    if (checked.kind === 'nothing') {
      for (const each of checked.defects) this.#note({ ...each, ...named });
      return;
    }
    const { place, defects, record, isProven } = checked;
    const { findings, isRepeated } = this.#walk.step(place, isProven);
    this.#counts.records++;
    if (record?.details === null) this.#counts.erased++;
    if (record?.flaws) this.#counts.flawed++;
    if (record && isProven && !isRepeated) this.#totals.add(record);
    const at = { ...named, series: place.series, number: place.number };
    for (const each of [...findings, ...defects]) this.#note({ ...at, ...each });
    if (record?.details === null && this.#redacted?.has(record.id) === false)
      this.#note({ ...at, kind: 'erased-unvouched', about: 'erased without a redaction' });
  }

  report(keys: Keys): Report {
    const { findings, series } = this.#walk.end();
    const tills = new Set(series.map(each => each.tillId));
    const keyed = [...new Set([...keys.values()].map(each => each.tillId))];
    for (const each of findings) this.#note(each);
    return {
      isWhole: this.#found.size === 0,
      findings: this.#findings,
      found: Object.fromEntries(this.#found),
      counts: { ...this.#counts, filtered: this.#walk.filtered },
      series,
      silentTills: keyed.filter(each => !tills.has(each)).sort(),
      totals: this.#totals.list(),
      unsignedTotals: this.#unsignedTotals.list(),
    };
  }

  #note(finding: Defect & Partial<Finding>): void {
    this.#found.set(finding.kind, (this.#found.get(finding.kind) ?? 0) + 1);
    if (this.#findings.length < mostFindings) this.#findings.push(finding);
  }
}

function unreadable({ why }: Unreadable): Checked {
  return { kind: 'nothing', defects: [{ kind: 'not-a-record', about: why }] };
}

function idOf(value: unknown): string | undefined {
  const id = (value as { readonly id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id.slice(0, 100) : undefined;
}
