import { fc, test as property } from '@fast-check/vitest';
import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { JournalRecord } from '../seal.ts';
import { aJournal, aTillKey } from '../testing.ts';
import { csvHeader, csvRow } from './csv.ts';
import { decimalText } from './decimal-text.ts';
import { endText, exportFormat, headerText, readKeys, recordText, type ExportHeader } from './export.ts';
import { isAskedFor, rangesOf } from './filter.ts';
import { NotAnExport, verifyExport } from './verify-export.ts';

const key = await aTillKey();
const shop = 'tidemark-demo.myshopify.com';
const enrolledAt = '2026-01-01T00:00:00.000Z';
const header: ExportHeader = {
  ...{ format: exportFormat, shop, exportedAt: '2026-02-01T00:00:00.000Z', filter: {} },
  keys: [{ tillId: 'till-aaaa', keyId: key.id, key: key.publicKey, enrolledAt }],
  serverKeys: [],
};
const records = await aJournal(3, key);
const unsigned = aSale();

/** The lines of an export. */
function linesOf(sales: readonly Sale[], change: Partial<ExportHeader> = {}): readonly string[] {
  const signed = sales.filter(each => each.journal).length;
  const end = endText({ records: signed, unsigned: sales.length - signed });
  return [headerText({ ...header, ...change }), ...sales.map(recordText), end];
}

test('[JR40] [JR42] an export is verified with nothing but itself', async () => {
  const report = await verifyExport(linesOf([...records, unsigned]));

  expect(report).toMatchObject({
    isWhole: true,
    keysFrom: 'file',
    counts: { records: 3, unsigned: 1 },
    header,
  });
});

test('[JR40] a record is exported as it is stored, without the marks of replication', () => {
  const submission = { state: 'refused', sending: 1, attempts: 0, reason: 'flawed' } as const;
  const stored = { ...(records[0] as JournalRecord), rev: '0123456789abcdef', submission, _deleted: false };
  const { rev: _rev, _deleted, ...kept } = stored;

  expect(JSON.parse(recordText(stored))).toEqual(kept);
});

test('[JR41] a file that was cut off, or lost or got lines, is said to be', async () => {
  const lines = linesOf([...records, unsigned]);
  const kinds = async (changed: readonly string[]) => Object.keys((await verifyExport(changed)).found);

  expect(await kinds(lines.slice(0, -1))).toEqual(['cut-off']);
  expect(await kinds(lines.slice(0, 2))).toEqual(['cut-off']);
  expect(await kinds(lines.toSpliced(3, 1))).toEqual(['cut-off']);
  expect(await kinds(lines.toSpliced(4, 1))).toEqual(['cut-off']);
  expect(await kinds(lines.with(3, recordText(aSale({ id: 'sale-0009' }))))).toEqual(['cut-off']);
  expect(await kinds([...lines, recordText(unsigned)])).toEqual(['not-a-record', 'cut-off']);
  expect(await kinds(lines.with(2, 'milk, eggs'))).toEqual(['not-a-record', 'missing']);
});

test('[JR41] the line of a finding is that of the file', async () => {
  const { findings } = await verifyExport(linesOf(records).with(2, '{'));

  expect(findings[0]).toMatchObject({ kind: 'not-a-record', line: 3 });
});

test.each([
  ['an empty file', []],
  ['another file', ['milk, eggs']],
  ['a file of records alone', records.map(recordText)],
  ['another version', [headerText({ ...header, format: 'tidemark-journal/3' as never })]],
  ['a header without keys', [headerText({ ...header, keys: undefined as never })]],
  ['a header with a filter that is none', [headerText({ ...header, filter: { till: 7 } as never })]],
])('[JR41] %s is no export', async (_what, lines) => {
  await expect(verifyExport(lines)).rejects.toThrow(NotAnExport);
});

test('[JR42] keys from elsewhere go before those in the file', async () => {
  const forged = await aTillKey('forger');
  const made = await aJournal(3, forged);
  const lines = linesOf(made, {
    keys: [{ tillId: 'till-aaaa', keyId: forged.id, key: forged.publicKey, enrolledAt }],
  });

  expect(await verifyExport(lines)).toMatchObject({ isWhole: true, keysFrom: 'file' });
  expect(await verifyExport(lines, { tills: readKeys(header.keys)!, servers: new Map() })).toMatchObject({
    ...{ isWhole: false, keysFrom: 'elsewhere', found: { 'unknown-key': 3 } },
  });
});

test('[JR42] a key is known by its thumbprint, whatever the file calls it', async () => {
  const { publicKey } = await aTillKey('forger');
  const keys = [{ tillId: 'till-aaaa', keyId: key.id, key: publicKey, enrolledAt }];

  expect(await verifyExport(linesOf(records, { keys }))).toMatchObject({ found: { 'unknown-key': 3 } });
});

test('[JR42] what is no list of keys is none', () => {
  expect(readKeys({})).toBeUndefined();
  expect(readKeys([null])).toBeUndefined();
  expect(readKeys([{ tillId: 'till-aaaa', key: { kty: 'RSA' } }])).toBeUndefined();
  expect(readKeys([])?.size).toBe(0);
});

const asked = { series: 'aaaaaaaaaa', tillId: 'till-aaaa', locationId: '1' };

test('[JR43] a period ends before its end, and compares instants', () => {
  const filter = { from: '2026-01-02T00:00:00.000Z', to: '2026-01-03T00:00:00.000Z' };
  const isIn = (createdAt: string) => isAskedFor({ ...asked, createdAt }, filter);

  expect(['2026-01-02T00:00:00Z', '2026-01-02T23:59:59.999Z'].map(isIn)).toEqual([true, true]);
  expect(['2026-01-01T23:59:59.9Z', '2026-01-03T00:00:00Z'].map(isIn)).toEqual([false, false]);
  expect(isAskedFor({ ...asked, createdAt: 'x' }, { till: 'till-bbbb' })).toBe(false);
  expect(isAskedFor({ ...asked, createdAt: 'x' }, { location: '2' })).toBe(false);
});

const days = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 });
property.prop([days, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })])(
  '[JR43] a period takes all numbers from its first record to its last',
  (dated, from, to) => {
    const entries = dated.map((day, index) => ({
      ...{ ...asked, number: index + 1, createdAt: `2026-01-0${day}T00:00:00Z` },
    }));
    const filter = { from: `2026-01-0${from}`, to: `2026-01-0${to}` };
    const inside = entries.filter(each => isAskedFor(each, filter)).map(each => each.number);
    const range = rangesOf(entries, filter).get('aaaaaaaaaa');

    expect(range).toEqual(
      inside.length === 0 ? undefined : { first: Math.min(...inside), last: Math.max(...inside) },
    );
  },
);

/** A reader of RFC 4180. */
function rowsOf(csv: string): readonly (readonly string[])[] {
  const cells = [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of cells) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('[JR46] a record is one row, in its currency’s decimals, without customer and notes', () => {
  const accepted = { state: 'accepted', after: 'e1:1', orderId: '9', orderName: '#1001' } as const;
  const submission = { ...accepted, differences: [] };
  const [first] = records as [JournalRecord];
  const sale: Sale = { ...first, submission, flaws: [{ code: 'staff-unknown', about: 'x' }] };

  const [names, row] = rowsOf(csvHeader() + csvRow(sale)) as [string[], string[]];
  const cells = Object.fromEntries(names.map((name, index) => [name, row[index]]));

  expect(cells).toMatchObject({
    ...{ series: 'aaaaaaaaaa', number: '1', kind: 'sale', currency: 'EUR', 'total (in currency)': '12.50' },
    ...{ tenders: 'cash:12.50', taxes: 'VAT 0.21 2.17', items: '1', state: 'accepted', order: '#1001' },
    flaws: 'staff-unknown x',
  });
  expect(csvRow(aSale({ currency: 'JPY' }))).toContain(',JPY,1250,0,217,1250,1250,0,cash:1250,');
  expect(csvRow(aSale({ customerId: '77', note: 'for Noor' }))).not.toMatch(/Noor|77/);
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])(
  '[JR46] %j is no formula',
  staffId => {
    expect(csvRow(aSale({ staffId })).replaceAll('"', '')).toContain(`,'${staffId},`);
    expect(csvRow(aSale({ staffId: `a${staffId}` })).replaceAll('"', '')).toContain(`,a${staffId},`);
  },
);

const sign = fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', '"', ',');
const cell = fc.tuple(sign, fc.string({ unit: 'binary' })).map(parts => parts.join(''));
property.prop([cell, cell])('[JR46] any text comes back, and none is a formula', (staffId, title) => {
  const sale = aSale({ staffId, taxLines: [{ title, rate: 0.21, amount: 1 }] });

  const [names, row] = rowsOf(csvHeader() + csvRow(sale)) as [string[], string[]];

  expect(row).toHaveLength(names.length);
  expect(row[names.indexOf('staffId')]?.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')).toBe(staffId);
  expect(row.filter(cell => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
});

property.prop([fc.maxSafeInteger(), fc.integer({ min: 0, max: 4 })])(
  '[JR46] decimal text is exact',
  (minor, digits) => {
    const text = decimalText(minor, digits);

    expect(BigInt(text.replace('.', ''))).toBe(BigInt(minor));
    expect(text.split('.')[1]?.length ?? 0).toBe(digits);
  },
);
