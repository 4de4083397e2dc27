/** A number of 32 bits that nearly always differs where texts differ: djb2, with "xor". */
export function hash32(text: string): number {
  let hash = 5381;
  for (const letter of text) hash = (Math.imul(hash, 33) ^ (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash;
}
