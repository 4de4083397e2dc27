import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRealInstant, unrealInstantIn } from './real-instant.ts';
import { aCart, aCustomerEdit, aSale, aStockMove } from './testing.ts';

test('[S19] an instant names one', () => {
  const real = [
    '2026-07-04T09:25:25Z',
    '2024-02-29T00:00:00Z',
    '2026-07-04T09:25:25.123Z',
    '2026-12-31T23:59:59Z',
  ];
  const none = [
    '2026-13-45T99:99:99Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-07-04T24:00:01Z',
    '2026-07-04T24:00:00Z',
  ];

  expect([...real, ...none].filter(isRealInstant)).toEqual(real);
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(9e12) }), date =>
      isRealInstant(date.toISOString()),
    ),
  );
});

test('[S19] whatever a till writes has real instants, and one that has not is named by its place', () => {
  for (const each of [aSale(), aCart(), aCustomerEdit(), aStockMove()])
    expect(unrealInstantIn(each)).toBeUndefined();
  expect(
    unrealInstantIn({ lines: [{ addedAt: '2026-07-04T09:25:25Z' }, { addedAt: '2026-07-04T25:00:00Z' }] }),
  ).toBe('/lines/1/addedAt');
  expect(unrealInstantIn({ note: '2026-13-45T99:99:99Z', endedAt: null })).toBeUndefined();
});
