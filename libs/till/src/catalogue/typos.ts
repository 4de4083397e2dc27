/** How many typos are forgiven in a word of this length: none in a short one, where they would make another word. */
export function typosIn(word: string): number {
  return word.length >= 8 ? 2 : word.length >= 5 ? 1 : 0;
}

/**
 * How many typos (a letter too many, missing, another, or two swapped) lie between what was typed and the nearest
 * beginning of a word; Infinity for more than `most`. A person is still typing, so the rest of the word is free.
 */
export function typosBetween(typed: string, word: string, most: number): number {
  if (word.length < typed.length - most) return Infinity;
  const length = Math.min(word.length, typed.length + most);
  let before: number[] = [];
  let row = Array.from({ length: length + 1 }, (_, at) => at);
  for (let n = 1; n <= typed.length; n++) {
    const next = [n];
    for (let at = 1; at <= length; at++) {
      const isSame = typed[n - 1] === word[at - 1];
      let least = Math.min(
        (row[at] ?? 0) + 1,
        (next[at - 1] ?? 0) + 1,
        (row[at - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (n > 1 && at > 1 && typed[n - 1] === word[at - 2] && typed[n - 2] === word[at - 1])
        least = Math.min(least, (before[at - 2] ?? 0) + 1);
      next.push(least);
    }
    if (Math.min(...next) > most) return Infinity;
    [before, row] = [row, next];
  }
  const typos = Math.min(...row);
  return typos > most ? Infinity : typos;
}
