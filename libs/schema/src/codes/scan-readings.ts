import { readElements } from './gs1.ts';
import { checkDigitOf, gtinOf } from './gtin.ts';
import { inDigits } from './keyboard-layouts.ts';
import { normalizeCode } from './normalize-code.ts';

/** One reading of a scan. */
export interface Reading {
  /** The code as it may be stored. */
  readonly code: string;
  /** True if barcodes of the same GTIN with another number of leading zeros match too. */
  readonly isGtin: boolean;
}

/**
 * [S15] The readings of a scan, the likeliest first: each is used only if the ones before find nothing. As written; the
 * same GTIN; without the scanner's prefix for the kind of barcode (AIM); the GTIN in a GS1 element string or a digital
 * link; and the digits that another keyboard layout turned into letters.
 */
export function readingsOf(scanned: string): readonly Reading[] {
  const text = normalizeCode(scanned);
  const bare = withoutSymbology(text);
  const elements = readElements(bare);
  const digits = inDigits(text);
  return unique([
    ...asWritten(text),
    ...(bare === text ? [] : asWritten(bare)),
    ...(elements && !elements.isMeasured ? [{ code: elements.gtin, isGtin: true }] : []),
    ...(digits === undefined ? [] : asWritten(digits)),
  ]);
}

/**
 * [S16] The item of a label that a scale or a packer printed with a price or a weight in its code. What that number
 * means differs between countries, so these readings tell the item and not what it costs.
 */
export function labelReadingsOf(scanned: string): readonly Reading[] {
  const text = withoutSymbology(normalizeCode(scanned));
  const elements = readElements(text);
  if (elements?.isMeasured)
    return [
      ...asWritten(elements.gtin),
      ...(elements.gtin.startsWith('9') ? withoutIndicator(elements.gtin) : []),
    ];
  const digits = inDigits(text) ?? text;
  const label = /^(02|2\d)(\d{5})(\d{5})\d$/.exec(digits.length === 12 ? `0${digits}` : digits);
  const [, prefix = '', item = '', amount = ''] = label ?? [];
  if (Number(amount) === 0) return [];
  const stored = `${prefix}${item}00000`;
  const whole = stored + checkDigitOf(stored);
  // Shops store it with the last label's check digit as often as with the right one.
  const others = Array.from({ length: 10 }, (_, digit) => stored + String(digit));
  const shorter = prefix === '02' ? others.map(each => each.slice(1)) : [];
  return [{ code: whole, isGtin: true }, ...[...others, ...shorter].map(code => ({ code, isGtin: false }))];
}

function asWritten(code: string): readonly Reading[] {
  if (code === '') return [];
  const itself = { code, isGtin: false };
  return gtinOf(code) === undefined ? [itself] : [itself, { code, isGtin: true }];
}

/** Removes the prefix by which some scanners name the kind of barcode: `]C1`, `]E0`, `]d2`, `]Q3`. */
function withoutSymbology(text: string): string {
  return text.replace(/^\][a-z][0-9a-z]/, '');
}

/** A measured item is also known by its consumer unit's number: the same digits without the leading 9. */
function withoutIndicator(gtin: string): readonly Reading[] {
  const digits = gtin.slice(1, -1);
  return [{ code: digits + checkDigitOf(digits), isGtin: true }];
}

function unique(readings: readonly Reading[]): readonly Reading[] {
  const known = new Map(
    readings.map(each => [`${each.isGtin} ${each.isGtin ? gtinOf(each.code) : each.code}`, each]),
  );
  return [...known.values()];
}
