import { readElements } from './gs1.ts';
import { checkDigitOf, gtinOf } from './gtin.ts';
import { inDigits } from './keyboard-layouts.ts';
import { normalizeCode } from './normalize-code.ts';

/** One way to understand what was scanned. */
export interface Reading {
  /** As it may be stored. */
  readonly code: string;
  /** Whether barcodes that are the same GTIN have it too, with another number of leading zeros. */
  readonly isGtin: boolean;
}

/**
 * [S15] What a scan may mean, the likeliest first: each is asked only where nothing has the ones before. As it is written; the
 * same GTIN; without the scanner's sign of which kind of barcode it was (AIM); the GTIN in a GS1 element string or a digital
 * link; and the digits that a keyboard of another layout made letters of.
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
 * [S16] Of a label that a scale or a packer printed, with a price or a weight in its code: whose it is. What that number means
 * differs from country to country, so whoever reads these knows the item and not what it costs.
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
  // Shops store it with the check digit of the last label as often as with the right one.
  const others = Array.from({ length: 10 }, (_, digit) => stored + String(digit));
  const shorter = prefix === '02' ? others.map(each => each.slice(1)) : [];
  return [{ code: whole, isGtin: true }, ...[...others, ...shorter].map(code => ({ code, isGtin: false }))];
}

function asWritten(code: string): readonly Reading[] {
  if (code === '') return [];
  const itself = { code, isGtin: false };
  return gtinOf(code) === undefined ? [itself] : [itself, { code, isGtin: true }];
}

/** A scanner that is told to says first of which kind a barcode was: `]C1`, `]E0`, `]d2`, `]Q3`. */
function withoutSymbology(text: string): string {
  return text.replace(/^\][a-z][0-9a-z]/, '');
}

/** A measured item is also known by the number of its consumer unit: the same digits without the 9 that says so. */
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
