import { foldText, isAscii } from './fold-text.ts';

/** The words of a folded text: letters and digits, or an emoji with its modifiers. */
const anyWord = /[\p{L}\p{N}]+|\p{RI}\p{RI}|(?![©®™])\p{Extended_Pictographic}/gu;
const asciiWord = /[a-z0-9]+/g;

/** Scripts written without blanks, in which word boundaries are not visible. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;

/** Signs within a word that people leave out, or write as a blank: T-Shirt, L’Oréal, R.E.M., AT&T. */
const withinWord = /^[-‐‑‒–.'’ʼ`´&·]$/;
/** Whether words of an ASCII text may belong together at all: few do, and this rules out most texts at once. */
const mayBelong = /[a-z0-9][-.'`&][a-z0-9]|(?:^|[^a-z0-9])[a-z] [a-z0-9]|\d [a-z]{1,2}(?![a-z0-9])/;
/** A unit after its number. */
const unit = /^\p{L}{1,2}$/u;
const number = /^\p{N}+$/u;

/** A wanted word: any of these spellings matches. */
export type Wanted = readonly string[];

/** The words of a text: letters and digits, and emoji, in lower case, without accents. */
export function wordsOf(text: string): string[] {
  const plain = foldText(text);
  return plain.match(isAscii(plain) ? asciiWord : anyWord) ?? [];
}

/**
 * [S12] All words by which a text is found: its words; joined words that people also write without a blank ("T-Shirt",
 * "500 ml"); and in scripts without blanks each pair of adjacent characters.
 */
export function searchWordsOf(text: string): string[] {
  const plain = foldText(text);
  if (isAscii(plain) && !mayBelong.test(plain)) return plain.match(asciiWord) ?? [];
  const found: string[] = [];
  for (const { words, joined } of groupsOf(plain)) {
    for (const word of words) found.push(...partsOf(word, 'held'));
    if (joined !== undefined) found.push(joined);
  }
  return found;
}

/**
 * [S12] The wanted words of a query: each must be found. If there are none, nothing is found, unless the query is
 * blank.
 */
export function wantedWords(query: string): readonly Wanted[] {
  const wanted: Wanted[] = [];
  for (const { words, joined } of groupsOf(foldText(query)))
    for (const word of words)
      for (const part of partsOf(word, 'asked'))
        // A text that begins with the joined word also begins with its part.
        wanted.push(joined === undefined || joined.startsWith(part) ? [part] : [part, joined]);
  return wanted;
}

/** [S12] Whether a word matches a wanted one: it begins with it, or ends in these digits, four or more. */
export function isWanted(word: string, wanted: Wanted): boolean {
  return wanted.some(each => word.startsWith(each) || (isEnding(each) && word.endsWith(each)));
}

/** Whether a wanted word may also match the end of a word: people know the last digits of a code or a phone number. */
export function isEnding(word: string): boolean {
  return /^\d{4,}$/.test(word);
}

/** Whether a word can be found by its end: it is longer than its last four digits. */
export function hasEnding(word: string): boolean {
  if (word.length <= 4) return false;
  for (let at = word.length - 4; at < word.length; at++) {
    const unitOf = word.charCodeAt(at);
    if (unitOf < 48 || unitOf > 57) return false;
  }
  return true;
}

/** True if every wanted word is found among `words`, or none is wanted. */
export function haveWords(words: readonly string[], wanted: readonly Wanted[]): boolean {
  return wanted.every(each => words.some(word => isWanted(word, each)));
}

/** Words that belong together, and their joined form. */
interface Group {
  readonly words: readonly string[];
  readonly joined: string | undefined;
}

function groupsOf(plain: string): readonly Group[] {
  const groups: string[][] = [];
  let [end, isOpen] = [-1, false];
  for (const match of plain.matchAll(isAscii(plain) ? asciiWord : anyWord)) {
    const [word] = match;
    const last = groups.at(-1);
    const gap = plain.slice(end, match.index);
    if (last && isOpen && belongs(last, gap, word)) last.push(word);
    else groups.push([word]);
    end = match.index + word.length;
    isOpen = /[\p{L}\p{N}]$/u.test(word);
  }
  return groups.map(words => ({ words, joined: words.length > 1 ? words.join('') : undefined }));
}

/**
 * Whether a word belongs to the one before: "1.5" is not 15, and a single letter or a unit belongs to its neighbour: "t
 * shirt", "500 ml".
 */
function belongs(before: readonly string[], gap: string, word: string): boolean {
  const last = before.at(-1) ?? '';
  if (withinWord.test(gap)) return gap !== '.' || !number.test(last) || !number.test(word);
  if (gap !== ' ' || before.length > 1) return false;
  return /^\p{L}$/u.test(last) || (number.test(last) && unit.test(word));
}

/** A run of a script without blanks, in pairs; its last character alone is also stored, but not searched for. */
function partsOf(word: string, as: 'held' | 'asked'): readonly string[] {
  if (isAscii(word)) return [word];
  const parts: string[] = [];
  let from = 0;
  for (const run of word.matchAll(unspaced)) {
    if (run.index > from) parts.push(word.slice(from, run.index));
    const signs = Array.from(run[0]);
    for (const [at, sign] of signs.entries()) {
      const next = signs[at + 1];
      if (next !== undefined) parts.push(sign + next);
      else if (as === 'held' || signs.length === 1) parts.push(sign);
    }
    from = run.index + run[0].length;
  }
  if (from < word.length) parts.push(word.slice(from));
  return parts;
}
