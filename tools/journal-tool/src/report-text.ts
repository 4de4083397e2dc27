import type { CurrencyTotal, ExportFilter, ExportReport, Finding } from '@tidemark/journal';

/** A verification's report as text. The last line is the result. */
export function reportText(report: ExportReport): string {
  const { header, counts, series } = report;
  const tills = new Set(series.map(each => each.tillId)).size;
  return [
    `The journal of ${header.shop}, exported at ${header.exportedAt}${sourceText(header.source)}`,
    `Asked for: ${filterText(header.filter)}`,
    `Keys: ${keysText(report)}`,
    `Records: ${counts.records} in ${series.length} series of ${tills} tills${totalsText(report.totals)}`,
    ...countLines(report),
    ...redactionLines(report),
    ...series.map(
      ({ series: name, tillId, first, last, records, missing }) =>
        `  ${name}  ${first} to ${last}, ${records} records${missing === 0 ? '' : `, ${missing} missing`}, till ${tillId}`,
    ),
    ...silentLines(report),
    '',
    ...findingLines(report),
  ].join('\n');
}

/** 0 if nothing was found, else 1. */
export function exitCode({ isWhole }: ExportReport): number {
  return isWhole ? 0 : 1;
}

function sourceText(source: string | undefined): string {
  return source === undefined ? '' : ` from ${source}`;
}

function filterText({ till, location, from, to }: ExportFilter): string {
  const parts = [
    till === undefined ? [] : `till ${till}`,
    location === undefined ? [] : `location ${location}`,
    from === undefined ? [] : `from ${from}`,
    to === undefined ? [] : `before ${to}`,
  ].flat();
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

function keysText({ keysFrom, header }: ExportReport): string {
  if (keysFrom === 'elsewhere') return 'those that were given';
  return `the ${header.keys.length} in the file itself, which are as trustworthy as the file: --keys names others`;
}

function countLines({ counts, unsignedTotals }: ExportReport): readonly string[] {
  const lines: readonly (readonly [number, string])[] = [
    [counts.unsigned, `sales without a journal, which nothing proves${totalsText(unsignedTotals)}`],
    [counts.unsignedDespiteKey, 'of them made after their till had a key: ask why'],
    [counts.erased, 'records whose personal data were erased'],
    [counts.flawed, 'records that the server marked as flawed'],
    [counts.filtered, 'numbers that are not in the file, since only one location was asked for'],
  ];
  return lines.filter(([count]) => count > 0).map(([count, text]) => `  ${count} ${text}`);
}

/** What vouches for erasures. */
function redactionLines({ redactions, counts }: ExportReport): readonly string[] {
  if (!redactions)
    return counts.erased === 0 ? [] : ['Erasures are not vouched for: this file is of an earlier version'];
  if (redactions.records === 0) return [];
  const { records, series, keysFrom } = redactions;
  const key = keysFrom === 'file' ? ', by the server’s key in the file itself' : '';
  return [
    `Redaction records: ${records} in ${series.length} series${key}`,
    ...series.map(({ series: name, first, last }) => `  ${name}  ${first} to ${last}`),
  ];
}

/** Names tills without a record, unless the export is filtered: then they are nothing special. */
function silentLines({ silentTills, header }: ExportReport): readonly string[] {
  if (silentTills.length === 0 || Object.keys(header.filter).length > 0) return [];
  return [`Tills with a key and without any record: ${silentTills.map(printable).join(', ')}`];
}

function totalsText(totals: readonly CurrencyTotal[]): string {
  if (totals.length === 0) return '';
  return `: ${totals.map(({ currency, total }) => `${currency} ${total}`).join(', ')}`;
}

function findingLines({ isWhole, findings, found }: ExportReport): readonly string[] {
  if (isWhole) return ['Nothing is missing, changed or forged.'];
  const count = Object.values(found).reduce((sum, each) => sum + each, 0);
  const unnamed = count - findings.length;
  return [
    ...findings.map(each => `  ${findingText(each)}`),
    ...(unnamed > 0 ? [`  … and ${unnamed} more`] : []),
    `This journal is not whole: ${Object.entries(found)
      .map(([kind, times]) => `${times} ${kind}`)
      .join(', ')}. docs/journal.md says what each means.`,
  ];
}

function findingText({ kind, about, series, number, last, id, line }: Finding): string {
  const numbers = number === undefined ? '' : ` ${number}${last === undefined ? '' : `–${last}`}`;
  const place = series === undefined ? (id ?? '') : `${series}${numbers}`;
  return `${kind}: ${place === '' ? '' : `${printable(place)}: `}${printable(about)}${line === undefined ? '' : ` (line ${line})`}`;
}

/** The text without characters that move a terminal's cursor or change its colours: a file is untrusted. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '�').slice(0, 500);
}
