/** A word that this project bans, and its replacement (GLOSSARY.md, house rules of names and prose). */
interface BannedWord {
  readonly word: RegExp;
  readonly say: string;
}

/** The worst words of GLOSSARY's last column: uncommon terms, or terms that mean something else here. */
const bannedWords: readonly BannedWord[] = [
  { word: /\bescrow/i, say: 'backup copy' },
  { word: /\bsecond cop(y|ies)\b|\bsecond-copy\b|secondCop/, say: 'backup copy' },
  { word: /(?<!terminal’s )\bslips?\b/, say: 'typo' },
  { word: /\brefuge/i, say: 'durability options' },
  { word: /\bmortal/i, say: 'lifetime, abortOnError' },
  { word: /\bin doubt\b|inDoubt/i, say: 'uncertain' },
  { word: /\bstirred\b/i, say: 'woken' },
  { word: /EarlyFinder|early finder/i, say: 'disk finder' },
  { word: /\b(Push|Pin|Selling|Submit)Desk\b/, say: 'queue, session' },
  { word: /\bPromise(Name|Store|Of|Server|Replication)\b|\bpromiseNames\b/, say: 'record' },
];

/** Each line of a text with a banned word: its number, from 1, and the problem. */
export function bannedIn(text: string): readonly { readonly line: number; readonly what: string }[] {
  return text.split('\n').flatMap((content, index) =>
    bannedWords.flatMap(({ word, say }) => {
      const found = word.exec(content)?.[0];
      return found === undefined ? [] : [{ line: index + 1, what: `“${found}” is ${say} here` }];
    }),
  );
}
