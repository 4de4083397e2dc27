import {
  csvHeader,
  csvRow,
  endText,
  exportFormat,
  headerText,
  isAskedFor,
  rangesOf,
  recordText,
  redactionLine,
  redactionRow,
  type ExportEnd,
  type ExportFilter,
} from '@tidemark/journal';
import type { Sale } from '@tidemark/schema';
import type { MirrorFile } from './mirror-file.ts';

export const formats = ['jsonl', 'csv', 'keys'] as const;
export type Format = (typeof formats)[number];

/** What to export, and in which format. */
export interface ExportWish {
  readonly shop: string;
  readonly filter: ExportFilter;
  readonly format: Format;
  /** ISO 8601. */
  readonly exportedAt: string;
}

/** Writes the next text of an export; resolves when ready for more. */
export type Write = (text: string) => Promise<void>;

/** Writes a shop's journal, record by record. @returns The counts. */
export async function writeExport(mirror: MirrorFile, wish: ExportWish, write: Write): Promise<ExportEnd> {
  const { shop, format, filter, exportedAt } = wish;
  const keys = mirror.tillKeys(shop);
  const serverKeys = mirror.serverKeys();
  const counts = { records: 0, unsigned: 0, redactions: 0 };
  if (format === 'keys') {
    await write(`${JSON.stringify([...keys, ...serverKeys], undefined, 2)}\n`);
    return counts;
  }
  const source = { source: mirror.name, filter, keys, serverKeys };
  const header = { format: exportFormat, shop, exportedAt, ...source } as const;
  await write(format === 'csv' ? csvHeader() : `${headerText(header)}\n`);
  // Write all of them, whatever the filter, so that their numbers have no gaps.
  for (const redaction of mirror.redactions(shop)) {
    counts.redactions++;
    await write(format === 'csv' ? redactionRow(redaction) : `${redactionLine(redaction)}\n`);
  }
  for (const sale of selected(mirror, wish)) {
    counts[sale.journal ? 'records' : 'unsigned']++;
    await write(format === 'csv' ? csvRow(sale) : `${recordText(sale)}\n`);
  }
  if (format === 'jsonl') await write(`${endText(counts)}\n`);
  return counts;
}

/** The sales that match the filter: those of the journals, then the others. */
function* selected(mirror: MirrorFile, { shop, filter }: ExportWish): Iterable<Sale> {
  const { from, to, ...wholeSeries } = filter;
  const isPeriod = from !== undefined || to !== undefined;
  // Filter by location later, record by record, so that a period has the same ends for all locations.
  const { location: _location, ...ofTill } = filter;
  const ranges = isPeriod ? rangesOf(mirror.entries(shop), ofTill) : undefined;
  const isWanted = (series: string, number: number) => {
    const range = ranges?.get(series);
    return !ranges || (range !== undefined && range.first <= number && number <= range.last);
  };
  for (const sale of mirror.records(shop, isWanted)) if (isAskedFor(sale, wholeSeries)) yield sale;
  for (const sale of mirror.others(shop)) if (isAskedFor(sale, filter)) yield sale;
}
