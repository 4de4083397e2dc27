import type { InSearch, IsKnown } from './hearing.ts';

/** What stands in a search field when a code may have ended in it. */
export interface InField extends InSearch {
  readonly value: string;
  /** Whether a product has this code. */
  readonly isKnown: IsKnown;
  /** Whether a product has these words. */
  readonly fits: (words: string) => boolean;
}

/** What came as haltingly as a person types may be a code from so many keys on. */
const shortestHalting = 4;

/**
 * The code that a scanner brought into a field, whatever stood there before; undefined where it was none, and a key is the
 * field's own. Half of a code must never be looked up: after a stutter only the end came quickly, which is taken by itself
 * only where it is a code and the whole is none, as after words that were typed just before the scan.
 */
export function codeInField({ value, quick, halting, endedBy, isKnown, fits }: InField): string | undefined {
  const whole = halting.trim();
  if (quick === undefined) {
    // It may have stuttered to its last key, or somebody typed: then only what is surely a code is one, and no words.
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

/** What stands in the field when the code is taken out of it. */
export function withoutCode(value: string, code: string): string {
  return value.endsWith(code) ? value.slice(0, -code.length) : '';
}

/** A barcode or a SKU has a digit, and no blank; so has a word now and then. */
export function looksLikeCode(text: string): boolean {
  return /^\S*\d\S*$/.test(text);
}
