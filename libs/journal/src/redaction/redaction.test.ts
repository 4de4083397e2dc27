import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { endText, exportFormat, headerText, redactionLine, recordText } from '../export/export.ts';
import { csvHeader, redactionRow } from '../export/csv.ts';
import { verifyExport, type KeysFromElsewhere } from '../export/verify-export.ts';
import { readKeys, readServerKeys, type ExportHeader } from '../export/export.ts';
import { aServerKey, redactionsOf } from '../testing-redactions.ts';
import { aJournal, aTillKey } from '../testing.ts';
import { isSigned } from '../till-key.ts';
import {
  isRedaction,
  mostRedacted,
  redactionHash,
  redactionText,
  type RedactionRecord,
} from './redaction.ts';
import { RedactionWalk } from './verify-redactions.ts';

const shop = 'tidemark-demo.myshopify.com';
const till = await aTillKey();
const key = aServerKey();
const serverKeys = [{ server: true, keyId: key.id, key: key.publicKey }] as const;
const keys = [
  { tillId: 'till-aaaa', keyId: till.id, key: till.publicKey, enrolledAt: '2026-01-01T00:00:00.000Z' },
];
const header: ExportHeader = {
  format: exportFormat,
  ...{ shop, exportedAt: '2026-02-01T00:00:00.000Z', filter: {}, keys, serverKeys },
};
const records = await aJournal(4, till, {}, { customerId: '7', note: 'for Jan' });
const erased = records.map((each, n) => (n % 2 === 0 ? { ...each, details: null } : each));
const erasedIds = ['aaaaaaaaaa-1', 'aaaaaaaaaa-3'];

function fileOf(redactions: readonly RedactionRecord[]): string[] {
  return [
    headerText(header),
    ...redactions.map(redactionLine),
    ...erased.map(recordText),
    endText({ records: erased.length, unsigned: 0, redactions: redactions.length }),
  ];
}

async function found(redactions: readonly RedactionRecord[], keysGiven?: KeysFromElsewhere) {
  const { findings } = await verifyExport(fileOf(redactions), keysGiven);
  return findings.map(({ kind, series, number }) => `${kind} ${series} ${number}`);
}

test('[JR50] a redaction record is signed over a text of its own, and names ids alone', async () => {
  const [record] = redactionsOf([['aaaaaaaaaa-1']]) as [RedactionRecord];
  const { hash, signature } = record.journal;

  expect(hash).toBe(redactionHash(record));
  expect(await isSigned(key.publicKey, redactionText(hash), signature)).toBe(true);
  expect(redactionText(hash)).toMatch(/^tidemark-redaction\/1 /);
  expect(Object.keys(record).toSorted()).toEqual(['at', 'id', 'journal', 'reason', 'records', 'shop']);
});

test.each([
  ['no records', { records: [] }],
  ['too many records', { records: Array.from({ length: mostRedacted + 1 }, (_, n) => `aaaaaaaaaa-${n}`) }],
  ['an unknown reason', { reason: 'whim' }],
  ['no time', { at: 'soon' }],
  ['another shop', { shop: 'other.myshopify.com' }],
  ['another kind', { journal: { ...redactionsOf([['a']])[0]!.journal, kind: 'sale' } }],
])('[JR50] what has %s is no redaction record', (_what, change) => {
  const [record] = redactionsOf([['aaaaaaaaaa-1']]);

  expect(isRedaction(record, shop)).toBe(true);
  expect(isRedaction({ ...record, ...change }, shop)).toBe(false);
});

test('[JR51] a file whose erased records are named is whole, and says what vouches for it', async () => {
  const report = await verifyExport(fileOf(redactionsOf([[erasedIds[0]!], [erasedIds[1]!]])));

  expect(report).toMatchObject({
    ...{ isWhole: true, counts: { records: 4, erased: 2 } },
    redactions: { records: 2, series: [{ series: 'rrrrrrrrrr', first: 1, last: 2 }], keysFrom: 'file' },
  });
});

test('[JR51] a record that was erased without a redaction is found, with its line', async () => {
  const report = await verifyExport(fileOf(redactionsOf([[erasedIds[0]!]])));

  expect(report.isWhole).toBe(false);
  expect(report.findings).toEqual([
    expect.objectContaining({
      ...{ kind: 'erased-unvouched', about: 'erased without a redaction', line: 5 },
      ...{ series: 'aaaaaaaaaa', number: 3 },
    }),
  ]);
});

test('[JR51] a file of an earlier version verifies, and nothing vouches for its erasures', async () => {
  const { serverKeys: _none, ...earlier } = { ...header, format: 'tidemark-journal/1' as const };
  const lines = [headerText(earlier), ...erased.map(recordText), endText({ records: 4, unsigned: 0 })];

  const report = await verifyExport(lines);

  expect(report).toMatchObject({ isWhole: true, counts: { erased: 2 } });
  expect(report.redactions).toBeUndefined();
});

test('[JR52] a redaction record that was changed, forged or moved vouches for nothing', async () => {
  const [one, two] = redactionsOf([[erasedIds[0]!], [erasedIds[1]!]]) as [RedactionRecord, RedactionRecord];
  const [forged] = redactionsOf([[...erasedIds]], aServerKey('forger')) as [RedactionRecord];
  const changed = { ...one, records: [...erasedIds] };

  expect(await found([changed, two])).toEqual(['erased-unvouched aaaaaaaaaa 1', 'changed rrrrrrrrrr 1']);
  expect(await found([forged])).toEqual([
    ...['erased-unvouched aaaaaaaaaa 1', 'erased-unvouched aaaaaaaaaa 3', 'unknown-key rrrrrrrrrr 1'],
  ]);
  expect(
    await found([{ ...one, journal: { ...one.journal, signature: two.journal.signature } }, two]),
  ).toEqual([...['erased-unvouched aaaaaaaaaa 1', 'forged rrrrrrrrrr 1']]);
  expect(await found([{ ...one, id: 'rrrrrrrrrr-7' }, two])).toContain('misnamed rrrrrrrrrr 1');
});

test('[JR52] a gap in the redaction records, a broken chain and a lost end are found', async () => {
  const [one, two, three] = redactionsOf([erasedIds, ['x-1'], ['x-2']]) as [
    RedactionRecord,
    RedactionRecord,
    RedactionRecord,
  ];
  const next = (last: { series: string; number: number } | null) => {
    const walk = redactionsOf([['x-3']], key, { series: 'ssssssssss' })[0]!;
    return { ...walk, journal: { ...walk.journal, opens: { last } } };
  };
  const kinds = async (list: readonly RedactionRecord[]) => {
    const walk = new RedactionWalk(new Map([[key.id, key.publicKey]]), shop);
    for (const [n, each] of list.entries()) await walk.add(each, n + 1);
    return walk.report().findings.map(({ kind, series, number }) => `${kind} ${series} ${number}`);
  };

  expect(await found([one, three])).toEqual(['missing rrrrrrrrrr 2']);
  expect(await found([two, three])).toContain('missing rrrrrrrrrr 1');
  expect(await found([two, one])).toContain('unsorted rrrrrrrrrr 1');
  const [, other] = redactionsOf([['x-9'], ['x-1']]) as [RedactionRecord, RedactionRecord];
  expect(await found([one, other])).toEqual(['broken rrrrrrrrrr 2']);
  expect(await kinds([one, next({ series: 'rrrrrrrrrr', number: 3 })])).toContain('lost-tail rrrrrrrrrr 2');
  expect(await kinds([one, next(null)])).toContain('broken ssssssssss 1');
  expect(await kinds([next({ series: 'rrrrrrrrrr', number: 3 })])).toContain('missing rrrrrrrrrr 3');
});

test('[JR53] a file that lacks a redaction record is cut off', async () => {
  const lines = fileOf(redactionsOf([erasedIds, ['x-1']]));

  expect((await verifyExport(lines.toSpliced(2, 1))).found).toEqual({ 'cut-off': 1 });
});

test('[JR53] a server’s key from elsewhere goes before that in the file; a list without one uses the file’s', async () => {
  const redactions = redactionsOf([erasedIds]);
  const other = [{ server: true, keyId: 'x', key: aServerKey('forger').publicKey }];
  const given = (list: readonly object[]) => ({ tills: readKeys(list)!, servers: readServerKeys(list) });

  expect(await found(redactions, given([...keys, ...other]))).toContain('unknown-key rrrrrrrrrr 1');
  expect(await found(redactions, given([...keys, ...serverKeys]))).toEqual([]);
  const report = await verifyExport(fileOf(redactions), given(keys));
  expect(report).toMatchObject({ isWhole: true, keysFrom: 'elsewhere', redactions: { keysFrom: 'file' } });
});

test('[JR53] a redaction record is one row of a spreadsheet', () => {
  const [record] = redactionsOf([erasedIds]) as [RedactionRecord];
  const names = csvHeader().trim().split(',');
  const cells = redactionRow(record).trim().split(',');

  expect(cells).toHaveLength(names.length);
  expect(Object.fromEntries(names.map((name, n) => [name, cells[n]]))).toMatchObject({
    ...{ kind: 'redaction', id: 'rrrrrrrrrr-1', reason: 'customer-request', records: erasedIds.join(';') },
  });
});

const lists = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }), {
  minLength: 2,
  maxLength: 8,
});
property.prop([lists, fc.nat(), fc.constantFrom('left out', 'changed', 'swapped')], { numRuns: 60 })(
  '[JR52] any one redaction record that is left out before the last, changed or swapped is found',
  async (named, place, how) => {
    const made = redactionsOf(named.map(each => each.map(n => `aaaaaaaaaa-${n}`)));
    const at = place % (made.length - 1);
    const [one, two] = [made[at]!, made[at + 1]!];
    const list =
      how === 'left out'
        ? made.toSpliced(at, 1)
        : how === 'changed'
          ? made.with(at, { ...one, records: [...one.records, 'aaaaaaaaaa-99'] })
          : made.toSpliced(at, 2, two, one);
    const walk = new RedactionWalk(new Map([[key.id, key.publicKey]]), shop);
    for (const [n, each] of list.entries()) await walk.add(each, n + 1);

    expect(walk.report().findings).not.toEqual([]);
    expect(walk.report().named.has('aaaaaaaaaa-99')).toBe(false);
  },
);

property.prop([lists], { numRuns: 60 })('[JR51] untouched redaction records are whole', async named => {
  const walk = new RedactionWalk(new Map([[key.id, key.publicKey]]), shop);
  const made = redactionsOf(named.map(each => each.map(n => `aaaaaaaaaa-${n}`)));
  for (const [n, each] of made.entries()) await walk.add(each, n + 1);

  const { findings, named: ids } = walk.report();

  expect(findings).toEqual([]);
  expect([...ids].toSorted()).toEqual([...new Set(made.flatMap(each => each.records))].toSorted());
});
