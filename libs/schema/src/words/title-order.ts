import { plainOrder } from './plain-order.ts';

/** One order of titles and names everywhere: of no language, so that every till of a shop has the same; numbers by their size. */
const collator = new Intl.Collator('en', { numeric: true });

/** Titles and names as people look for them: without regard to case and accents at first, "Size 9" before "Size 10". */
export function compareTitles(a: string, b: string): number {
  return plainOrder(a, b) ?? collator.compare(a, b);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The first sign of a text as people see it: an emoji, or a letter with its accents, is one. '' where there is none. */
export function firstSign(text: string): string {
  const [first] = segmenter.segment(text.trimStart());
  return first?.segment ?? '';
}

/** The beginning of a text, of so many UTF-16 units at most, without half a sign at its end. */
export function beginningOf(text: string, units: number): string {
  if (text.length <= units) return text;
  let end = 0;
  for (const { index, segment } of segmenter.segment(text.slice(0, units + 64))) {
    if (index + segment.length > units) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
