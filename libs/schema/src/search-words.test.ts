import { expect, test } from 'vitest';
import { wordsOfCustomer, wordsOfOrder, wordsOfProduct } from './search-words.ts';
import { aCustomer, anOrder, aProduct, aVariant } from './testing.ts';
import { haveWords, wordsOf } from './words.ts';

test.each([
  ['Crème Brûlée №5', ['creme', 'brulee', '5']],
  ['T-Shirt "XL"', ['t', 'shirt', 'xl']],
  ['', []],
  ['🦊 : * "', []],
  ['ΤΕΣΤ Ж9', ['τεστ', 'ж9']],
])('[S12] the words of %s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('[S12] a text is found by the beginnings of its words, by all of them', () => {
  const words = wordsOf('Blue Enamel Mug');

  expect(haveWords(words, wordsOf('mug BLÜ'))).toBe(true);
  expect(haveWords(words, wordsOf('namel'))).toBe(false);
  expect(haveWords(words, wordsOf('blue cup'))).toBe(false);
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
    expect(haveWords(words, wordsOf(query)), query).toBe(true);
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
    expect(haveWords(words, wordsOf(query)), query).toBe(true);
});
