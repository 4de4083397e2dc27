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

  test('an amount reads like money', () => {
    expect(formatMoney(1250, 'EUR', 'en')).toBe('€12.50');
    expect(formatMoney(1250, 'JPY', 'en')).toBe('¥1,250');
  });
});
