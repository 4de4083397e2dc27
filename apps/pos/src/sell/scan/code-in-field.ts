import type { InSearch, IsKnown } from './hearing.ts';

/** The content of a search field when a code may have ended in it. */
export interface InField extends InSearch {
  readonly value: string;
  /** Whether a product has this code. */
  readonly isKnown: IsKnown;
  /** Whether a product has these words. */
  readonly fits: (words: string) => boolean;
}

/** Keys that come as slowly as a person types may be a code from this many on. */
const shortestHalting = 4;

/**
 * The code that a scanner typed into a field, whatever was there before; undefined where it was none, and the key is
 * the field's own. Half of a code must never be looked up: after a stutter, only the end came quickly. That end is
 * taken alone only where it is a code and the whole is none, for example after words typed just before the scan.
 */
export function codeInField({ value, quick, halting, endedBy, isKnown, fits }: InField): string | undefined {
  const whole = halting.trim();
  if (quick === undefined) {
    // The scanner stuttered up to the last key, or a person typed: then only a certain code counts, and no words.
    if (endedBy !== 'key' || whole.length < shortestHalting || !isKnown(whole) || fits(value))
      return undefined;
    return whole === value ? undefined : whole;
  }
  const code = isKnown(quick) && !isKnown(whole) ? quick : whole;
  switch (endedBy) {
    case 'key':
      return code;
    case 'quiet':
      return isKnown(code) ? code : undefined;
    case 'long quiet':
      return looksLikeCode(code) ? code : undefined;
  }
}

/** What is left in the field without the code. */
export function withoutCode(value: string, code: string): string {
  return value.endsWith(code) ? value.slice(0, -code.length) : '';
}

/** A barcode or a SKU has a digit, and no blank; some words do too. */
export function looksLikeCode(text: string): boolean {
  return /^\S*\d\S*$/.test(text);
}
