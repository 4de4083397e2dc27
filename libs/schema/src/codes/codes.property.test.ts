import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeKeysOf, isMeant, keysOfReading, variantsMeant } from './codes.ts';
import { checkDigitOf, gtinOf, spellingsOfGtin } from './gtin.ts';
import { readingsOf } from './scan-readings.ts';

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most });
/** A GTIN as printed. */
const gtin = fc
  .constantFrom(7, 11, 12, 13)
  .chain(length => digits(length, length))
  .filter(body => /[1-9]/.test(body))
  .map(body => body + checkDigitOf(body));
/** Codes of shops: GTINs, codes that look like GTINs, and words. */
const code = fc.oneof(
  gtin,
  digits(1, 16),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const variant = fc.record({ barcode: fc.option(code), sku: fc.option(code) });

const finds = (stored: { barcode: string | null; sku: string | null }, scanned: string) =>
  readingsOf(scanned).some(each => isMeant(stored, each));

test('[S14] zeros before a GTIN change nothing: each way to write it finds each other', () => {
  fc.assert(
    fc.property(gtin, fc.nat(6), fc.nat(6), (printed, a, b) => {
      const write = (zeros: number) => printed.padStart(Math.min(14, printed.length + zeros), '0');
      expect(finds({ barcode: write(a), sku: null }, write(b))).toBe(true);
      expect(finds({ barcode: null, sku: write(a) }, write(b))).toBe(write(a) === write(b));
      expect(gtinOf(write(a))).toBe(gtinOf(write(b)));
      expect(spellingsOfGtin(gtinOf(printed) ?? '')).toContain(printed);
    }),
  );
});

test('[S14] with a wrong check digit, a number is only itself', () => {
  fc.assert(
    fc.property(
      gtin,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 6 }),
      (printed, off, zeros) => {
        const wrong = printed.slice(0, -1) + String((Number(printed.at(-1)) + off) % 10);
        // The same digits may be a UPC-E.
        fc.pre(wrong.length !== 8 || !/^[01]/.test(wrong));
        const padded = wrong.padStart(wrong.length + zeros, '0');

        expect(gtinOf(wrong)).toBeUndefined();
        expect(finds({ barcode: wrong, sku: null }, padded)).toBe(false);
        expect(finds({ barcode: padded, sku: null }, wrong)).toBe(false);
      },
    ),
  );
});

test('[S14] what has exactly the code goes before all else, and whatever is meant is filed under a key of its reading', () => {
  fc.assert(
    fc.property(fc.array(variant, { maxLength: 6 }), code, (variants, scanned) => {
      const product = { variants: variants.map((each, n) => ({ ...each, id: String(n) })) };
      const readings = readingsOf(scanned);
      const meant = variantsMeant([product] as never, readings) as readonly {
        variant: (typeof product.variants)[0];
      }[];

      const [first] = readings;
      const exact = first ? product.variants.filter(each => isMeant(each, first)) : [];
      if (exact.length > 0) expect(meant.map(each => each.variant)).toEqual(exact);
      for (const reading of readings) {
        const keys = keysOfReading(reading);
        for (const each of product.variants)
          if (isMeant(each, reading)) expect(codeKeysOf(each).some(key => keys.includes(key))).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
