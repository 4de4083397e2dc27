/**
 * FNV-1a over UTF-16 code units, 32 bits. Each step is a bijection of the state, so one changed unit is always noticed;
 * other damage passes once in 2^32. `seed` continues an earlier sum. It finds accidents, but does not stop an attacker.
 */
export function checksum(text: string, seed = 0x811c9dc5): number {
  let sum = seed;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
