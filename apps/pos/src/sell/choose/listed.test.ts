import type { TillStatus } from '@tidemark/till';
import type { Listing, ListingQuery, PageTill } from '@tidemark/till/page';
import { Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { countWords, emptyWords, fitsIn, listed$, readingOf, type Listed } from './listed.ts';

const none: Listed = {
  ...{ words: '', from: 0, to: 60, total: 0, held: 0, isSimilar: false, cards: [] },
  reading: 'done',
};

test('nothing is said of what was not answered, or while it is not known whether everything is read', () => {
  expect(emptyWords(undefined)).toBe('');
  expect(emptyWords({ ...none, reading: undefined })).toBe('');
  expect(emptyWords({ ...none, words: 'tea', total: 3 })).toBe('');
});

test('where nothing was found, it is said how far the till has read, and for which words', () => {
  expect(emptyWords({ ...none, words: 'tea', reading: 'opening' })).toMatch(/being read|reading|read/i);
  expect(emptyWords({ ...none, words: 'tea' })).toMatch(/^No product here fits “tea”\. Press Enter/);
  expect(emptyWords({ ...none, words: 'tea', reading: 'filling' })).toMatch(/^No product here fits “tea”/);
  expect(emptyWords({ ...none, reading: 'filling' })).toBe('The shop is being read …');
  expect(emptyWords(none)).toBe('No products yet.');
});

test('the count is of what was found; while a till opens, it is said what is missing in it', () => {
  const stock = 'Stock as of 10:45';
  expect(countWords(undefined, stock)).toBe('');
  expect(countWords({ ...none, total: 1, held: 1 }, stock)).toBe('1 product');
  expect(countWords({ ...none, words: 'taes', total: 3, held: 3, isSimilar: true }, stock)).toBe(
    'Nothing with “taes”; 3 products with nearly that',
  );
  const opening: Listed = { ...none, reading: 'opening' };
  expect(countWords(opening, stock)).toBe('');
  expect(countWords({ ...opening, total: 9, held: 4 }, stock)).toBe('9 products · Stock as of 10:45');
  expect(countWords({ ...opening, total: 4, held: 4 }, stock)).toBe('Stock as of 10:45');
  expect(countWords({ ...opening, words: 'tea' }, stock)).toBe('');
  expect(countWords({ ...opening, words: 'tea', total: 2, held: 2 }, stock)).toBe('2 products so far');
});

test('words fit by the answer to exactly these words; of others it is not known', () => {
  expect(fitsIn(undefined, 'tea')).toBeUndefined();
  expect(fitsIn({ ...none, words: 'te' }, 'tea')).toBeUndefined();
  expect(fitsIn({ ...none, words: 'tea' }, 'tea')).toBe(false);
  expect(fitsIn({ ...none, words: 'tea', total: 1, isSimilar: true }, 'tea')).toBe(true);
});

test('an answer says how far the till had read when it was asked, however late it comes', () => {
  const answers = new Subject<Listing>();
  const asked: ListingQuery[] = [];
  const catalogue = { listing$: (query: ListingQuery) => (asked.push(query), answers) };
  const till = { catalogue } as unknown as PageTill;
  const heard: Listed[] = [];
  const query = { words: '', from: 0, to: 60, first: [] };

  listed$(till, { ...query, reading: 'opening' }).subscribe(listed => heard.push(listed));
  answers.next({ ...none, words: '' });

  expect(asked).toEqual([query]);
  expect(heard.map(each => each.reading)).toEqual(['opening']);
  expect(heard.map(emptyWords)).not.toContain('No products yet.');
});

test('a till that is open and fills nothing has read everything', () => {
  const status = { opening: false, filling: undefined } as TillStatus;
  expect(readingOf(undefined)).toBeUndefined();
  expect(readingOf(status)).toBe('done');
  expect(readingOf({ ...status, opening: true })).toBe('opening');
  expect(readingOf({ ...status, filling: { kind: 'first' } as TillStatus['filling'] })).toBe('filling');
});
