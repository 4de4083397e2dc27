/** The number of digits in which GTINs are compared (GS1 General Specifications). */
const gtinLength = 14;
/** The shortest printed GTIN. */
const shortest = 8;

/**
 * A UPC-A, UPC-E, EAN-13, EAN-8 or GTIN-14 as fourteen digits; blanks and hyphens between the digits, as in book
 * numbers, are ignored. Undefined if its check digit is wrong, or it is none of these.
 */
export function gtinOf(code: string): string | undefined {
  if (code.length < shortest) return undefined;
  const digits = /^\d+$/.test(code) ? code : /^\d[\d -]*\d$/.test(code) ? code.replace(/[ -]/g, '') : '';
  if (digits.length < shortest || digits.length > gtinLength || !/[1-9]/.test(digits)) return undefined;
  const whole = hasCheckDigit(digits) ? digits : expanded(digits);
  return whole?.padStart(gtinLength, '0');
}

/** A UPC-E in full: small labels leave its zeros out, and most scanners send it so. An EAN-8 has the same length. */
function expanded(digits: string): string | undefined {
  const [, system = '', a = '', b = '', c = '', d = '', e = '', last = '', check = ''] =
    /^([01])(\d)(\d)(\d)(\d)(\d)(\d)(\d)$/.exec(digits) ?? [];
  if (last === '') return undefined;
  const bodies: Readonly<Record<string, string>> = {
    '3': a + b + c + '00000' + d + e,
    '4': a + b + c + d + '00000' + e,
    ...Object.fromEntries(['0', '1', '2'].map(each => [each, a + b + each + '0000' + c + d + e])),
  };
  const whole = system + (bodies[last] ?? a + b + c + d + e + '0000' + last) + check;
  return hasCheckDigit(whole) ? whole : undefined;
}

/**
 * The spellings of a GTIN: with eight, twelve, thirteen and fourteen digits, and without the zeros that a spreadsheet
 * removes.
 */
export function spellingsOfGtin(gtin: string): readonly string[] {
  const bare = gtin.replace(/^0+/, '');
  const lengths = new Set([Math.max(bare.length, shortest), shortest, 12, 13, gtinLength]);
  return [...lengths].filter(each => each >= bare.length).map(each => bare.padStart(each, '0'));
}

/** The check digit that completes these digits to a GTIN. */
export function checkDigitOf(digits: string): string {
  return String((10 - (weigh(digits, 3) % 10)) % 10);
}

function hasCheckDigit(digits: string): boolean {
  return weigh(digits, 1) % 10 === 0;
}

/** The weighted sum of the digits, from the last: every second one counts three times. */
function weigh(digits: string, last: 1 | 3): number {
  let sum = 0;
  for (let [at, weight] = [digits.length - 1, last as number]; at >= 0; at--, weight = 4 - weight)
    sum += (digits.charCodeAt(at) - 48) * weight;
  return sum;
}
