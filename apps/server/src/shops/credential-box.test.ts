import { expect, test } from 'vitest';
import { CredentialBox, SealError } from './credential-box.ts';

const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const shop = 'a.myshopify.com';

function kindOf(act: () => unknown): string {
  try {
    return `opened ${String(act())}`;
  } catch (error) {
    if (error instanceof SealError) return error.kind;
    throw error;
  }
}

test('[A90] what is sealed is read with the same key, by the same shop, and is never the same twice', () => {
  const box = new CredentialBox([first]);
  const sealed = box.seal(shop, 'shpat_secret ü');

  expect(box.open(shop, sealed)).toBe('shpat_secret ü');
  expect(sealed).not.toContain('secret');
  expect(box.seal(shop, 'shpat_secret ü')).not.toBe(sealed);
  expect(kindOf(() => box.open('b.myshopify.com', sealed))).toBe('altered');
});

test('[A90] an earlier key opens and does not seal; an unknown one is named as such', () => {
  const sealed = new CredentialBox([first]).seal(shop, 'x');
  const rotated = new CredentialBox([second, first]);

  expect(rotated.open(shop, sealed)).toBe('x');
  expect(rotated.isCurrent(sealed)).toBe(false);
  expect(rotated.isCurrent(rotated.seal(shop, 'x'))).toBe(true);
  expect(kindOf(() => new CredentialBox([second]).open(shop, sealed))).toBe('unknown-key');
});

test('[A90] any changed letter, half a text and other texts are refused', () => {
  const box = new CredentialBox([first]);
  const sealed = box.seal(shop, 'x');
  const [version, id, body = ''] = sealed.split('.');

  for (let at = 0; at < body.length - 1; at++) {
    const other = body[at] === 'A' ? 'B' : 'A';
    const altered = `${version}.${id}.${body.slice(0, at)}${other}${body.slice(at + 1)}`;
    expect(kindOf(() => box.open(shop, altered))).toBe('altered');
  }
  for (const text of ['', 'v1', `v2.${id}.${body}`, `v1.${id}.`, `v1.${id}.${body.slice(0, 20)}`])
    expect(kindOf(() => box.open(shop, text))).toBe('altered');
  expect(() => new CredentialBox([new Uint8Array(16)])).toThrow(/32 bytes/);
  expect(() => new CredentialBox([])).toThrow(/32 bytes/);
});
