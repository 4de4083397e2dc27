import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWanted } from '@tidemark/schema';
import { PrefixIndex } from './prefix-index.ts';

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }),
  // Codes, some with the same ends.
  fc.string({ unit: fc.constantFrom('1', '2'), minLength: 3, maxLength: 6 }),
);
const command = fc.record({
  id: fc.nat(8).map(String),
  words: fc.option(fc.array(word, { maxLength: 4 })),
  codes: fc.array(word, { maxLength: 2 }),
  search: fc.array(fc.array(word, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }),
});

/** The limit up to which each is asked, instead of all that have a word. */
const few = fc.constantFrom(0, 2, 256);

test('[T9] words find whoever has, for each, one that begins so or ends in these digits, whatever was set and deleted before', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), fc.boolean(), few, (commands, hasMany, most) => {
      const index = new PrefixIndex(most);
      const model = new Map<string, readonly string[]>();
      for (const [at, { id, words, codes, search }] of commands.entries()) {
        if (words) index.set(id, words, codes);
        else index.delete(id);
        model.set(id, words ? [...words, ...codes] : []);
        // Enough words that they are sorted in.
        if (hasMany)
          index.set(
            'many',
            Array.from({ length: 1100 }, (_, n) => `z${at}-${n}`),
          );
        const having = [...model].filter(([, held]) =>
          search.every(each => held.some(own => isWanted(own, each))),
        );
        expect(index.matching(search).sort()).toEqual(having.map(([each]) => each).sort());
        const matches = index.matches(search);
        expect(matches.count).toBe(having.length);
        for (const [each] of model) expect(matches.has(each)).toBe(having.some(([one]) => one === each));
        expect(
          index
            .ids()
            .filter(each => each !== 'many')
            .sort(),
        ).toEqual(
          [...new Set(commands.slice(0, at + 1).map(each => each.id))]
            .filter(each => commands.slice(0, at + 1).findLast(of => of.id === each)?.words)
            .sort(),
        );
      }
      expect(index.matching([])).toEqual([]);
    }),
    { numRuns: 90 },
  );
});

test('[T9] a typo in a long word finds what is nearest; in a short word or a code it finds nothing', () => {
  const index = new PrefixIndex();
  index.set('kettle', ['bench', 'kettle'], ['2900000099990']);
  index.set('kitten', ['toy', 'kitten'], ['kettle2']);
  index.set('mug', ['bench', 'mug']);

  expect(index.similar([['ketlte']])).toEqual(['kettle']);
  expect(index.similar([['bench'], ['ketle']])).toEqual(['kettle']);
  expect(index.similar([['kittn']])).toEqual(['kitten']);
  expect(index.similar([['mgu']])).toEqual([]);
  expect(index.similar([['2900000099991']])).toEqual([]);
  expect(index.similar([['bench']])).toEqual(['kettle', 'mug']);
  expect(index.similar([['xettle']])).toEqual([]);
  expect(index.matching([['ketlte']])).toEqual([]);
});
