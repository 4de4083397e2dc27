import { gtinOf } from './gtin.ts';

/** What a GS1 element string says about an item. */
export interface Elements {
  /** Fourteen digits with a right check digit. */
  readonly gtin: string;
  /** True if it has a weight, another measure or a price: the item is not sold by the piece. */
  readonly isMeasured: boolean;
}

/** Ends an element of variable length: FNC1, as scanners send it. */
const separator = '\u001d';
/** The number of digits after application identifiers of fixed length, by their first two digits. */
const fixedLengths: Readonly<Record<string, number>> = {
  '00': 18,
  '01': 14,
  '02': 14,
  '03': 14,
  ...Object.fromEntries(['11', '12', '13', '14', '15', '16', '17', '18', '19'].map(each => [each, 6])),
  '20': 2,
};
/** Trade measures, 3100 to 3699: a four-digit identifier, then six digits. 392n and 393n are amounts of money. */
const measure = /^3[1-6]\d\d/;
const price = /^39[23]\d/;

/**
 * The GTIN (01) anywhere in an element string, or in the address of a digital link; undefined if there is none.
 * Elements may be in brackets, as people write them.
 */
export function readElements(text: string): Elements | undefined {
  const link = /^https?:\/\/[^?#]*\/01\/(\d{8,14})(?:[/?#]|$)(.*)$/.exec(text);
  if (link) return elements(link[1] ?? '', /(?:^|[/?&])(?:3[1-6]\d\d|39[23]\d)[=/]/.test(link[2] ?? ''));
  let rest = text.startsWith('(')
    ? text
        .replace(/^\(/, '')
        .replace(/\((\d{2,4})\)/g, `${separator}$1`)
        .replace(/\)/, '')
    : text;
  let gtin: string | undefined;
  let isMeasured = false;
  while (rest !== '') {
    if (rest.startsWith(separator)) {
      rest = rest.slice(1);
      continue;
    }
    isMeasured ||= measure.test(rest) || price.test(rest);
    const length = measure.test(rest) ? 10 : 2 + (fixedLengths[rest.slice(0, 2)] ?? Infinity);
    const end = rest.indexOf(separator);
    const element = rest.slice(0, Math.min(length, end < 0 ? rest.length : end));
    if (element.length < length && length !== Infinity) break;
    if (element.startsWith('01')) gtin ??= element.slice(2);
    rest = rest.slice(element.length);
  }
  return gtin === undefined ? undefined : elements(gtin, isMeasured);
}

function elements(digits: string, isMeasured: boolean): Elements | undefined {
  const gtin = gtinOf(digits);
  return gtin === undefined ? undefined : { gtin, isMeasured };
}
