import { isSigned, makeKeyPair, pushText, pushTextOf, sha256Of, tillKeyOf } from '@tidemark/journal';
import { aTillKey } from '@tidemark/journal/testing';
import { fc, test as prop } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { readKey, Signatures } from './signatures.ts';

const signatures = new Signatures();

prop.prop([fc.string({ maxLength: 50 }), fc.constantFrom('text', 'key', 'signature', 'nothing')])(
  '[A51] only the owner of the key signed, and only this text; WebCrypto says the same',
  async (text, altered) => {
    const [key, other] = [await aTillKey('a'), await aTillKey('b')];
    const signature = await key.sign(altered === 'text' ? `${text}.` : text);
    const asked = [
      (altered === 'key' ? other : key).publicKey,
      text,
      altered === 'signature' ? `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}` : signature,
    ] as const;

    const isRight = signatures.isSigned(...asked);

    expect(isRight).toBe(altered === 'nothing');
    expect(await signatures.isSignedAside(...asked)).toBe(isRight);
    expect(await isSigned(...asked)).toBe(isRight);
  },
);

test('[A51] what is no signature, or no key, says no', async () => {
  const key = await aTillKey();
  for (const none of ['', 'x', '*'.repeat(86), 'A'.repeat(86), 'A'.repeat(1000)]) {
    expect(signatures.isSigned(key.publicKey, 'text', none)).toBe(false);
    expect(await signatures.isSignedAside(key.publicKey, 'text', none)).toBe(false);
  }
  const nowhere = { ...key.publicKey, x: 'A'.repeat(43) };
  expect(signatures.isSigned(nowhere, 'text', await key.sign('text'))).toBe(false);
});

test('[A49] a point beside the curve, and a second way to write a point, are no keys', async () => {
  const { publicKey } = await aTillKey();
  // The last letter holds four bits of the point, and two that are none of it.
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters[letters.indexOf(publicKey.x.slice(-1)) + 1] ?? '';
  const alias = { ...publicKey, x: publicKey.x.slice(0, -1) + last };

  expect(Buffer.from(alias.x, 'base64url')).toEqual(Buffer.from(publicKey.x, 'base64url'));
  expect(readKey(publicKey)).toBeDefined();
  expect(readKey(alias)).toBeUndefined();
  expect(readKey({ ...publicKey, y: publicKey.x })).toBeUndefined();
  expect(readKey({ ...publicKey, x: 'A'.repeat(43), y: 'A'.repeat(43) })).toBeUndefined();
});

test('[A51] five hundred signatures at once are all checked, and the event loop goes round meanwhile', async () => {
  const key = await aTillKey();
  const signed = await Promise.all(Array.from({ length: 500 }, (_, n) => key.sign(`text ${n}`)));
  let rounds = 0;
  const count = () => void (rounds++, (timer = setImmediate(count)));
  let timer = setImmediate(count);

  const right = await Promise.all(
    signed.map((each, n) => signatures.isSignedAside(key.publicKey, `text ${n}`, each)),
  );

  clearImmediate(timer);
  expect(right.every(Boolean)).toBe(true);
  expect(rounds).toBeGreaterThan(20);
});

test('[A51] more keys than are kept are checked as well', async () => {
  const few = new Signatures(1);
  const keys = await Promise.all([1, 2].map(async () => tillKeyOf(await makeKeyPair())));
  for (const key of [...keys, ...keys])
    expect(few.isSigned(key.publicKey, 'text', await key.sign('text'))).toBe(true);
});

test('[A52] what a till signs of a push is what is checked', () => {
  const [path, body] = ['/api/replication/sales/push', '{"rows":["é 🍵"]}'];

  expect(pushTextOf(path, sha256Of(body))).toBe(pushText(path, body));
});
