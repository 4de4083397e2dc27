import { expect, test } from 'vitest';
import { amountOf, enterKey, typedAmount } from './amount-entry.ts';
import { cashAmounts } from './cash-amounts.ts';
import { beginPayment, leftToPay, nextStep, withTenders, type Payment } from './payment.ts';

const cash = (amount: number) => ({ kind: 'cash' as const, amount, reference: null });
const keys = (text: string, digits: number) =>
  [...text].reduce((entry, key) => enterKey(entry, key, digits), '');

test('keys make an amount of the currency, and no other', () => {
  expect(keys('12.5', 2)).toBe('12.5');
  expect(keys('12,505', 2)).toBe('12.50');
  expect(keys('.5.', 2)).toBe('0.5');
  expect(keys('007', 2)).toBe('7');
  expect(keys('1.2', 0)).toBe('12');
  expect(keys('1.2345', 3)).toBe('1.234');
  expect(keys('12345678901234', 2)).toHaveLength(9);
  expect(enterKey('12.', 'Backspace', 2)).toBe('12');
  expect(enterKey('12', 'Shift', 2)).toBe('12');
});

test('an entered amount is minor units', () => {
  expect(amountOf('12.5', 2)).toBe(1250);
  expect(amountOf('12.', 2)).toBe(1200);
  expect(amountOf('12', 0)).toBe(12);
  expect(amountOf('1,234', 3)).toBe(1234);
  for (const text of ['', '.', 'x', '1.234', '-1']) expect(amountOf(text, 2)).toBeUndefined();
  expect(amountOf(typedAmount(1250, 2), 2)).toBe(1250);
});

test('round sums above what is due', () => {
  expect(cashAmounts(2340, 2)).toEqual([2500, 3000, 4000]);
  expect(cashAmounts(2000, 2)).toEqual([5000, 10_000, 20_000]);
  expect(cashAmounts(1480, 0)).toEqual([1500, 2000, 5000]);
  expect(cashAmounts(7250, 3)).toEqual([10_000, 20_000, 50_000]);
  expect(cashAmounts(0, 2)).toEqual([]);
});

test('nothing entered pays exactly what is left', () => {
  expect(nextStep(beginPayment(2340), 2)).toEqual({ kind: 'pays', tenders: [cash(2340)], change: 0 });
});

test('more cash gives change, less leaves a part, and the card pays the rest', () => {
  const payment = beginPayment(2340);
  expect(nextStep({ ...payment, entry: '25' }, 2)).toEqual({
    kind: 'pays',
    tenders: [cash(2500)],
    change: 160,
  });
  const part = nextStep({ ...payment, entry: '10' }, 2);
  expect(part).toEqual({ kind: 'part', tenders: [cash(1000)], left: 1340 });

  const rest: Payment = { ...withTenders(payment, [cash(1000)]), kind: 'external-card', reference: ' 0042 ' };
  expect(leftToPay(rest)).toBe(1340);

  expect(nextStep(rest, 2)).toEqual({
    kind: 'pays',
    tenders: [cash(1000), { kind: 'external-card', amount: 1340, reference: '0042' }],
    change: 0,
  });
});

test('an amount that nobody hands over is a mistake, and sells nothing', () => {
  expect(nextStep({ ...beginPayment(2340), entry: '401234567' }, 2).kind).toBe('impossible');
  expect(nextStep({ ...beginPayment(2340), entry: '12345' }, 2).kind).toBe('impossible');
  expect(nextStep({ ...beginPayment(5000), entry: '500000' }, 0).kind).toBe('pays');
});

test('large notes of currencies with small units are taken, and what makes the change round', () => {
  const change = (due: number, entry: string, digits = 2) => {
    const step = nextStep({ ...beginPayment(due), entry }, digits);
    return step.kind === 'pays' ? step.change : step.kind;
  };

  expect(change(500_000, '20000')).toBe(1_500_000); // HUF 5,000 of a note of 20,000
  expect(change(50_000, '100000')).toBe(9_950_000); // COP 500 of a note of 100,000
  expect(change(7_800_000, '103000')).toBe(2_500_000); // IDR 78,000: a note and 3,000, for 25,000 back
  expect(change(1_100_000, '101000')).toBe(9_000_000); // ARS 11,000
  expect(change(120, '10000', 0)).toBe(9_880); // JPY
  expect(change(250, '20', 3)).toBe(19_750); // KWD
});

test('a card never pays more than is due, nothing is no payment, and what is free needs none', () => {
  const card: Payment = { ...beginPayment(2340), kind: 'external-card' };

  expect(nextStep({ ...card, entry: '30' }, 2).kind).toBe('impossible');
  expect(nextStep({ ...card, entry: '0' }, 2).kind).toBe('impossible');
  expect(nextStep(beginPayment(0), 2)).toEqual({ kind: 'pays', tenders: [], change: 0 });
});
