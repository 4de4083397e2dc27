import { minorDigits, type Sale } from '@tidemark/schema';
import type { RedactionRecord } from '../redaction/redaction.ts';
import { decimalText } from './decimal-text.ts';

type Cell = string | number;

/** One row of a sale in a spreadsheet: what each column is called, and what it says. */
const columns: readonly (readonly [name: string, of: (sale: Sale) => Cell])[] = [
  ['series', ({ journal }) => journal?.series ?? ''],
  ['number', ({ journal }) => journal?.number ?? ''],
  ['id', ({ id }) => id],
  ['kind', ({ journal }) => journal?.kind ?? 'sale'],
  ['receiptNumber', ({ receiptNumber }) => receiptNumber],
  ['tillId', ({ tillId }) => tillId],
  ['staffId', ({ staffId }) => staffId],
  ['locationId', ({ locationId }) => locationId],
  ['createdAt (UTC)', ({ createdAt }) => createdAt],
  ['currency', ({ currency }) => currency],
  ['subtotal (in currency)', sale => moneyText(sale, sale.totals.subtotal)],
  ['discount (in currency)', sale => moneyText(sale, sale.totals.discount)],
  ['tax (in currency)', sale => moneyText(sale, sale.totals.tax)],
  ['total (in currency)', sale => moneyText(sale, sale.totals.total)],
  ['paid (in currency)', sale => moneyText(sale, sale.totals.paid)],
  ['change (in currency)', sale => moneyText(sale, sale.totals.change)],
  ['tenders', sale => listed(sale.tenders, each => `${each.kind}:${moneyText(sale, each.amount)}`)],
  [
    'taxes',
    sale => listed(sale.taxLines, each => `${each.title} ${each.rate} ${moneyText(sale, each.amount)}`),
  ],
  ['items', ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0)],
  ['state', ({ submission }) => submission?.state ?? ''],
  ['order', ({ submission }) => (submission?.state === 'accepted' ? submission.orderName : '')],
  ['flaws', ({ flaws = [] }) => listed(flaws, ({ code, about }) => `${code} ${about}`)],
  ['hash', ({ journal }) => journal?.hash ?? ''],
  ['reason', () => ''],
  ['records', () => ''],
];

/** The first row: the names of the columns. Rows end as RFC 4180 has it. */
export function csvHeader(): string {
  return rowOf(columns.map(([name]) => name));
}

/** A sale as one row, without its customer and notes. */
export function csvRow(sale: Sale): string {
  return rowOf(columns.map(([, of]) => of(sale)));
}

/** A redaction record as one row: which records lost their personal data, when and why. */
export function redactionRow({ id, at, reason, records, journal }: RedactionRecord): string {
  const { kind, series, number, hash } = journal;
  const cells: Readonly<Record<string, Cell>> = {
    ...{ series, number, id, kind, 'createdAt (UTC)': at },
    ...{ hash, reason, records: records.join(';') },
  };
  return rowOf(columns.map(([name]) => cells[name] ?? ''));
}

function rowOf(cells: readonly Cell[]): string {
  return `${cells.map(each => quoted(typeof each === 'number' ? String(each) : harmless(each))).join(',')}\r\n`;
}

/**
 * A text that no spreadsheet takes for a formula: one that begins as a formula does gets an apostrophe before it. So a
 * hash may begin with one that is not part of it.
 */
function harmless(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** As RFC 4180 quotes. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function listed<T>(list: readonly T[], text: (each: T) => string): string {
  return list.map(text).join(';');
}

function moneyText({ currency }: Pick<Sale, 'currency'>, minor: number): string {
  return decimalText(minor, minorDigits(currency));
}
