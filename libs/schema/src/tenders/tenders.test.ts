import { describe, expect, test } from 'vitest';
import { saleJsonSchema } from '../documents/sale.ts';
import { settle, takings } from '../sale/tender.ts';
import { tenderKinds, tenderRules } from './index.ts';

const tender = (kind: (typeof tenderKinds)[number], amount: number) => ({ kind, amount, reference: null });

test('a stored sale may name each tender of the registry, and no other', () => {
  expect(saleJsonSchema.properties.tenders.items.properties.kind.enum).toEqual(tenderKinds);
  expect(new Set(tenderKinds).size).toBe(tenderKinds.length);
});

describe.each(tenderKinds)('%s', kind => {
  const { givesChange } = tenderRules(kind);

  test('has its own rules', () => expect(tenderRules(kind).kind).toBe(kind));

  test('pays what is due, exactly', () => {
    expect(settle(500, [tender(kind, 500)])).toEqual({ kind: 'paid', paid: 500, change: 0 });
  });

  test(`pays ${givesChange ? 'more than is due, with change' : 'no more than is due'}`, () => {
    const settled = settle(500, [tender(kind, 700)]);
    const expected = givesChange ? { kind: 'paid', change: 200 } : { kind: 'card-over', excess: 200 };
    expect(settled).toMatchObject(expected);
  });

  test('is told to Shopify less the change that came out of it', () => {
    const kept = takings([tender(kind, 700)], 200);
    expect(kept).toEqual([tender(kind, givesChange ? 500 : 700)]);
  });
});
