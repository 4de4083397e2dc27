import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { endText, exportFormat, headerText, recordText, type ExportHeader } from '@tidemark/journal';
import { aJournal, aTillKey } from '@tidemark/journal/testing';
import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { afterAll, expect, test } from 'vitest';
import { run, type Ran } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'verify-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shop = 'tidemark-demo.myshopify.com';
const key = await aTillKey();
const keys = [
  { tillId: 'till-aaaa', keyId: key.id, key: key.publicKey, enrolledAt: '2026-01-01T00:00:00.000Z' },
];
const header: ExportHeader = {
  ...{ format: exportFormat, shop, exportedAt: '2026-02-01T00:00:00.000Z', filter: {}, keys },
};
const journal = await aJournal(4, key);
const lines = [
  headerText(header),
  ...journal.map(recordText),
  recordText(aSale()),
  endText({ records: 4, unsigned: 1 }),
];
const written = `${lines.join('\n')}\n`;

/** Verifies a file with this content. */
function verify(content: string | Buffer, ...args: readonly string[]): Ran {
  writeFileSync(join(folder, 'journal.jsonl'), content);
  return run('verify', folder, ['journal.jsonl', ...args]);
}

/** The file's content with one record changed. */
function withLine(line: number, change: (record: Sale) => object): string {
  const changed = JSON.stringify(change(JSON.parse(lines[line - 1] ?? '') as Sale));
  return lines.with(line - 1, changed).join('\n');
}

test('[JT1] a whole journal ends with 0, and says what it has', () => {
  const { code, stdout, stderr } = verify(written);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Nothing is missing, changed or forged.');
  expect(stdout).toContain('Records: 4 in 1 series of 1 tills: EUR 50.00');
  expect(stdout).toContain('1 sales without a journal, which nothing proves: EUR 12.50');
  expect(stdout).toContain('Asked for: everything');
});

test('[JT1] line ends of another system, and none at the end, are no change', () => {
  expect(verify(lines.join('\r\n')).code).toBe(0);
});

test.each([
  ['missing', lines.toSpliced(2, 1).join('\n'), /missing: aaaaaaaaaa 2: .* \(line 3\)/],
  ['changed', withLine(3, sale => ({ ...sale, staffId: 'noor' })), /changed: aaaaaaaaaa 2: .* \(line 3\)/],
  ['details-changed', withLine(3, sale => ({ ...sale, details: { ...sale.details, note: 'x' } })), /line 3/],
  ['misnamed', withLine(3, sale => ({ ...sale, id: 'aaaaaaaaaa-7' })), /changed: .*\n.*misnamed: /],
  ['unknown-key', lines.with(0, headerText({ ...header, keys: [] })).join('\n'), /there is no key/],
  ['not-a-record', lines.with(2, 'milk').join('\n'), /not-a-record: it is no JSON \(line 3\)/],
  ['cut-off', lines.slice(0, -1).join('\n'), /cut-off: the last line/],
  [
    'unsorted',
    lines
      .with(2, lines[3] ?? '')
      .with(3, lines[2] ?? '')
      .join('\n'),
    /unsorted: /,
  ],
  ['repeated', lines.with(2, lines[1] ?? '').join('\n'), /repeated: /],
])('[JT2] %s ends with 1, and is said with its place', (kind, content, text) => {
  const { code, stdout } = verify(content);

  expect(code).toBe(1);
  expect(stdout).toMatch(text);
  expect(stdout).toMatch(new RegExp(`This journal is not whole: .*\\d ${kind}`));
});

test('[JT2] forged and broken records and lost tails end with 1', async () => {
  const other = await aTillKey('till-bbbb');
  const opens = {
    before: { count: 0, digest: key.id },
    last: { series: 'aaaaaaaaaa', number: 9 },
  };
  const next = await aJournal(1, key, { series: 'bbbbbbbbbb', opens });
  const forged = {
    ...journal[3],
    journal: { ...journal[3]?.journal, signature: (await aJournal(1, other))[0]?.journal.signature },
  };
  const all = [...journal.slice(0, 3), forged as Sale, ...next];
  const content = [headerText(header), ...all.map(recordText), endText({ records: 5, unsigned: 0 })].join(
    '\n',
  );

  const { code, stdout } = verify(content);

  expect(code).toBe(1);
  expect(stdout).toContain('forged: aaaaaaaaaa 4: the signature');
  expect(stdout).toContain('lost-tail: aaaaaaaaaa 5–9: till till-aaaa had written up to number 9');
});

test('[JT3] --json is the report for a program', () => {
  const { code, stdout } = verify(lines.toSpliced(2, 1).join('\n'), '--json');

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ isWhole: false, keysFrom: 'file', header: { shop }, found: { missing: 1, 'cut-off': 1 } },
  });
});

test('[JT4] keys from elsewhere go before those in the file, and the output says which were used', async () => {
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
  const forger = await aTillKey('forger');
  const made = await aJournal(1, forger);
  const forgedKeys = [{ ...keys[0], keyId: forger.id, key: forger.publicKey }] as ExportHeader['keys'];
  const forged = [
    headerText({ ...header, keys: forgedKeys }),
    ...made.map(recordText),
    endText({ records: 1, unsigned: 0 }),
  ].join('\n');

  const more = [...keys, { ...keys[0], tillId: 'till-silent', key: forger.publicKey }];
  writeFileSync(join(folder, 'more.json'), JSON.stringify(more));
  expect(verify(written, '--keys', 'more.json').stdout).toContain('without any record: till-silent');
  expect(verify(written, '--keys', 'keys.json')).toMatchObject({
    ...{ code: 0, stdout: expect.stringContaining('Keys: those that were given') },
  });
  expect(verify(forged).stdout).toContain('as trustworthy as the file: --keys names others');
  expect(verify(forged, '--keys', 'keys.json')).toMatchObject({
    ...{ code: 1, stdout: expect.stringContaining('unknown-key') },
  });
});

test.each([
  ['an empty file', '', 'it is empty'],
  ['a shopping list', 'milk, eggs, bread', 'first line is not the header'],
  ['bytes', Buffer.alloc(1_000, 0xff), 'first line is not the header'],
  ['a line without end', 'x'.repeat(3_000_000), 'line 1 is longer than 2097152 bytes'],
  [
    'a record without end',
    `${lines[0]}\n{"${'x'.repeat(3_000_000)}\n`,
    'line 2 is longer than 2097152 bytes',
  ],
])('[JT5] %s ends with 2, and says why', (_what, content, why) => {
  const { code, stdout, stderr } = verify(content);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(why);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('[JT5] a missing file, missing keys and a wrong command end with 2', () => {
  writeFileSync(join(folder, 'list.json'), '"milk"');

  expect(run('verify', folder, [])).toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
  expect(run('verify', folder, ['a', 'b'])).toMatchObject({ code: 2 });
  expect(run('verify', folder, ['--fast', 'a'])).toMatchObject({ code: 2 });
  expect(run('verify', folder, ['nowhere.jsonl']).stderr).toContain('no such file');
  expect(run('verify', folder, ['.'])).toMatchObject({ code: 2 });
  expect(verify(written, '--keys', 'list.json')).toMatchObject({
    ...{ code: 2, stderr: expect.stringContaining('no list of keys') },
  });
});

test('[JT6] what a stranger wrote into a file moves no cursor', () => {
  const { stdout } = verify(withLine(3, sale => ({ ...sale, id: 'aaaaaaaa\u001b[2J' })));

  expect(stdout).not.toContain('\u001b');
});

test('[JT7] a file of 120 MB is verified in 96 MB of memory', async () => {
  const file = join(folder, 'large.jsonl');
  const note = 'x'.repeat(20_000);
  function* content() {
    yield `${lines[0]}\n`;
    for (let n = 0; n < 6_000; n++) yield `${recordText(aSale({ id: `sale-${n}-large`, note }))}\n`;
    yield `${endText({ records: 0, unsigned: 6_000 })}\n`;
  }
  await pipeline(Readable.from(content()), createWriteStream(file));

  const { code, stdout } = run('verify', folder, ['large.jsonl'], ['--max-old-space-size=96']);

  expect(code).toBe(0);
  expect(stdout).toContain('6000 sales without a journal');
});
