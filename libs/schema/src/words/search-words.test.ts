import { expect, test } from 'vitest';
import { wordsOfCustomer, wordsOfOrder, wordsOfProduct } from './search-words.ts';
import { aCustomer, anOrder, aProduct, aVariant } from '../testing.ts';
import { wantedOfPeople } from '../wanted-phone.ts';
import { haveWords, searchWordsOf, wantedWords, wordsOf } from './words.ts';

test.each([
  ['Crème Brûlée №5', ['creme', 'brulee', '5']],
  ['T-Shirt "XL"', ['t', 'shirt', 'xl']],
  ['', []],
  [': * "', []],
  ['🦊 Fox® 👩‍🚀', ['🦊', 'fox', '👩', '🚀']],
  ['Straße, Ørsted, Łódź, Œuvre, Þór, ſ', ['strasse', 'orsted', 'lodz', 'oeuvre', 'thor', 's']],
  ['ＡＢＣ１２ ﬁg ٣۴५', ['abc12', 'fig', '345']],
  ['ΤΕΣΤ Ж9', ['τεστ', 'ж9']],
])('[S12] the words of %s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('[S12] a text is found by the beginnings of its words, by all of them', () => {
  const words = searchWordsOf('Blue Enamel Mug');
  const has = (query: string) => haveWords(words, wantedWords(query));

  expect(has('mug BLÜ')).toBe(true);
  expect(has('namel')).toBe(false);
  expect(has('blue cup')).toBe(false);
  expect(haveWords(words, [])).toBe(true);
});

test('[S13] a product is found by title, vendor, tags and codes', () => {
  const product = aProduct({
    title: 'Mug',
    vendor: 'Harbour & Co',
    tags: ['New In'],
    variants: [aVariant({ sku: 'MUG-01', barcode: '8712345678906' })],
  });

  expect(wordsOfProduct(product)).toEqual({
    texts: ['mug', 'harbour', 'co', 'new', 'in'],
    codes: ['8712345678906', 'mug', '01'],
  });
});

test('[S13] a customer is found by name, e-mail address and phone number, with or without its blanks', () => {
  const words = wordsOfCustomer(aCustomer({ email: 'noor@example.com', phone: '+31 6 1234 5678' }));

  for (const query of ['noor wit', 'example.com', '31612345', '1234'])
    expect(haveWords(words, wantedOfPeople(query)), query).toBe(true);
});

test('[S13] an order is found by name, e-mail address, phone number and lines', () => {
  const line = {
    ...{ id: '1', productId: '1', variantId: '1', title: 'Enamel Mug', variantTitle: 'Blue', sku: 'MUG-01' },
    ...{ quantity: 1, currentQuantity: 1, unitPrice: 1, discount: 0, tax: 0 },
  };
  const words = wordsOfOrder(
    anOrder({ name: '#1042', email: 'a@b.example', phone: '+316123', lines: [line] }),
  );

  for (const query of ['#1042', 'enam blue', 'mug-01', 'b.example', '316123'])
    expect(haveWords(words, wantedOfPeople(query)), query).toBe(true);
});

test.each([
  ['Organic T-Shirt', 'tshirt'],
  ['Organic T-Shirt', 't-shirt'],
  ['Organic T-Shirt', 't shirt'],
  ['Organic T-Shirt', 'T‑Shirt'],
  ['Tshirt', 't-sh'],
  ['Tshirt', 't shirt'],
  ['T Shirt', 'tshi'],
  ["L'Oréal Shampoo", 'loreal'],
  ["L'Oréal Shampoo", 'l’oreal sham'],
  ['Loreal', "L'Oréal"],
  ['AT&T card', 'att'],
  ['R.E.M.', 'rem'],
  ['Water 500 ml', '500ml'],
  ['Water 500ml', '500 ml'],
  ['Müller Strass', 'straß'],
  ['Smørrebrød', 'smorrebrod'],
  ['オーガニック抹茶ラテ', '抹茶'],
  ['オーガニック抹茶ラテ', '抹茶ラテ'],
  ['オーガニック抹茶ラテ', '茶'],
  ['オーガニック抹茶ラテ', 'ﾗﾃ'],
  ['抹茶 200g', '200'],
  ['น้ำส้มคั้นสด', 'ส้มคั้น'],
  ['한국 김치', '김치'],
  ['🍕 Pizza', '🍕'],
  ['🍕 Pizza', 'pizza🍕'],
  ['Vinci 2.0', '2.0'],
  ['ToVid.Io', 'tovid'],
  ['rød', 'rod'],
  ['PROD-10', 'prod10'],
  ['Kit 8712345678906', '8906'],
  ['Kit ABC-0012345', '2345'],
])('[S12] %s is found by %s', (text, query) => {
  expect(haveWords(searchWordsOf(text), wantedWords(query))).toBe(true);
});

test.each([
  ['Organic T-Shirt', 'shirtt'],
  ['Wine 1.5 l', '15'],
  ['Tea and Shirt', 'teaand'],
  ['オーガニック抹茶ラテ', '茶抹'],
  ['Kit 8712345678906', '906'],
  ['Kit 8712345678906', '5678'],
  ['🍕 Pizza', '🍔'],
  ['Gift *** set', '***x'],
])('[S12] %s is not found by %s', (text, query) => {
  expect(haveWords(searchWordsOf(text), wantedWords(query))).toBe(false);
});

test.each(['***', '™', '  ', '!?', '\u200d'])('[S12] nothing is wanted by %j', query => {
  expect(wantedWords(query)).toEqual([]);
  expect(wantedOfPeople(query)).toEqual([]);
});

test.each([
  '+16135550101',
  '16135550101',
  '6135550101',
  '613-555-0101',
  '(613) 555-0101',
  '555 0101',
  '613',
  '613 555',
  '0101',
  '001 613 555 0101',
  '1.613.555.0101',
  'Phone 555-0101',
  '٥٥٥ ٠١٠١',
])('[S17] a customer is found by the phone number %s', query => {
  const words = wordsOfCustomer(
    aCustomer({ firstName: 'Phone', displayName: 'Phone Person', phone: '+16135550101' }),
  );

  expect(haveWords(words, wantedOfPeople(query))).toBe(true);
});

test.each([
  ['+31612345678', '06 1234 5678', true],
  ['+31612345678', '0612345678', true],
  ['+31612345678', '0031 6 12345678', true],
  ['+447911123456', '+44 (0)7911 123456', true],
  ['06 12345678', '+31 6 1234 5678', true],
  ['+31612345678', '06 1234 5679', false],
  ['+31612345678', '1234 9999', false],
  ['+31612345678', '06 123', true],
  ['+31612345678', '234', false],
])('[S17] of the phone number %s, %s is sought: found is %s', (phone, query, isFound) => {
  const words = wordsOfCustomer(
    aCustomer({ firstName: 'A', lastName: 'B', displayName: 'A B', email: null, phone }),
  );

  expect(haveWords(words, wantedOfPeople(query))).toBe(isFound);
});
