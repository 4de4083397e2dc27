import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  configureLanguages,
  counted,
  directionOf,
  inLanguage,
  languageNow,
  msg,
  sourceLanguage,
  str,
  type Languages,
  type Texts,
} from './language.ts';
import { moneyText } from '../look/money-text.ts';
import { decimalSign, numberText, percentText } from './number.ts';

const german: Texts = {
  Close: 'Schließen',
  '{0} of {1}': '{1}, davon {0}',
  '{0} pieces': { one: '{0} Teil', other: '{0} Teile' },
  '{0} %': '{0} %',
};
const polish: Texts = {
  '{0} pieces': { one: '{0} sztuka', few: '{0} sztuki', many: '{0} sztuk', other: '{0} sztuki' },
};

const pieces = (count: number) => counted(count, str`${count} piece`, str`${count} pieces`);

let languages: Languages;
let isReachable = true;

beforeAll(() => {
  // Lit tells elements through the window, and Node has none.
  (globalThis as { window?: unknown }).window ??= new EventTarget();
  languages = configureLanguages({
    codes: ['de', 'pl', 'nl'],
    load: async code => {
      if (!isReachable) throw new Error('no network');
      return { de: german, pl: polish }[code] ?? {};
    },
    localeOf: code => (code === 'en' ? 'en-US' : code),
  });
});

afterAll(() => languages.speak(sourceLanguage));

test('[LG2] a text is said in the language chosen, with its values in the order of that language', async () => {
  expect([msg('Close'), msg(str`${1} of ${2}`), pieces(1), pieces(2)]).toEqual([
    'Close',
    '1 of 2',
    '1 piece',
    '2 pieces',
  ]);

  await languages.speak('de');

  expect([msg('Close'), msg(str`${1} of ${2}`), pieces(1), pieces(2)]).toEqual([
    'Schließen',
    '2, davon 1',
    '1 Teil',
    '2 Teile',
  ]);
  expect(languageNow()).toBe('de');
});

test('[LG2] what a language does not say is said in English', async () => {
  await languages.speak('de');

  expect(msg('Open')).toBe('Open');
});

test('[LG5] plurals follow the language, also one of more forms than English has', async () => {
  await languages.speak('pl');

  expect([1, 3, 5].map(pieces)).toEqual(['1 sztuka', '3 sztuki', '5 sztuk']);
});

test('[LG6] numbers, money and rates are written as the language does', async () => {
  await languages.speak('de');
  expect(numberText(1234.5)).toBe('1.234,5');
  expect(moneyText(123450, 'EUR').replace(/\s/g, ' ')).toBe('1.234,50 €');
  expect(percentText(0.075)).toBe('7,5 %');
  expect(decimalSign()).toBe(',');

  await languages.speak(sourceLanguage);
  expect(moneyText(123450, 'EUR')).toBe('€1,234.50');
});

test('[LG8] one thing is said in another language, and the rest in the one on screen', async () => {
  await languages.prepare('de');
  await languages.speak(sourceLanguage);

  expect(
    inLanguage('de', () => [msg('Close'), pieces(2), moneyText(150, 'EUR').replace(/\s/g, ' ')]),
  ).toEqual(['Schließen', '2 Teile', '1,50 €']);
  expect(msg('Close')).toBe('Close');
  expect(() =>
    inLanguage('de', () => {
      throw new Error('broken');
    }),
  ).toThrow('broken');
  expect(msg('Close')).toBe('Close');
  expect(inLanguage('nl', () => msg('Close'))).toBe('Close');
});

test('[LG2] a language that cannot be loaded changes nothing, and can be asked for again', async () => {
  await languages.speak('de');
  isReachable = false;
  await expect(languages.speak('nl')).rejects.toThrow('no network');
  expect(msg('Close')).toBe('Schließen');

  isReachable = true;
  await languages.speak('nl');
  expect(languageNow()).toBe('nl');
});

test('[LG7] a language is written from the left or from the right', () => {
  expect(['de', 'ar-XB', 'he', 'en-XA'].map(directionOf)).toEqual(['ltr', 'rtl', 'rtl', 'ltr']);
});
