/** ASCII has no accents to take away. */
const ascii = /^[\x00-\x7f]*$/;

/** Words of a text as they are searched: letters and digits, small, without accents. */
export function wordsOf(text: string): string[] {
  const small = text.toLowerCase();
  const plain = ascii.test(small) ? small : small.normalize('NFD').replace(/\p{M}/gu, '');
  return plain.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '');
}
