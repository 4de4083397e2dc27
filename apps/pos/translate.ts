/**
 * Compares the language files with the texts of the source: `node apps/pos/translate.ts` says what each lacks or has
 * too much. With `--write` it adds what is missing, to be filled in, and removes what no source says any more.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Text } from '@tidemark/elements/language';
import { textsOf, type SourceText } from './texts-of-source.ts';

const folder = join(import.meta.dirname, 'src/languages');
const { texts } = textsOf();

for (const file of globSync('*.json', { cwd: folder }).sort()) {
  const path = join(folder, file);
  const language = basename(file, '.json');
  const held = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Text>;
  const missing = [...texts.values()].filter(({ key }) => !(key in held));
  const stale = Object.keys(held).filter(key => !texts.has(key));
  for (const { key, file: where } of missing)
    console.log(`${language} lacks  ${JSON.stringify(key)}  (${where})`);
  for (const key of stale) console.log(`${language} needs no more  ${JSON.stringify(key)}`);
  if (!process.argv.includes('--write')) continue;
  const entries = [...texts.values()].map(
    text => [text.key, held[text.key] ?? blank(text, language)] as const,
  );
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/** An entry to fill in: for a counted text, a line for each plural form of the language. */
function blank({ one }: SourceText, language: string): Text {
  if (one === undefined) return '';
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  return Object.fromEntries(pluralCategories.map(form => [form, '']));
}
