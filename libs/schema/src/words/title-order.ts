import { plainOrder } from './plain-order.ts';

/**
 * The one order of titles and names: independent of the language, so that every till of a shop has the same; numbers by
 * size.
 */
/** Made when it is first needed: on an old tablet that takes a tenth of a second. */
let collator: Intl.Collator | undefined;

/** Compares titles and names: case and accents count only last, and "Size 9" comes before "Size 10". */
export function compareTitles(a: string, b: string): number {
  return plainOrder(a, b) ?? (collator ??= new Intl.Collator('en', { numeric: true })).compare(a, b);
}

let segmenter: Intl.Segmenter | undefined;

function segmentsOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/**
 * The first character of a text as people see it: an emoji, or a letter with its accents, is one. '' if there is none.
 */
export function firstSign(text: string): string {
  const [first] = segmentsOf(text.trimStart());
  return first?.segment ?? '';
}

/** The beginning of a text, at most `units` UTF-16 units, without half a character at its end. */
export function beginningOf(text: string, units: number): string {
  if (text.length <= units) return text;
  let end = 0;
  for (const { index, segment } of segmentsOf(text.slice(0, units + 64))) {
    if (index + segment.length > units) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
