import { expect, test } from 'vitest';
import { decideLanguage, knownAs, localeOf } from './decide-language.ts';

const known = ['en', 'de', 'pt', 'pt-BR'];

test.each([
  ['de', 'en', ['pt'], 'de'],
  [undefined, 'de', ['pt'], 'de'],
  [undefined, undefined, ['nl', 'pt-BR', 'de'], 'pt-BR'],
  [undefined, undefined, ['fr'], 'en'],
  ['klingon', 'vi', [], 'en'],
  ['klingon', 'de-AT', [], 'de'],
])(
  '[LG1] the till’s own choice %s, the shop’s %s and the browser’s %j make %s',
  (own, shop, browser, spoken) => {
    expect(decideLanguage({ own, shop, browser }, known, 'en')).toBe(spoken);
  },
);

test('[LG1] a language of another country is better than none', () => {
  expect(knownAs('DE-at', known)).toBe('de');
  expect(knownAs('pt-br', known)).toBe('pt-BR');
  expect(knownAs('d', known)).toBeUndefined();
});

test('[LG6] numbers and dates are written as the browser writes that language, else as the language does', () => {
  expect(localeOf('en', ['nl', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(localeOf('de', ['en-GB'])).toBe('de');
  expect(localeOf('de', ['den-XX', 'de-AT'])).toBe('de-AT');
  expect(localeOf('ar-XB', ['en-US'])).toBe('en-US');
});
