import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aJournal, aServerKey, aTillKey, redactionsOf } from '@tidemark/journal/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fillMirror, run } from './testing.ts';

const shop = 'tidemark-demo.myshopify.com';
const key = await aTillKey();
const serverKey = aServerKey();
const keys = [{ tillId: 'till-aaaa', key }];
const records = await aJournal(3, key, {}, { customerId: '7', note: 'for Jan', locationId: '1' });
const [one, two, three] = records;
const erased = [one!, { ...two!, details: null }, three!];
const redactions = redactionsOf([['aaaaaaaaaa-2'], ['bbbbbbbbbb-1']]);
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'export-journal-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function exported(...args: readonly string[]): string {
  const out = args.includes('csv') ? 'out.csv' : args.includes('keys') ? 'keys.json' : 'out.jsonl';
  const { code, stderr } = run('export', folder, ['--data', '.', '--out', out, '--force', ...args]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return readFileSync(join(folder, out), 'utf8');
}
const verified = (...args: readonly string[]) => run('verify', folder, ['out.jsonl', ...args]);

test('[JT19] an export has the redaction records before all others, and the journal is whole', async () => {
  await fillMirror(folder, shop, { sales: erased, keys, redactions, serverKey });

  const [, first, second] = exported().trim().split('\n');

  expect([first, second].map(each => JSON.parse(each!) as object)).toEqual(
    redactions.map(redaction => ({ redaction })),
  );
  expect(verified()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /1 records whose personal data were erased[^]*Redaction records: 2 in 1 series/,
    ),
  });
});

test('[JT19] a part of a journal has all redaction records too', async () => {
  await fillMirror(folder, shop, { sales: erased, keys, redactions, serverKey });

  for (const part of [
    ['--till', 'till-none'],
    ['--location', '1'],
    ['--from', '2020-01-01', '--to', '2020-01-02'],
  ]) {
    expect(exported(...part).match(/"redaction":\{/g)).toHaveLength(2);
    expect(verified(), part[0]).toMatchObject({ code: 0 });
  }
});

test('[JT19] what was emptied in the mirror’s file without a redaction record is found', async () => {
  await fillMirror(folder, shop, { sales: erased, keys, redactions, serverKey });
  const raw = new DatabaseSync(join(folder, 'mirror.sqlite'));
  raw.exec(`update document set body = json_set(body, '$.details', null) where id = 'aaaaaaaaaa-3'`);
  raw.close();

  exported();

  expect(verified()).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('erased-unvouched: aaaaaaaaaa 3: erased without a redaction'),
  });
});

test('[JT19] a spreadsheet and the list of keys have them too', async () => {
  await fillMirror(folder, shop, { sales: erased, keys, redactions, serverKey });

  expect(exported('--format', 'csv')).toMatch(
    /rrrrrrrrrr,1,rrrrrrrrrr-1,redaction,.*customer-request,aaaaaaaaaa-2\r\n/,
  );
  expect(JSON.parse(exported('--format', 'keys'))).toMatchObject([
    { tillId: 'till-aaaa' },
    { server: true, keyId: serverKey.id },
  ]);
  exported();
  expect(verified('--keys', 'keys.json')).toMatchObject({ code: 0 });
});

test('[JT19] a file of an earlier version verifies, and says that nothing vouches for its erasures', async () => {
  await fillMirror(folder, shop, { sales: erased, keys });
  const [header, ...lines] = exported().trim().split('\n');
  const { serverKeys: _none, ...earlier } = JSON.parse(header!) as { readonly serverKeys: unknown };
  const before = [JSON.stringify({ ...earlier, format: 'tidemark-journal/1' }), ...lines];
  writeFileSync(join(folder, 'out.jsonl'), `${before.join('\n')}\n`);

  expect(verified()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Erasures are not vouched for: this file is of an earlier version'),
  });
});
