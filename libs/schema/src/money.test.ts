import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { formatMoney, minorDigits, parseMoney } from './money.ts';

describe('money', () => {
  test('[S1] Shopify decimals become minor units of the currency', () => {
    expect(parseMoney('12.5', 2)).toBe(1250);
    expect(parseMoney('1200', minorDigits('JPY'))).toBe(1200);
    expect(parseMoney('1.234', minorDigits('KWD'))).toBe(1234);
    expect(parseMoney('1200.00', 0)).toBe(1200);
  });

  test.each(['', 'abc', '1,50', '1.234', '99999999999999999'])('[S2] %j is refused, not guessed at', text => {
    expect(() => parseMoney(text, 2)).toThrow(RangeError);
  });

  prop.prop([fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(0, 2, 3)])(
    '[S3] writing and reading an amount changes nothing',
    (minor, digits) => {
      const text = (minor / 10 ** digits).toFixed(digits);

      expect(parseMoney(text, digits)).toBe(minor);
    },
  );

  test("[S1] a minor unit is ISO 4217's, whatever the runtime believes", () => {
    expect(['HUF', 'COP', 'IDR', 'PKR', 'EUR', 'RSD'].map(minorDigits)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(['JPY', 'CLP', 'ISK', 'VND'].map(minorDigits)).toEqual([0, 0, 0, 0]);
    expect(['IQD', 'KWD', 'TND', 'CLF'].map(minorDigits)).toEqual([3, 3, 3, 4]);
  });

  test('an amount reads like money', () => {
    expect(formatMoney(1_500_000, 'HUF', 'en').replace(/\s/g, ' ')).toMatch(/^HUF 15,000(\.00)?$/);
    expect(formatMoney(1_500_050, 'HUF', 'en').replace(/\s/g, ' ')).toBe('HUF 15,000.50');
    expect(formatMoney(1234, 'KWD', 'en').replace(/\s/g, ' ')).toBe('KWD 1.234');
    expect(formatMoney(1250, 'EUR', 'en')).toBe('€12.50');
    expect(formatMoney(1250, 'JPY', 'en')).toBe('¥1,250');
  });
});
