import { Unreadable, verifyJournal, withFinding } from '../verify/verify.ts';
import type { Keys, Report } from '../verify/report.ts';
import { jsonOf, readEnd, readHeader, readKeys, type ExportEnd, type ExportHeader } from './export.ts';

/** What the verification of an exported journal found. */
export interface ExportReport extends Report {
  readonly header: ExportHeader;
  /** Where the keys came from. The keys in a file are as trustworthy as the file. */
  readonly keysFrom: 'file' | 'elsewhere';
}

/** A file that is no exported journal. */
export class NotAnExport extends Error {
  override readonly name = 'NotAnExport';
}

/** How far the lines of a file were read. */
interface Progress {
  line: number;
  records: number;
  end?: ExportEnd;
}

/**
 * Verifies an exported journal, line by line. Without `keys`, those in its header are used.
 * @throws NotAnExport if its first line is no header
 */
export async function verifyExport(
  lines: Iterable<string> | AsyncIterable<string>,
  keys?: Keys,
  crypto?: Crypto,
): Promise<ExportReport> {
  const iterator = iteratorOf(lines);
  try {
    const first = await iterator.next();
    if (first.done) throw new NotAnExport('it is empty');
    const header = readHeader(first.value);
    if (!header) throw new NotAnExport('its first line is not the header of an exported journal');
    const progress: Progress = { line: 1, records: 0 };
    const options = {
      ...{ shop: header.shop, filter: header.filter, firstLine: 2 },
      ...(crypto === undefined ? {} : { crypto }),
    };
    const known = keys ?? readKeys(header.keys) ?? new Map();
    const report = await verifyJournal(recordsIn(iterator, progress), known, options);
    const cut = cutOff(progress, report);
    const full =
      cut === undefined ? report : withFinding(report, { kind: 'cut-off', about: cut, line: progress.line });
    return { ...full, header, keysFrom: keys ? 'elsewhere' : 'file' };
  } finally {
    await iterator.return?.();
  }
}

async function* recordsIn(lines: Lines, progress: Progress): AsyncGenerator<unknown> {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
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

/** Why the file is not all of what was exported; undefined: it is. */
function cutOff({ end, records }: Progress, { counts }: Report): string | undefined {
  if (!end) return 'the last line, which says how many records there are, is not there';
  if (end.records + end.unsigned === records && end.unsigned === counts.unsigned) return undefined;
  const said = `${end.records} records and ${end.unsigned} sales without a journal`;
  return `the last line says ${said}; there are ${records - counts.unsigned} and ${counts.unsigned}`;
}

type Lines = Iterator<string> | AsyncIterator<string>;

function iteratorOf(lines: Iterable<string> | AsyncIterable<string>): Lines {
  return Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]();
}
