import { expect, test } from 'vitest';
import { PinKeyLost, pinIterations, readVerifier, webPins } from './pin-verifier.ts';

test('[T71] a verifier tells the right PIN from others, has a salt of its own, and holds no PIN', async () => {
  const pins = webPins();
  const [one, two] = await Promise.all([pins.make('4711'), pins.make('4711')]);

  expect(await pins.isRight('4711', one)).toBe(true);
  expect(await pins.isRight('4712', one)).toBe(false);
  expect(await pins.isRight('4711', { ...one, salt: two.salt })).toBe(false);
  expect(one.hash).not.toBe(two.hash);
  expect(one.iterations).toBeGreaterThanOrEqual(600_000);
  expect(JSON.stringify(one)).not.toContain('4711');
});

test('[T72] a page without cryptography makes none', async () => {
  const pins = webPins(undefined, {} as Crypto);

  expect(pins.canMake).toBe(false);
  await expect(pins.make('4711')).rejects.toThrow('no cryptography');
});

test('[T71] what is kept is no verifier where it is damaged, or cheaper to guess at', () => {
  const good = { staffId: 'anna', salt: 'c2FsdA==', iterations: pinIterations, hash: 'aGFzaA==' };

  expect(readVerifier(good)).toEqual(good);
  for (const change of [{ iterations: 1 }, { hash: '' }, { salt: undefined }, { iterations: '600000' }])
    expect(readVerifier({ ...good, ...change })).toBeUndefined();
  expect(readVerifier(null)).toBeUndefined();
});

const aKey = () =>
  crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']) as Promise<CryptoKey>;

test('[T96] a verifier is bound to a key of its browser: without it no PIN is right, and none is wrong', async () => {
  const key = await aKey();
  const own = webPins(async () => key);
  const made = await own.make('4711');

  expect(await own.isRight('4711', made)).toBe(true);
  expect(await own.isRight('4712', made)).toBe(false);
  const { key: _, ...unbound } = made;
  expect(await webPins().isRight('4711', unbound)).toBe(false);
  for (const lost of [webPins(), webPins(aKey), webPins(() => Promise.reject(new Error('not read now')))])
    await expect(lost.isRight('4711', made)).rejects.toThrow(PinKeyLost);
});

test('[T96] where no key can be kept, a verifier is bound to none, as one of an earlier version', async () => {
  const without = webPins(() => Promise.reject(new Error('no room')));
  const made = await without.make('4711');

  expect(made.key).toBeUndefined();
  const key = await aKey();
  expect(await webPins(async () => key).isRight('4711', made)).toBe(true);
});
