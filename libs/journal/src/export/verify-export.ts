import { RedactionWalk, type RedactionSeries, type ServerKeys } from '../redaction/verify-redactions.ts';
import { Unreadable, verifyJournal, withFindings } from '../verify/verify.ts';
import type { Finding, Keys, Report } from '../verify/report.ts';
import {
  hasRedactions,
  jsonOf,
  readEnd,
  readHeader,
  readKeys,
  readRedaction,
  readServerKeys,
  type ExportEnd,
  type ExportHeader,
} from './export.ts';

/** What the verification of an exported journal found. */
export interface ExportReport extends Report {
  readonly header: ExportHeader;
  /** Where the keys came from. The keys in a file are as trustworthy as the file. */
  readonly keysFrom: 'file' | 'elsewhere';
  /** What vouches for erasures; absent in a file of an earlier version: nothing does. */
  readonly redactions?: {
    readonly records: number;
    readonly series: readonly RedactionSeries[];
    readonly keysFrom: 'file' | 'elsewhere';
  };
}

/** Public keys that reached whoever verifies by another way than the file. */
export interface KeysFromElsewhere {
  readonly tills: Keys;
  /** Empty: those in the file are used. */
  readonly servers: ServerKeys;
}

/** A file that is no exported journal. */
export class NotAnExport extends Error {
  override readonly name = 'NotAnExport';
}

/** How far the lines of a file were read. */
interface Progress {
  line: number;
  records: number;
  redactions: number;
  end?: ExportEnd;
}

/**
 * Verifies an exported journal, line by line. Without `keys`, those in its header are used.
 * @throws NotAnExport if its first line is no header
 */
export async function verifyExport(
  lines: Iterable<string> | AsyncIterable<string>,
  keys?: KeysFromElsewhere,
  crypto?: Crypto,
): Promise<ExportReport> {
  const iterator = iteratorOf(lines);
  try {
    const first = await iterator.next();
    if (first.done) throw new NotAnExport('it is empty');
    const header = readHeader(first.value);
    if (!header) throw new NotAnExport('its first line is not the header of an exported journal');
    const progress: Progress = { line: 1, records: 0, redactions: 0 };
    const given = keys && keys.servers.size > 0 ? keys.servers : undefined;
    const walk = new RedactionWalk(given ?? readServerKeys(header.serverKeys), header.shop, crypto);
    const next = hasRedactions(header) ? await readRedactions(iterator, progress, walk) : undefined;
    const { findings, named, ...redactions } = walk.report();
    const options = {
      ...{ shop: header.shop, filter: header.filter, firstLine: progress.line + 1 },
      ...(hasRedactions(header) ? { redacted: named } : {}),
      ...(crypto === undefined ? {} : { crypto }),
    };
    const known = keys?.tills ?? readKeys(header.keys) ?? new Map();
    const report = await verifyJournal(recordsIn(iterator, progress, next), known, options);
    const more = [...findings, ...cutOff(progress, report)];
    const from = (isGiven: boolean) => (isGiven ? 'elsewhere' : 'file');
    return {
      ...withFindings(report, more),
      ...{ header, keysFrom: from(keys !== undefined) },
      ...(hasRedactions(header)
        ? { redactions: { ...redactions, keysFrom: from(given !== undefined) } }
        : {}),
    };
  } finally {
    await iterator.return?.();
  }
}

/** Follows the redaction records, which stand before all others. Returns what comes after them. */
async function readRedactions(
  lines: Lines,
  progress: Progress,
  walk: RedactionWalk,
): Promise<IteratorResult<string>> {
  for (;;) {
    const next = await lines.next();
    const found = next.done ? undefined : readRedaction(next.value);
    if (!found) return next;
    progress.line++;
    progress.redactions++;
    await walk.add(found.redaction, progress.line);
  }
}

async function* recordsIn(
  lines: Lines,
  progress: Progress,
  first: IteratorResult<string> | undefined,
): AsyncGenerator<unknown> {
  for (let next = first ?? (await lines.next()); !next.done; next = await lines.next()) {
    progress.line++;
    const end = readEnd(next.value);
    if (end && !progress.end) {
      progress.end = end;
      continue;
    }
    progress.records++;
    yield progress.end ? new Unreadable('it comes after the last line') : recordIn(next.value);
  }
}

function recordIn(line: string): unknown {
  return jsonOf(line) ?? new Unreadable('it is no JSON');
}

/** Why the file is not all of what was exported; empty: it is. */
function cutOff({ end, line, records, redactions }: Progress, { counts }: Report): readonly Finding[] {
  const cut = (about: string): readonly Finding[] => [{ kind: 'cut-off', about, line }];
  if (!end) return cut('the last line, which says how many records there are, is not there');
  if ((end.redactions ?? 0) !== redactions)
    return cut(`the last line says ${end.redactions ?? 0} redaction records; there are ${redactions}`);
  if (end.records + end.unsigned === records && end.unsigned === counts.unsigned) return [];
  const said = `${end.records} records and ${end.unsigned} sales without a journal`;
  return cut(`the last line says ${said}; there are ${records - counts.unsigned} and ${counts.unsigned}`);
}

type Lines = Iterator<string> | AsyncIterator<string>;

function iteratorOf(lines: Iterable<string> | AsyncIterable<string>): Lines {
  return Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]();
}
