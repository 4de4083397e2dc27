import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aProduct, anInventoryLevel, someSettings } from '../testing.ts';
import { documentDefect } from './validate.ts';
import { validatorsSource } from './validators-source.ts';

const rev = '0123456789abcdef';

test('[S6] a fitting document has no defect', () => {
  expect(documentDefect('products', { ...aProduct(), rev })).toBeUndefined();
  expect(documentDefect('inventoryLevels', { ...anInventoryLevel({ available: -3 }), rev })).toBeUndefined();
  expect(documentDefect('settings', { ...someSettings(), rev })).toBeUndefined();
});

test('[S6] a defect says where it is', () => {
  expect(documentDefect('products', { ...aProduct(), rev, title: 5 })).toBe(
    '/title: Instance type "number" is invalid. Expected "string".',
  );
  expect(documentDefect('products', { ...aProduct(), rev: 'x' })).toMatch(/^\/rev: /);
  expect(documentDefect('products', null)).toBe('/: Instance type "null" is invalid. Expected "object".');
  expect(documentDefect('products', { ...aProduct(), rev, extra: 1 })).toBe('/extra is no field of it');
});

test.each([
  ['a pair of surrogates is one character', '\u{1F98A}'.repeat(300), true],
  ['so is half of one', '\u{D83E}'.repeat(300), true],
  ['one too many', '\u{1F98A}'.repeat(300) + 'x', false],
])('[S6] a length is counted in characters: %s', (_, title, fits) => {
  expect(documentDefect('products', { ...aProduct(), rev, title }) === undefined).toBe(fits);
});

test('[S7] the generated validators are those of the schemas', () => {
  const generated = readFileSync(new URL('../generated/validators.js', import.meta.url), 'utf8');

  expect(generated).toBe(validatorsSource());
});
