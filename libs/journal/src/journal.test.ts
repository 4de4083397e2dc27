import { createHash, createPublicKey, verify } from 'node:crypto';
import { documentDefect } from '@tidemark/schema';
import { aSale, anUnpricedLine } from '@tidemark/schema/testing';
import { calculateJwkThumbprint } from 'jose';
import { expect, test } from 'vitest';
import { bytesOf, sha256Of } from './hash.ts';
import { hashOf, seal, sealDefect, signedText, type JournalRecord } from './seal.ts';
import { parsePushSignature, pushText } from './signed-push.ts';
import { aJournal, aSealedSale, aTillKey } from './testing.ts';
import { isSigned, keyIdOf, makeKeyPair, signatureCheck, type PublicKey } from './till-key.ts';

/** The public key of RFC 7515, appendix A.3, and its thumbprint as two other implementations compute it. */
const rfcKey: PublicKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};

test('[JR10] the id of a key is its RFC 7638 thumbprint, as jose computes it', async () => {
  const { publicKey, id } = await aTillKey();

  expect(id).toBe(await calculateJwkThumbprint({ ...publicKey }));
  expect(keyIdOf(rfcKey)).toBe(await calculateJwkThumbprint({ ...rfcKey }));
  expect(keyIdOf({ y: rfcKey.y, x: rfcKey.x, crv: 'P-256', kty: 'EC' })).toBe(keyIdOf(rfcKey));
});

test('[JR11] the private part of a key cannot be exported', async () => {
  const { privateKey } = await makeKeyPair();

  expect(privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
  await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
});

test('[JR12] OpenSSL verifies what WebCrypto signed', async () => {
  const key = await aTillKey();
  const text = signedText(sha256Of('Ünïcödé 🧾'));
  const signature = await key.sign(text);
  const openSsl = {
    key: createPublicKey({ key: { ...key.publicKey }, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
  } as const;

  expect(bytesOf(signature)).toHaveLength(64);
  expect(verify('sha256', Buffer.from(text), openSsl, bytesOf(signature))).toBe(true);
  expect(verify('sha256', Buffer.from(`${text} `), openSsl, bytesOf(signature))).toBe(false);
});

test('[JR1] a record is verified as docs/journal.md says, without a line of this library', async () => {
  const key = await aTillKey();
  const record = { ...(await aSealedSale({ customerId: '7' }, key)), rev: '0123456789abcdef' };
  const {
    rev: _rev,
    submission: _submission,
    details,
    journal,
    ...rest
  } = JSON.parse(JSON.stringify(record));
  const { hash, signature, ...place } = journal;

  expect(sha256(sortedJson({ ...rest, journal: place }))).toBe(hash);
  expect(sha256(sortedJson(details))).toBe(journal.detailsHash);
  const openSsl = {
    key: createPublicKey({ key: { ...key.publicKey }, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
  } as const;
  const signed = Buffer.from(`tidemark-journal/1 ${hash}`);
  expect(verify('sha256', signed, openSsl, Buffer.from(signature, 'base64url'))).toBe(true);
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

test('[JR12] both verify the signature of RFC 7515, appendix A.3', async () => {
  const text =
    'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
  const signature = 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';

  expect(await isSigned(rfcKey, text, signature)).toBe(true);
  expect(await isSigned(rfcKey, `${text}x`, signature)).toBe(false);
});

test.each([
  ['an empty signature', undefined, ''],
  ['a signature that is no base64', undefined, '*'.repeat(86)],
  ['a signature of zeros', undefined, 'A'.repeat(86)],
  ['a point off the curve', { x: 'A'.repeat(43), y: 'A'.repeat(43) }, undefined],
  ['coordinates that are too short', { x: 'AA', y: 'AA' }, undefined],
  ['coordinates that are no base64', { x: '?', y: '?' }, undefined],
  ['no coordinates', { x: '', y: '' }, undefined],
  ['another curve', { crv: 'P-384' as 'P-256' }, undefined],
])('[JR13] %s says no, and throws nothing', async (_what, otherKey, otherSignature) => {
  const key = await aTillKey();
  const signature = otherSignature ?? (await key.sign('text'));
  const check = await signatureCheck({ ...key.publicKey, ...otherKey });

  expect(await check('text', signature)).toBe(false);
});

test('[JR4] a sealed record fits its schema and its seal, and its number is its id', async () => {
  const change = { customerId: '7', note: 'gift' };
  const key = await aTillKey();
  const record = await aSealedSale(change, key, { number: 12 });

  expect(record.id).toBe('aaaaaaaaaa-12');
  expect(record.details).toMatchObject({ customerId: '7', note: 'gift', lineNotes: [] });
  expect(record).not.toHaveProperty('customerId');
  expect(sealDefect(record)).toBeUndefined();
  expect(documentDefect('sales', record)).toBeUndefined();
  expect(await isSigned(key.publicKey, signedText(record.journal.hash), record.journal.signature)).toBe(true);
});

test('[JR3] notes of lines belong to the details', async () => {
  const lines = aSale({}, [anUnpricedLine({ note: 'engrave: N' }), anUnpricedLine({ id: '102' })]).lines;
  const record = await aSealedSale({ lines }, await aTillKey());

  expect(record.details?.lineNotes).toEqual([{ lineId: '101', note: 'engrave: N' }]);
  expect(JSON.stringify(record.lines)).not.toContain('engrave');
  expect(sealDefect(record)).toBeUndefined();
});

test('[JR6] what is signed is not the bare hash, and a push’s text is no record’s', async () => {
  const key = await aTillKey();
  const { journal } = await aSealedSale({}, key);

  expect(await isSigned(key.publicKey, journal.hash, journal.signature)).toBe(false);
  expect(pushText('/api/push/sales', '{}')).toBe(`tidemark-push/1 /api/push/sales ${sha256Of('{}')}`);
  expect(signedText('h')).toBe('tidemark-journal/1 h');
});

const changes: readonly [string, (record: JournalRecord) => JournalRecord][] = [
  ['/id', record => ({ ...record, id: 'aaaaaaaaaa-3' })],
  ['/journal/previous', record => rehashed(record, { previous: null })],
  [
    '/journal/opens',
    record => rehashed(record, { opens: { before: { count: 0, digest: sha256Of('') }, last: null } }),
  ],
  ['/journal/hash', record => ({ ...record, receiptNumber: 'A-999999' })],
  ['/details are missing', ({ details: _details, ...record }) => record],
  [
    '/journal/detailsHash',
    record => ({ ...record, details: { ...(record.details as object), note: 'other' } as never }),
  ],
  ['/details are beside', record => rehashed({ ...record, customerId: '1' })],
  ['/details are beside', record => rehashed({ ...record, note: null })],
  ['/lines', record => rehashed({ ...record, lines: record.lines.map(each => ({ ...each, note: 'n' })) })],
];

test.each(changes)('[JR5] sealDefect names %s', async (defect, change) => {
  const record = (await aJournal(2, await aTillKey()))[1] as JournalRecord;

  expect(sealDefect(record)).toBeUndefined();
  expect(sealDefect(change(record))).toContain(defect);
});

function rehashed(record: JournalRecord, change: Partial<JournalRecord['journal']> = {}): JournalRecord {
  const changed = { ...record, journal: { ...record.journal, ...change } };
  return { ...changed, journal: { ...changed.journal, hash: hashOf(changed) } };
}

test('[JR5] the first record of a series must open it', async () => {
  const key = await aTillKey();
  const { journal, details, id: _id, ...rest } = await aSealedSale({}, key);
  const { opens: _opens, ...unopened } = journal;
  const sealed = await seal({ ...rest, details: details as never, journal: unopened }, key);

  expect(sealDefect(sealed)).toContain('/journal/opens');
});

test.each([
  '',
  '.',
  `${'a'.repeat(43)}.${'b'.repeat(85)}`,
  `${'a'.repeat(42)}.${'b'.repeat(86)}`,
  `${'a'.repeat(43)}.${'b'.repeat(86)} `,
  `${'a'.repeat(43)}.${'b'.repeat(86)}\n`,
  `${'a'.repeat(43)} ${'b'.repeat(86)}`,
  `${'ä'.repeat(43)}.${'b'.repeat(86)}`,
])('[JR15] %j is no header of a push', header => {
  expect(parsePushSignature(header)).toBeUndefined();
});
