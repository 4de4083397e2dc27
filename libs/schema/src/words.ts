/** ASCII has no accents to take away, and its letters are quickly told: a first sync asks for a million words. */
const ascii = /^[\x00-\x7f]*$/;

/** Words of a text as they are searched: letters and digits, small, without accents. */
export function wordsOf(text: string): string[] {
  const small = text.toLowerCase();
  if (ascii.test(small)) return small.match(/[a-z0-9]+/g) ?? [];
  const plain = small.normalize('NFD').replace(/\p{M}/gu, '');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** True if every wanted word is the beginning of one of `words`; also where nothing is wanted. */
export function haveWords(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every(each => words.some(word => word.startsWith(each)));
}
