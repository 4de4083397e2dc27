import { settle, tenderRules, type Tender, type TenderKind } from '@tidemark/schema';
import { msg } from '../language/index.ts';
import { amountOf } from './amount-entry.ts';

/** A sale being paid: what was taken so far, and the amount being entered. */
export interface Payment {
  readonly due: number;
  readonly tenders: readonly Tender[];
  readonly kind: TenderKind;
  /** The amount as typed; '' means what is left to pay. */
  readonly entry: string;
  readonly reference: string;
}

export function beginPayment(due: number): Payment {
  return { due, tenders: [], kind: 'cash', entry: '', reference: '' };
}

export function leftToPay({ due, tenders }: Payment): number {
  return Math.max(0, due - tenders.reduce((sum, tender) => sum + tender.amount, 0));
}

/** Change of this many main units or more may come from a mistyped key, or a scanner's code. */
const muchChange = 10_000;
/** The change is plausible where it is at most this many times what was left to pay … */
const fewTimes = 10;
/** … or where the amount is one note; no note is of more main units than this. */
const largestNote = 1_000_000;

/** The result of taking the amount entered. */
export type NextStep =
  /** Pays all that is due. */
  | { readonly kind: 'pays'; readonly tenders: readonly Tender[]; readonly change: number }
  /** Leaves something to pay. */
  | { readonly kind: 'part'; readonly tenders: readonly Tender[]; readonly left: number }
  | { readonly kind: 'impossible'; readonly message: string };

export function nextStep(payment: Payment, digits: number): NextStep {
  const left = leftToPay(payment);
  const amount = payment.entry === '' ? left : amountOf(payment.entry, digits);
  if (amount === undefined) return { kind: 'impossible', message: msg('This is not an amount.') };
  if (amount === 0 && left > 0) return { kind: 'impossible', message: msg('Enter an amount.') };
  const tenders = amount === 0 ? payment.tenders : [...payment.tenders, tenderOf(payment, amount)];
  const settled = settle(payment.due, tenders);
  switch (settled.kind) {
    case 'paid':
      if (isMistyped(amount, left, digits))
        return { kind: 'impossible', message: msg('Nobody hands over so much. Check the amount.') };
      return { kind: 'pays', tenders, change: settled.change };
    case 'short':
      return { kind: 'part', tenders, left: settled.missing };
    case 'card-over':
      return { kind: 'impossible', message: msg('A card cannot pay more than is due.') };
  }
}

/** The payment after a part of it was taken. */
export function withTenders(payment: Payment, tenders: readonly Tender[]): Payment {
  return { ...payment, tenders, entry: '', reference: '' };
}

/** Whether the amount is more than people hand over. */
function isMistyped(amount: number, left: number, digits: number): boolean {
  const unit = 10 ** digits;
  const change = amount - left;
  if (change < muchChange * (digits === 0 ? 100 : unit) || change <= fewTimes * left) return false;
  return amount > largestNote * unit || !/^[1-9]0*$/.test(String(amount / unit));
}

function tenderOf({ kind, reference }: Payment, amount: number): Tender {
  const printed = tenderRules(kind).hasReference ? reference.trim() : '';
  return { kind, amount, reference: printed === '' ? null : printed };
}
