import { fc, test } from '@fast-check/vitest';
import { describe, expect, test as example } from 'vitest';
import type { Tender } from '../documents/sale.ts';
import { minorDigits, parseMoney } from '../money.ts';
import { aSale, anUnpricedLine } from '../testing.ts';
import { allocate } from './allocate.ts';
import { discountLines } from './discount.ts';
import { moneyDefect, priceSale } from './price-sale.ts';
import { halfUp } from './round.ts';
import { taxesOf } from './taxes.ts';
import { settle, takings } from './tender.ts';
import { unitPrices } from './unit-prices.ts';

const many = { numRuns: 10_000 };
const money = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 50_000_000 }));
const rate = fc.integer({ min: 0, max: 330_000 }).map(millionths => millionths / 1_000_000);
const rates = fc.array(fc.record({ title: fc.constantFrom('VAT', 'State', 'City'), rate }), { maxLength: 3 });
const terms = fc.record({ taxesIncluded: fc.boolean(), rates });
const line = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    unitPrice: money,
    quantity: fc.integer({ min: 1, max: 40 }),
    taxable: fc.boolean(),
    off: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ off, ...each }) => {
    const amount = Math.floor((each.unitPrice * each.quantity * off) / 100);
    return anUnpricedLine({ ...each, discounts: off ? [{ title: 'Damaged', amount }] : [] });
  });
const lines = fc.array(line, { minLength: 1, maxLength: 6 });
const tender: fc.Arbitrary<Tender> = fc.record({
  kind: fc.constantFrom('cash', 'external-card'),
  amount: money,
  reference: fc.constant(null),
});
const tenders = fc.array(tender, { maxLength: 4 });
const total = (amounts: readonly number[]) => amounts.reduce((sum, each) => sum + each, 0);

describe('sale arithmetic', () => {
  test.prop([lines, terms], many)('[V1] every total is the sum of its lines', (unpriced, settings) => {
    const { lines: priced, due, taxLines } = priceSale(unpriced, settings);

    expect(due.subtotal).toBe(total(priced.map(each => each.amount)));
    expect(due.total).toBe(total(priced.map(each => each.total)));
    expect(due.tax).toBe(total(taxLines.map(each => each.amount)));
    expect(due.total).toBe(due.subtotal + (settings.taxesIncluded ? 0 : due.tax));
    expect(due.subtotal + due.discount).toBe(total(unpriced.map(each => each.unitPrice * each.quantity)));
  });

  test.prop([lines, terms], many)('[V2] all money is a whole number of minor units', (unpriced, settings) => {
    const { lines: priced, due } = priceSale(unpriced, settings);

    for (const amount of [...Object.values(due), ...priced.flatMap(each => [each.amount, each.total])]) {
      expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
    }
  });

  test.prop([lines, terms, fc.nat()], many)(
    '[V3] the order of lines changes no total and no tax',
    (unpriced, settings, turn) => {
      const at = turn % unpriced.length;
      const turned = [...unpriced.slice(at), ...unpriced.slice(0, at)].reverse();

      const { due, taxLines } = priceSale(turned, settings);

      expect({ due, taxLines }).toEqual({
        due: priceSale(unpriced, settings).due,
        taxLines: priceSale(unpriced, settings).taxLines,
      });
    },
  );

  test.prop([money, rates], many)('[V4] included taxes never exceed the price', (amount, taxes) => {
    expect(total(taxesOf(amount, taxes, true).map(tax => tax.amount))).toBeLessThanOrEqual(amount);
  });

  test.prop([fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1e6 })], many)(
    '[V4] many included taxes of small amounts never exceed the price',
    (amount, together) => {
      const shares = allocate(together, [7, 1, 1, 5, 3, 1, 1, 9]).map(part => part / 1_000_000);
      const taxes = shares.map(share => ({ title: 'T', rate: share }));

      expect(total(taxesOf(amount, taxes, true).map(tax => tax.amount))).toBeLessThanOrEqual(amount);
    },
  );

  test.prop([money, rate], many)(
    '[V5] a tax is within half a unit of the exact one, on top and included',
    (amount, each) => {
      const [onTop] = taxesOf(amount, [{ title: 'VAT', rate: each }], false);
      const [within] = taxesOf(amount, [{ title: 'VAT', rate: each }], true);

      expect(Math.abs((onTop?.amount ?? -1) - amount * each)).toBeLessThanOrEqual(0.5 + 1e-6);
      expect(Math.abs((within?.amount ?? -1) - (amount * each) / (1 + each))).toBeLessThanOrEqual(0.5 + 1e-6);
    },
  );

  test.prop([terms, line, fc.boolean()], many)('[V6] an untaxed line has no tax', (settings, each) => {
    const { due, taxLines } = priceSale([{ ...each, taxable: false }], settings);

    expect(due.tax).toBe(0);
    expect(taxLines).toEqual([]);
  });

  test.prop([money, tenders], many)('[V7] change is what was paid less what was due', (due, paidWith) => {
    const settlement = settle(due, paidWith);
    const paid = total(paidWith.map(each => each.amount));

    if (settlement.kind === 'paid') {
      expect(settlement).toEqual({ kind: 'paid', paid, change: paid - due });
      expect(settlement.change).toBeLessThanOrEqual(
        total(paidWith.filter(each => each.kind === 'cash').map(each => each.amount)),
      );
    } else if (settlement.kind === 'short') expect(paid + settlement.missing).toBe(due);
    else expect(settlement.excess).toBeGreaterThan(0);
  });

  test.prop([money, tenders], many)(
    '[V8] what is kept of the tenders is what was due, and no card gives change',
    (due, paidWith) => {
      const settlement = settle(due, paidWith);
      fc.pre(settlement.kind === 'paid');

      const kept = takings(paidWith, settlement.change);

      expect(total(kept.map(each => each.amount))).toBe(due);
      expect(kept.filter(each => each.kind === 'external-card')).toEqual(
        paidWith.filter(each => each.kind === 'external-card' && each.amount > 0),
      );
    },
  );

  test.prop([money, fc.array(money, { minLength: 1, maxLength: 8 })], many)(
    '[V9] sharing out loses and invents nothing, and takes no more from a line than it has',
    (amount, weights) => {
      const whole = total(weights);
      const wanted = Math.min(amount, whole);
      const shares = allocate(wanted, weights);

      expect(total(shares)).toBe(whole === 0 ? 0 : wanted);
      shares.forEach((share, index) => {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(weights[index] ?? 0);
      });
    },
  );

  test.prop([lines, terms, fc.integer({ min: 0, max: 10_000 })], many)(
    '[V10] a discount on the cart is on its lines, to the unit',
    (unpriced, settings, hundredths) => {
      const before = priceSale(unpriced, settings).due;
      const off = discountLines(unpriced, { kind: 'percent', title: 'Friend', percent: hundredths / 100 });
      const after = priceSale(off, settings).due;

      expect(after.subtotal).toBe(before.subtotal - halfUp(before.subtotal, hundredths, 10_000));
      expect(after.subtotal + after.discount).toBe(before.subtotal + before.discount);
    },
  );

  test.prop([money, fc.integer({ min: 1, max: 500 })], many)(
    '[V11] unit prices multiply back to the line’s amount',
    (amount, quantity) => {
      const parts = unitPrices(amount, quantity);

      expect(total(parts.map(part => part.unitPrice * part.quantity))).toBe(amount);
      expect(total(parts.map(part => part.quantity))).toBe(quantity);
      expect(parts.length).toBeLessThanOrEqual(2);
    },
  );

  test.prop(
    [lines, terms, fc.constantFrom('subtotal', 'discount', 'tax', 'total', 'change'), fc.nat(9)],
    many,
  )('[V12] a sale whose money does not add up is found', (unpriced, settings, field, off) => {
    const { due, ...priced } = priceSale(unpriced, settings);
    const sale = aSale({
      ...priced,
      taxesIncluded: settings.taxesIncluded,
      tenders: [{ kind: 'cash', amount: due.total + 5, reference: null }],
      totals: { ...due, paid: due.total + 5, change: 5 },
    });

    expect(moneyDefect(sale)).toBeUndefined();
    const wrong = { ...sale, totals: { ...sale.totals, [field]: sale.totals[field] + off + 1 } };
    expect(moneyDefect(wrong)).toBe(`totals/${field}`);
  });
});

describe('sales to somebody who pays no taxes', () => {
  test.prop([lines, terms], many)(
    '[V14] no tax is due, and the goods cost their prices',
    (unpriced, settings) => {
      const exempt = priceSale(unpriced, { ...settings, isExempt: true });
      const { due } = priceSale(unpriced, settings);

      expect(exempt.taxLines).toEqual([]);
      expect(exempt.lines.flatMap(each => each.taxes)).toEqual([]);
      expect(exempt.due).toEqual({ ...due, tax: 0, total: due.subtotal });
    },
  );

  example('[V14] 20.00 with 21 % on top is 20.00; with 21 % included it stays 20.00', () => {
    const rates = [{ title: 'VAT', rate: 0.21 }];
    const lamp = [anUnpricedLine({ unitPrice: 2000 })];
    const totalOf = (taxesIncluded: boolean, isExempt: boolean) =>
      priceSale(lamp, { taxesIncluded, rates, isExempt }).due;

    expect(totalOf(false, false)).toMatchObject({ total: 2420, tax: 420 });
    expect(totalOf(false, true)).toMatchObject({ total: 2000, tax: 0 });
    expect(totalOf(true, false)).toMatchObject({ total: 2000, tax: 347 });
    expect(totalOf(true, true)).toMatchObject({ total: 2000, tax: 0 });
  });

  example('[V12] a sale that says it is tax exempt, and has taxes, does not add up', () => {
    expect(moneyDefect(aSale())).toBeUndefined();
    expect(moneyDefect(aSale({ taxExempt: true }))).toBe('taxExempt');
  });
});

describe('sale arithmetic, by example', () => {
  example('[V5] halves go up, on each line', () => {
    const rates = [{ title: 'Tax', rate: 0.05 }];
    const lines = ['1', '2'].map(id => anUnpricedLine({ id, unitPrice: 10 }));

    expect(priceSale(lines, { taxesIncluded: false, rates }).due.tax).toBe(2);
  });

  example('[V5] a sale of 81.13 at 6 % can have 4.88 of taxes, as in Shopify', () => {
    const rates = [{ title: 'MI', rate: 0.06 }];
    const lines = [2709, 2709, 2695].map((unitPrice, at) => anUnpricedLine({ id: `${at}`, unitPrice }));

    expect(priceSale(lines, { taxesIncluded: false, rates }).due).toMatchObject({ subtotal: 8113, tax: 488 });
  });

  example('[V4] two taxes share what is included', () => {
    const taxes = [
      { title: 'GST', rate: 0.05 },
      { title: 'QST', rate: 0.09975 },
    ];

    expect(taxesOf(11498, taxes, true).map(tax => tax.amount)).toEqual([500, 998]);
  });

  example('[V2] yen have no decimals and dinars have three', () => {
    const price = (text: string, currency: string) => {
      const unitPrice = parseMoney(text, minorDigits(currency));
      const rates = [{ title: 'VAT', rate: 0.1 }];
      return priceSale([anUnpricedLine({ unitPrice })], { taxesIncluded: true, rates }).due;
    };

    expect(price('1100', 'JPY')).toMatchObject({ total: 1100, tax: 100 });
    expect(price('1.234', 'KWD')).toMatchObject({ total: 1234, tax: 112 });
  });

  example.each([-0.1, 0.12345678, Number.NaN])('[V13] a tax rate of %j is refused', each => {
    expect(() => taxesOf(100, [{ title: 'VAT', rate: each }], true)).toThrow(RangeError);
  });

  example(
    '[V13] taxes of more than the price, discounts of more than the line, and lost cents are refused',
    () => {
      const none = { taxesIncluded: true, rates: [] };
      const half = { title: 'VAT', rate: 0.6 };

      expect(() => taxesOf(100, [half, half], true)).toThrow(RangeError);
      expect(() => priceSale([anUnpricedLine({ discounts: [{ title: 'x', amount: 1251 }] })], none)).toThrow(
        RangeError,
      );
      expect(() => priceSale([anUnpricedLine({ unitPrice: 1e12, quantity: 1e6 })], none)).toThrow(RangeError);
    },
  );

  example('[V9] a discount of more than the cart takes off the cart', () => {
    const [line] = discountLines([anUnpricedLine()], { kind: 'amount', title: 'Gift', amount: 9_999 });

    expect(line?.discounts).toEqual([{ title: 'Gift', amount: 1250 }]);
  });
});
