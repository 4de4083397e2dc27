import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PrefixIndex } from './words.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 });
const command = fc.record({
  id: fc.nat(8).map(String),
  words: fc.option(fc.array(word, { maxLength: 4 })),
  search: word,
});

test('[T9] a prefix finds whoever has such a word, whatever was set and deleted before', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), fc.boolean(), (commands, hasMany) => {
      const index = new PrefixIndex();
      const model = new Map<string, readonly string[]>();
      for (const [at, { id, words, search }] of commands.entries()) {
        if (words) index.set(id, words);
        else index.delete(id);
        model.set(id, words ?? []);
        // So many that they are sorted in.
        if (hasMany)
          index.set(
            'many',
            Array.from({ length: 1100 }, (_, n) => `z${at}-${n}`),
          );
        const having = [...model].filter(([, held]) => held.some(each => each.startsWith(search)));
        expect([...index.startingWith(search)].sort()).toEqual(having.map(([each]) => each).sort());
      }
    }),
    { numRuns: 60 },
  );
});
