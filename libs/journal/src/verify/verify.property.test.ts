import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { JournalRecord } from '../seal.ts';
import { aJournal, aTillKey } from '../testing.ts';
import type { Keys } from './report.ts';
import { verifyJournal } from './verify.ts';

const key = await aTillKey();
const keys: Keys = new Map([[key.id, { tillId: 'till-aaaa', key: key.publicKey }]]);
const journal = await aJournal(12, key);
const texts = journal.map(each => JSON.stringify(each));
const place = fc.nat({ max: journal.length - 1 });
const series = (letter: string) => letter.repeat(10);
const two = [
  ...(await aJournal(3, key, { series: series('b') })),
  ...(await aJournal(4, key, { series: series('c') })),
];

test.prop([fc.subarray(journal.concat(two), { minLength: 0 })])(
  '[JR32] what is left out of a journal is missed, unless it is its end',
  async records => {
    const { series: all, counts, isWhole } = await verifyJournal(records, keys);

    expect(counts.records).toBe(records.length);
    for (const each of all) expect(each.records + each.missing).toBe(each.last);
    expect(isWhole).toBe(all.every(each => each.missing === 0));
  },
);

test.prop([place, fc.nat(), fc.constantFrom(...'0123456789abcXYZ_-"}{,:')], { numRuns: 2_000 })(
  '[JR32] one character more or less anywhere in a signed record is found',
  async (index, where, letter) => {
    const text = texts[index] as string;
    const at = where % text.length;
    fc.pre(text[at] !== letter);
    const odd = parsed(text.slice(0, at) + letter + text.slice(at + 1));
    fc.pre(odd !== undefined && JSON.stringify(odd) !== text);

    const { isWhole } = await verifyJournal(journal.with(index, odd as JournalRecord), keys);

    // The last character of a signature has four bits that are no part of it.
    expect(isWhole).toBe(isSameSignature(odd as JournalRecord, journal[index] as JournalRecord));
  },
);

test.prop([place, place])('[JR32] two records that changed places are found', async (a, b) => {
  fc.pre(a !== b);
  const [first, second] = [journal[a] as JournalRecord, journal[b] as JournalRecord];

  expect((await verifyJournal(journal.with(a, second).with(b, first), keys)).isWhole).toBe(false);
});

test.prop([place, place])('[JR32] a record that says another’s number is found', async (a, b) => {
  fc.pre(a !== b);
  const [from, to] = [journal[a] as JournalRecord, journal[b] as JournalRecord];
  const { number, previous } = to.journal;
  const moved = { ...from, id: to.id, journal: { ...from.journal, number, previous } };

  expect((await verifyJournal(journal.with(b, moved), keys)).isWhole).toBe(false);
});

test.prop([fc.array(fc.oneof(fc.jsonValue(), fc.constantFrom(...journal)), { maxLength: 30 })])(
  '[JR28] nothing in a list throws',
  async records => {
    const { counts, found } = await verifyJournal(records, keys);

    expect(counts.records + counts.unsigned + (found['not-a-record'] ?? 0)).toBe(records.length);
  },
);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSameSignature(odd: JournalRecord, record: JournalRecord): boolean {
  const bytes = ({ journal }: JournalRecord) => Buffer.from(String(journal?.signature), 'base64url');
  if (!odd?.journal || !bytes(odd).equals(bytes(record))) return false;
  const signature = record.journal.signature;
  return JSON.stringify({ ...odd, journal: { ...odd.journal, signature } }) === JSON.stringify(record);
}
