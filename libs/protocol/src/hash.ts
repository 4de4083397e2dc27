/**
 * A 64-bit hash as two unsigned halves. Not cryptographic: it finds differences, but does not stop an attacker. The
 * mixing is that of MurmurHash3's 32-bit finaliser over two lanes with different multipliers.
 */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

export const zeroHash: Hash64 = { high: 0, low: 0 };

export function hashText(text: string): Hash64 {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  return {
    high: finalMix(high ^ Math.imul(low, 0x85ebca6b)),
    low: finalMix(low ^ Math.imul(high, 0xc2b2ae35)),
  };
}

function finalMix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** Combines hashes: order does not matter, and adding twice removes, as a digest needs. */
export function xorHash(a: Hash64, b: Hash64): Hash64 {
  return { high: (a.high ^ b.high) >>> 0, low: (a.low ^ b.low) >>> 0 };
}

/** 16 hexadecimal digits. */
export function formatHash({ high, low }: Hash64): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

export function parseHash(text: string): Hash64 {
  return { high: Number.parseInt(text.slice(0, 8), 16), low: Number.parseInt(text.slice(8, 16), 16) };
}
