import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Text } from '@tidemark/elements/language';
import { describe, expect, test } from 'vitest';
import { placeholdersOf, textsOf } from '../../texts-of-source.ts';
import { knownLanguages } from './known-languages.ts';

const folder = import.meta.dirname;
const files = globSync('*.json', { cwd: folder }).sort();
const { texts, troubles } = textsOf();

function textsIn(file: string): Record<string, Text> {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, Text>;
}

test('[LG3] every text of the source is written out, in a function, with the same values for one as for many', () => {
  expect(troubles).toEqual([]);
  expect(texts.size).toBeGreaterThan(600);
});

test('every language file is in the list of languages, and no other', () => {
  const listed = knownLanguages.filter(({ load }) => load).map(({ code }) => `${code}.json`);

  expect(listed.sort()).toEqual(files);
});

describe.each(files)('%s', file => {
  const held = textsIn(file);
  const { pluralCategories } = new Intl.PluralRules(basename(file, '.json')).resolvedOptions();

  test('[LG4] lacks no text, and has none that nobody says', () => {
    expect([...texts.keys()].filter(key => !(key in held))).toEqual([]);
    expect(Object.keys(held).filter(key => !texts.has(key))).toEqual([]);
  });

  test('[LG4] says each with the source’s values, and a counted one in each of its plural forms', () => {
    const wrong = Object.entries(held).filter(([key, text]) => {
      const isCounted = texts.get(key)?.one !== undefined;
      const forms = typeof text === 'string' ? undefined : Object.keys(text);
      if (isCounted !== (forms !== undefined)) return true;
      if (forms && [...forms].sort().join() !== [...pluralCategories].sort().join()) return true;
      const said = typeof text === 'string' ? [text] : Object.values(text);
      return said.some(each => each.trim() === '' || placeholdersOf(each) !== placeholdersOf(key));
    });

    expect(wrong).toEqual([]);
  });
});
