import type { SessionResponse } from '@tidemark/protocol';
import {
  documentFits,
  formatMoney,
  moneyDefect,
  settle,
  type PricedSale,
  type Sale,
  type Settings,
  type TaxTerms,
  type Tender,
} from '@tidemark/schema';
import type { Reason, Told } from '../api/reason.ts';
import { priceDraft, taxTermsOf } from './price-draft.ts';
import type { SaleDraft } from './selling.ts';

/** The circumstances under which a sale is rung up. */
export interface Till {
  readonly session: SessionResponse;
  readonly settings: Settings;
  /** Whether the draft's customer pays no taxes. */
  readonly isExempt: boolean;
  /** The checkpoint of `products`. */
  readonly pricedUnder: string | null;
  readonly now: number;
  readonly id: string;
}

/** The reason why a sale cannot be rung up. */
export class NotSold extends Error implements Told {
  override readonly name = 'NotSold';
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The sale of a draft, complete but for its receipt number. @throws NotSold. */
export function ringUp(
  draft: SaleDraft,
  tenders: readonly Tender[],
  till: Till,
): Omit<Sale, 'receiptNumber'> {
  const { session, settings } = till;
  if (draft.lines.length === 0) throw new NotSold({ code: 'cart-empty' }, 'There is nothing in the cart.');
  if (draft.lines.some(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1))
    throw new NotSold({ code: 'line-below-one' }, 'A line must be of one or more.');
  const terms = taxTermsOf(settings, till.isExempt);
  const { lines, taxLines, due } = priced(draft, terms);
  const settlement = settled(due.total, tenders);
  const { currency } = settings;
  const money = (amount: number) => formatMoney(amount, currency);
  if (settlement.kind === 'short')
    throw new NotSold(
      { code: 'still-due', amount: settlement.missing, currency },
      `${money(settlement.missing)} is still to be paid.`,
    );
  if (settlement.kind === 'card-over')
    throw new NotSold(
      { code: 'card-over', amount: settlement.excess, currency },
      `The card would pay ${money(settlement.excess)} too much: a card gives no change.`,
    );
  const sale: Omit<Sale, 'receiptNumber'> = {
    id: till.id,
    ...authorOf(session, till.now),
    shiftId: null,
    cartId: draft.cartId,
    pricedUnder: till.pricedUnder,
    currency: settings.currency,
    taxesIncluded: terms.taxesIncluded,
    ...(till.isExempt ? { taxExempt: true } : {}),
    customerId: draft.customerId,
    note: draft.note,
    lines,
    taxLines,
    tenders: tenders.map(({ kind, amount, reference }) => ({ kind, amount, reference })),
    totals: { ...due, paid: settlement.paid, change: settlement.change },
    submission: null,
  };
  const fits = documentFits('sales', { ...sale, receiptNumber: 'A-000001' });
  const defect = fits ? moneyDefect(sale) : 'a text of it is too long, or it has too many lines';
  if (defect !== undefined)
    throw new NotSold({ code: 'not-sellable', message: defect }, `This cannot be sold as it is: ${defect}.`);
  return sale;
}

/** The author fields of a record that is written now. */
export function authorOf({ shop, till, staff, location }: SessionResponse, now: number) {
  return {
    shop: shop.domain,
    tillId: till.id,
    staffId: staff.id,
    locationId: location.id,
    createdAt: new Date(now).toISOString(),
  };
}

function priced(draft: SaleDraft, terms: TaxTerms): PricedSale {
  try {
    return priceDraft(draft, terms);
  } catch (error) {
    throw inWords(error);
  }
}

function settled(due: number, tenders: readonly Tender[]): ReturnType<typeof settle> {
  if (tenders.some(({ amount }) => !Number.isSafeInteger(amount) || amount < 0))
    throw new NotSold({ code: 'payment-not-whole' }, 'A payment must be a whole amount of money.');
  try {
    return settle(due, tenders);
  } catch (error) {
    throw inWords(error);
  }
}

function inWords(error: unknown): unknown {
  return error instanceof RangeError
    ? new NotSold(
        { code: 'money-impossible', message: error.message },
        `This does not work out: ${error.message}.`,
      )
    : error;
}
