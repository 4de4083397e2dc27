/** The sort weight of an ASCII character in titles: a blank before digits, digits before letters; 0 for any other. */
const worth = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (unit === 32) return 1;
  if (unit >= 48 && unit <= 57) return 2;
  if (unit >= 65 && unit <= 90) return unit + 32;
  return unit >= 97 && unit <= 122 ? unit : 0;
});
const digit = 2;
/** ICU's collator splits longer numbers. */
const longestNumber = 200;

/**
 * The collator's order of two titles, if the first difference of letters, digits and blanks decides; undefined if only
 * the collator can tell: signs, accents, and titles that differ only in case. About ten times as fast, and enough for
 * most titles: a first sync sorts tens of thousands.
 */
export function plainOrder(a: string, b: string): number | undefined {
  const both = Math.min(a.length, b.length);
  for (let at = 0; at < both; at++) {
    const [unitA, unitB] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (unitA > 127 || unitB > 127) return undefined;
    if (unitA === unitB) continue;
    const [worthA, worthB] = [worth[unitA] ?? 0, worth[unitB] ?? 0];
    if (worthA === 0 || worthB === 0) return undefined;
    const isNumber = worthA === digit || worthB === digit;
    // Within a number, or at its end, the whole number counts.
    if (isNumber && (worthA === worthB || isDigit(a, at - 1))) return numbersFrom(a, b, at);
    if (worthA !== worthB)
      return isFollowedByAscii(a, at) && isFollowedByAscii(b, at) ? worthA - worthB : undefined;
  }
  if (a.length === b.length) return undefined;
  const longer = a.length > both ? a : b;
  // Any further character, except an accent, sorts after the end.
  const next = longer.charCodeAt(both);
  if (next > 127 || worth[next] === 0 || (isDigit(longer, both) && isDigit(longer, both - 1)))
    return undefined;
  return isFollowedByAscii(longer, both) ? a.length - b.length : undefined;
}

/** The order of two texts that are equal before `at`, which is in a number or at its end. */
function numbersFrom(a: string, b: string, at: number): number | undefined {
  let start = at;
  while (isDigit(a, start - 1)) start--;
  const [endA, endB] = [endOfNumber(a, start), endOfNumber(b, start)];
  if (endA - start > longestNumber || endB - start > longestNumber) return undefined;
  if (a.charCodeAt(endA) > 127 || b.charCodeAt(endB) > 127) return undefined;
  const [numberA, numberB] = [withoutZeros(a.slice(start, endA)), withoutZeros(b.slice(start, endB))];
  if (numberA === numberB) return undefined;
  return numberA.length - numberB.length || (numberA < numberB ? -1 : 1);
}

function withoutZeros(number: string): string {
  return number.replace(/^0+/, '');
}

function endOfNumber(text: string, start: number): number {
  let end = start;
  while (isDigit(text, end)) end++;
  return end;
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 48 && unit <= 57;
}

/** A non-ASCII character after a letter may belong to it. */
function isFollowedByAscii(text: string, at: number): boolean {
  return !(text.charCodeAt(at + 1) > 127);
}
