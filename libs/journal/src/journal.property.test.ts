import { fc, test } from '@fast-check/vitest';
import type { Sale } from '@tidemark/schema';
import { aSale, anUnpricedLine } from '@tidemark/schema/testing';
import { expect } from 'vitest';
import { base64url, bytesOf, sha256Of } from './hash.ts';
import { detailsHashOf, hashOf, sealDefect, type JournalRecord } from './seal.ts';
import { formatPushSignature, parsePushSignature } from './signed-push.ts';
import { aSealedSale, aTillKey } from './testing.ts';
import { isSigned } from './till-key.ts';

const key = await aTillKey();
/** A record with something in all of its fields. */
const record = await aSealedSale(
  {
    ...aSale({}, [
      anUnpricedLine({ discounts: [{ title: 'staff', amount: 100 }], note: 'wrap' } as never),
      anUnpricedLine({ id: '102', quantity: 3 }),
    ]),
    ...{ customerId: '77', note: 'ring twice', taxExempt: false, shiftId: 'shift-0001', cartId: 'cart-0001' },
    tenders: [
      { kind: 'cash', amount: 5_000, reference: null },
      { kind: 'external-card', amount: 1, reference: 'T1' },
    ],
  },
  key,
  { clockCorrection: -250 },
);

type Path = readonly (string | number)[];
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The way to each value in a JSON value, those that hold others included. */
function pathsIn(value: Json, path: Path = []): readonly Path[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([name, each]) => pathsIn(each as Json, [...path, name]))];
}

function at(value: Json, path: Path): Json {
  return path.reduce<Json>((inner, name) => (inner as Record<string, Json>)[name] as Json, value);
}

/** A copy with another value, or none, at the end of this path. */
function changed(value: Json, [name, ...rest]: Path, next: Json | undefined): Json {
  if (name === undefined) return next as Json;
  const copy = structuredClone(value) as Record<string, Json>;
  const inner = changed(copy[name] as Json, rest, next);
  if (inner !== undefined) copy[name] = inner;
  else if (Array.isArray(copy)) copy.splice(Number(name), 1);
  else delete copy[name];
  return copy;
}

const outside = new Set(['rev', 'submission', 'effects', 'flaws', 'decided', 'details']);
const sealed = new Set(['hash', 'signature']);
const covered = pathsIn(record as unknown as Json).filter(
  ([first, second]) =>
    first !== undefined &&
    !outside.has(String(first)) &&
    !(first === 'journal' && sealed.has(String(second))),
);
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const plain = (value: unknown) => JSON.stringify(value);

test.prop([fc.constantFrom(...covered), fc.oneof(json, fc.constant(undefined))], { numRuns: 10_000 })(
  '[JR1] any change of what the hash covers, or its absence, gives another hash',
  (path, next) => {
    fc.pre(plain(at(record as unknown as Json, path)) !== plain(next));
    const other = changed(record as unknown as Json, path, next) as unknown as JournalRecord;
    // Without its journal it is no record of one.
    fc.pre(typeof other.journal === 'object' && other.journal !== null && !Array.isArray(other.journal));
    fc.pre(plain(JSON.parse(plain(other))) !== plain(record));

    expect(hashOf(other)).not.toBe(record.journal.hash);
  },
);

test.prop([fc.string({ minLength: 1 }).filter(name => !(name in record) && !outside.has(name)), json])(
  '[JR1] a field more gives another hash',
  (name, value) => {
    const other = JSON.parse(`{${plain(name)}:${plain(value)},${plain(record).slice(1)}`) as JournalRecord;

    expect(hashOf(other)).not.toBe(record.journal.hash);
  },
);

test.prop([fc.infiniteStream(fc.nat())])('[JR1] the order of keys is nothing', numbers => {
  const shuffled = (value: Json): Json => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(shuffled);
    const entries = Object.entries(value).map(entry => ({ entry, place: numbers.next().value }));
    entries.sort((a, b) => a.place - b.place);
    return Object.fromEntries(entries.map(({ entry: [name, each] }) => [name, shuffled(each)]));
  };

  expect(hashOf(shuffled(record as unknown as Json) as unknown as JournalRecord)).toBe(record.journal.hash);
});

test.prop([fc.constantFrom('rev', 'submission', 'effects', 'flaws', 'decided'), json])(
  '[JR2] what the server adds is outside of the hash',
  (name, value) => {
    expect(sealDefect({ ...record, [name]: value } as JournalRecord)).toBeUndefined();
  },
);

const detail = fc.record({
  salt: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
  customerId: fc.option(fc.string({ minLength: 1, maxLength: 100 })),
  note: fc.option(fc.string()),
  lineNotes: fc.array(fc.record({ lineId: fc.string({ minLength: 1 }), note: fc.string() }), {
    maxLength: 3,
  }),
});

test.prop([detail])('[JR3] details are bound by their hash, and erased the seal holds', async details => {
  const own = await aSealedSale({ details }, key);

  expect(own.journal.detailsHash).toBe(detailsHashOf(details));
  expect(sealDefect(own)).toBeUndefined();
  expect(sealDefect({ ...own, details: null })).toBeUndefined();
  expect(hashOf({ ...own, details: null })).toBe(own.journal.hash);
  expect(sealDefect({ ...own, details: record.details as Sale['details'] & object })).toContain(
    'detailsHash',
  );
});

test.prop([fc.string(), fc.string()])('[JR12] a signature is that of its text alone', async (text, other) => {
  const signature = await key.sign(text);

  expect(await isSigned(key.publicKey, text, signature)).toBe(true);
  expect(await isSigned(key.publicKey, other, signature)).toBe(text === other);
  expect(await isSigned((await aTillKey('other')).publicKey, text, signature)).toBe(false);
});

test.prop([fc.string(), fc.string(), fc.string()])('[JR13] nothing throws', async (x, y, signature) => {
  expect(await isSigned({ kty: 'EC', crv: 'P-256', x, y }, 'text', signature)).toBe(false);
  expect(await isSigned(key.publicKey, 'text', signature)).toBe(false);
});

test.prop([fc.uint8Array()])('[JR14] base64url is as Node has it, and comes back', bytes => {
  const text = base64url(bytes);

  expect(text).toBe(Buffer.from(bytes).toString('base64url'));
  expect([...bytesOf(text)]).toEqual([...bytes]);
});

test.prop([fc.string({ unit: 'binary' })])('[JR14] a hash has 43 characters', text => {
  expect(sha256Of(text)).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test.prop([fc.stringMatching(/^[A-Za-z0-9_-]{43}$/), fc.stringMatching(/^[A-Za-z0-9_-]{86}$/)])(
  '[JR15] the header of a push comes back',
  (keyId, signature) => {
    expect(parsePushSignature(formatPushSignature(keyId, signature))).toEqual({ keyId, signature });
  },
);

test.prop([fc.string()])('[JR15] any other text is no header', text => {
  const parsed = parsePushSignature(text);

  if (parsed) expect(formatPushSignature(parsed.keyId, parsed.signature)).toBe(text);
});
