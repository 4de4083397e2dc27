import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { hashOf, signedText, type JournalRecord } from '../seal.ts';
import { aJournal, aSealedSale, aTillKey, nothingBefore } from '../testing.ts';
import type { TillKey } from '../till-key.ts';
import type { Keys, Report } from './report.ts';
import { verifyJournal, type VerifyOptions } from './verify.ts';

const key = await aTillKey();
const other = await aTillKey('till-bbbb');
const keys: Keys = new Map([
  [key.id, { tillId: 'till-aaaa', key: key.publicKey }],
  [other.id, { tillId: 'till-bbbb', key: other.publicKey }],
]);
const five = await aJournal(5, key);
const [r1, r2, r3, r4, r5] = five as [
  JournalRecord,
  JournalRecord,
  JournalRecord,
  JournalRecord,
  JournalRecord,
];

function verified(records: readonly unknown[], options?: VerifyOptions): Promise<Report> {
  return verifyJournal(records, keys, options);
}

/** What was found, briefly. */
async function found(records: readonly unknown[], options?: VerifyOptions): Promise<readonly string[]> {
  const { findings, isWhole } = await verified(records, options);
  expect(isWhole).toBe(findings.length === 0);
  return findings.map(({ kind, number, last }) =>
    [kind, number, last].filter(each => each !== undefined).join(' '),
  );
}

/** A record with another content, under a right hash, signed by this key. */
async function resigned(record: JournalRecord, by: TillKey): Promise<JournalRecord> {
  const hash = hashOf(record);
  return { ...record, journal: { ...record.journal, hash, signature: await by.sign(signedText(hash)) } };
}

test('[JR20] an untouched journal is whole', async () => {
  const second = await aJournal(2, other, { series: 'bbbbbbbbbb' }, { tillId: 'till-bbbb', currency: 'JPY' });

  const report = await verified([...five, ...second]);

  expect(report).toMatchObject({
    ...{ isWhole: true, findings: [], found: {} },
    counts: { records: 7, unsigned: 0, erased: 0, flawed: 0, filtered: 0 },
    totals: [
      { currency: 'EUR', records: 5, total: '62.50' },
      { currency: 'JPY', records: 2, total: '2500' },
    ],
  });
  expect(report.series).toEqual([
    { series: 'aaaaaaaaaa', tillId: 'till-aaaa', first: 1, last: 5, records: 5, missing: 0 },
    { series: 'bbbbbbbbbb', tillId: 'till-bbbb', first: 1, last: 2, records: 2, missing: 0 },
  ]);
});

test('[JR20] nothing is whole, and records may come one by one', async () => {
  expect((await verified([])).isWhole).toBe(true);
  async function* oneByOne() {
    yield* five;
  }
  expect((await verifyJournal(oneByOne(), keys)).isWhole).toBe(true);
});

test('[JR21] numbers without records are missing, as ranges', async () => {
  expect(await found([r1, r5])).toEqual(['missing 2 4']);
  expect(await found([r1, r2, r4, r5])).toEqual(['missing 3']);
  expect(await found([r3, r4, r5])).toEqual(['missing 1 2']);
  expect((await verified([r1, r5])).series).toMatchObject([{ records: 2, missing: 3 }]);
});

test('[JR22] a changed record is found, and is not in the totals', async () => {
  const cheaper = { ...r3, totals: { ...r3.totals, total: 1 } };

  const report = await verified([r1, r2, cheaper, r4, r5]);

  expect(report.findings).toEqual([
    {
      ...{ kind: 'changed', about: expect.any(String), line: 3 },
      ...{ id: r3.id, series: 'aaaaaaaaaa', number: 3 },
    },
  ]);
  expect(report.totals).toEqual([{ currency: 'EUR', records: 4, total: '50.00' }]);
});

test('[JR22] [JR24] a changed record with a new hash is forged, and breaks the chain', async () => {
  const cheaper = { ...r3, totals: { ...r3.totals, total: 1 } };
  const again = { ...cheaper, journal: { ...cheaper.journal, hash: hashOf(cheaper) } };

  expect(await found([r1, r2, again, r4, r5])).toEqual(['forged 3', 'broken 4']);
});

test('[JR23] a record signed by another till, or with its key unknown, is found', async () => {
  const foreign = await resigned(r5, other);
  const keyed = { ...r5.journal, keyId: other.id };
  const stolen = await resigned({ ...r5, tillId: 'till-bbbb', journal: keyed }, other);
  const stranger = await aTillKey('stranger');

  expect(await found([r1, r2, r3, r4, foreign])).toEqual(['forged 5']);
  expect(await found([r1, r2, r3, r4, stolen])).toEqual(['forged 5']);
  expect(await found([r1, r2, r3, r4, await resigned({ ...r5, journal: keyed }, other)])).toEqual([
    'forged 5',
  ]);
  expect(await found(await aJournal(2, other, { series: 'bbbbbbbbbb' }, { tillId: 'till-aaaa' }))).toEqual([
    ...['forged 1', 'forged 2'],
  ]);
  expect(await found([await aSealedSale({}, stranger)])).toEqual(['unknown-key 1']);
});

test('[JR24] a record that does not name the one before is broken', async () => {
  const loose = await aSealedSale({}, key, { number: 3, previous: r1.journal.hash });

  expect(await found([r1, r2, loose])).toEqual(['broken 3']);
  expect(
    await found([r1, r2, await resigned({ ...r3, journal: { ...r3.journal, previous: null } }, key)]),
  ).toEqual(['broken 3', 'broken 3']);
});

test('[JR25] two records under one number are a fork, and either may go on', async () => {
  const twin = await aSealedSale({ receiptNumber: 'A-000077' }, key, {
    number: 2,
    previous: r1.journal.hash,
  });

  expect(await found([r1, r2, twin, r3])).toEqual(['forked 2']);
  expect(await found([r1, twin, r2, r3])).toEqual(['forked 2']);
  expect((await verified([r1, r2, twin])).totals).toMatchObject([{ records: 3 }]);
});

test('[JR25] a record that is there twice is said, and summed once', async () => {
  expect(await found([r1, r1, r2])).toEqual(['repeated 1']);
  expect((await verified([r1, r1, r2])).totals).toMatchObject([{ records: 2, total: '25.00' }]);
});

test('[JR26] a record under another id is misnamed', async () => {
  expect(await found([r1, await resigned({ ...r2, id: 'aaaaaaaaaa-9' }, key)])).toEqual(['misnamed 2']);
});

test('[JR27] erased details are counted; changed, missing or misplaced ones are found', async () => {
  const erased = { ...r2, details: null };
  const changed = { ...r2, details: { ...(r2.details as Sale['details'] & object), note: 'paid by Noor' } };
  const { details: _details, ...without } = r2;

  expect(await verified([r1, erased, r3])).toMatchObject({ isWhole: true, counts: { erased: 1 } });
  expect(await found([r1, changed, r3])).toEqual(['details-changed 2']);
  expect(await found([r1, without, r3])).toEqual(['details-changed 2']);
  expect(await found([r1, await resigned({ ...r2, note: 'x' }, key)])).toEqual(['details-changed 2']);
});

test.each([
  ['null', null],
  ['a text', 'milk'],
  ['a number', 7],
  ['a list', [r2]],
  ['an object', { id: 'aaaaaaaaaa-2' }],
  ['another shop’s record', aSale({ shop: 'b.myshopify.com' })],
])('[JR28] %s is no record, and the line is said', async (_what, value) => {
  const { findings } = await verified([r1, value, r2], { shop: r1.shop });

  expect(findings).toMatchObject([{ kind: 'not-a-record', line: 2 }]);
});

test('[JR28] a record that fits no schema keeps its number', async () => {
  const odd = { ...r2, totals: { ...r2.totals, total: -5 } };

  const { findings } = await verified([r1, odd, r3]);

  expect(findings).toMatchObject([
    { kind: 'not-a-record', number: 2, about: expect.stringContaining('totals') },
  ]);
});

test('[JR28] what is nested without end is no record', async () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];

  expect(await found([r1, { ...r2, totals: deep }, r3])).toEqual(['not-a-record 2']);
});

test('[JR29] a till that remembers more than there is lost a tail', async () => {
  const opening = (number: number) => ({ ...nothingBefore, last: { series: 'aaaaaaaaaa', number } });
  const [next] = await aJournal(1, key, { series: 'cccccccccc', opens: opening(7) });
  const [early] = await aJournal(1, key, { series: 'cccccccccc', opens: opening(5) });
  const [forgetful] = await aJournal(1, key, { series: 'cccccccccc', opens: opening(3) });

  expect((await verified([...five, next])).findings).toEqual([
    {
      kind: 'lost-tail',
      about: expect.stringContaining('till-aaaa'),
      series: 'aaaaaaaaaa',
      number: 6,
      last: 7,
    },
  ]);
  expect(await found([next])).toEqual(['lost-tail 1 7']);
  expect(await found([...five, early])).toEqual([]);
  expect(await found([...five, forgetful])).toEqual([]);
});

test('[JR29] a series that opens after another till’s is broken', async () => {
  const opens = { ...nothingBefore, last: { series: 'aaaaaaaaaa', number: 5 } };
  const [foreign] = await aJournal(1, other, { series: 'cccccccccc', opens }, { tillId: 'till-bbbb' });

  expect((await verified([...five, foreign])).findings).toMatchObject([
    { kind: 'broken', series: 'cccccccccc' },
  ]);
});

test('[JR30] records out of order are said to be', async () => {
  const [b1] = await aJournal(1, other, { series: 'bbbbbbbbbb' }, { tillId: 'till-bbbb' });

  expect(await found([r1, r3, r2])).toEqual(['missing 2', 'unsorted 2']);
  expect(await found([r1, b1, r2])).toEqual(['unsorted 2']);
});

test('[JR31] a report names a thousand findings, and counts all', async () => {
  const { findings, found: counts } = await verified(Array.from({ length: 1_500 }, () => 'nothing'));

  expect(findings).toHaveLength(1_000);
  expect(counts).toEqual({ 'not-a-record': 1_500 });
});

test('[JR33] totals are exact beyond what a number holds', async () => {
  const totals = { ...r1.totals, total: Number.MAX_SAFE_INTEGER };
  const large = await aJournal(3, key, {}, { totals });

  expect((await verified(large)).totals).toEqual([
    { currency: 'EUR', records: 3, total: '270215977642229.73' },
  ]);
});

test('[JR34] unsigned sales are counted apart, and so are those of a till that had a key', async () => {
  const enrolledAt = Date.parse('2026-03-01T00:00:00Z');
  const dated: Keys = new Map([[key.id, { tillId: 'till-aaaa', key: key.publicKey, enrolledAt }]]);
  const before = aSale();
  const after = aSale({ id: 'sale-0002', createdAt: '2026-03-02T00:00:00Z' });
  const elsewhere = aSale({ id: 'sale-0003', createdAt: '2026-03-02T00:00:00Z', tillId: 'till-cccc' });

  const report = await verifyJournal([r1, before, after, elsewhere], dated);

  expect(report).toMatchObject({ isWhole: true, counts: { records: 1, unsigned: 3, unsignedDespiteKey: 1 } });
  expect(report.unsignedTotals).toEqual([{ currency: 'EUR', records: 3, total: '37.50' }]);
  expect(report.totals).toMatchObject([{ records: 1 }]);
});

test('[JR43] of a period, only numbers between its records are missed', async () => {
  const filter = { from: '2026-01-01T00:00:00Z' };

  expect(await found([r3, r4], { filter })).toEqual([]);
  expect(await found([r2, r4], { filter })).toEqual(['missing 3']);
});

test('[JR44] of a location, absent numbers are filtered', async () => {
  const report = await verified([r2, r5], { filter: { location: '1' } });

  expect(report).toMatchObject({ isWhole: true, counts: { filtered: 3 } });
  expect(await found([r2, { ...r5, tillId: 'till-bbbb' }], { filter: { location: '1' } })).toContain(
    'changed 5',
  );
});

test('[JR45] of a period or a location, ends of earlier series are not looked for', async () => {
  const opens = { ...nothingBefore, last: { series: 'aaaaaaaaaa', number: 9 } };
  const [next] = await aJournal(1, key, { series: 'cccccccccc', opens });

  expect(await found([next], { filter: { to: '2027-01-01T00:00:00Z' } })).toEqual([]);
  expect(await found([next], { filter: { location: '1' } })).toEqual([]);
  expect(await found([next], { filter: { till: 'till-aaaa' } })).toEqual(['lost-tail 1 9']);
});

test('[JR35] tills with a key and without a record are named', async () => {
  expect((await verified(five)).silentTills).toEqual(['till-bbbb']);
  expect((await verified([])).silentTills).toEqual(['till-aaaa', 'till-bbbb']);
});
