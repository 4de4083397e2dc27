import { fc, test } from '@fast-check/vitest';
import { minorDigits } from '@tidemark/schema';
import { expect } from 'vitest';
import { enterKey } from './amount-entry.ts';
import { cashAmounts } from './cash-amounts.ts';
import { beginPayment, nextStep } from './payment.ts';

/** Currencies, each with its largest note in main units. */
const notes = {
  EUR: 500,
  CHF: 1000,
  KWD: 20,
  JPY: 10_000,
  KRW: 50_000,
  VND: 500_000,
  HUF: 20_000,
  ARS: 20_000,
  COP: 100_000,
  IDR: 100_000,
} as const;

type Currency = keyof typeof notes;

const currency = fc.constantFrom(...(Object.keys(notes) as Currency[]));
const share = fc.integer({ min: 1, max: 1000 });

function typed(text: string, digits: number): string {
  return [...text].reduce((entry, key) => enterKey(entry, key, digits), '');
}

test.prop([currency, share])('the largest note pays whatever costs less than it', (name, thousandths) => {
  const digits = minorDigits(name);
  const note = notes[name] * 10 ** digits;
  const due = Math.ceil((note * thousandths) / 1000);

  const step = nextStep({ ...beginPayment(due), entry: String(notes[name]) }, digits);

  expect(step).toMatchObject({ kind: 'pays', change: note - due });
});

test.prop([currency, fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 7 })])(
  'each amount that is offered can be taken',
  (name, figures, zeros) => {
    const due = figures * 10 ** zeros;
    const digits = minorDigits(name);

    for (const amount of cashAmounts(due, digits)) {
      const entry = (amount / 10 ** digits).toFixed(digits);
      expect(nextStep({ ...beginPayment(due), entry }, digits)).toMatchObject({ kind: 'pays' });
    }
  },
);

test.prop([currency, fc.stringMatching(/^[1-9]\d{7,12}$/), share])(
  'the code of a scanner never pays for what costs no more than the largest note',
  (name, code, thousandths) => {
    const digits = minorDigits(name);
    const due = Math.ceil((notes[name] * 10 ** digits * thousandths) / 1000);

    expect(nextStep({ ...beginPayment(due), entry: typed(code, digits) }, digits).kind).toBe('impossible');
  },
);
