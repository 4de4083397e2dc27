import type { SessionResponse } from '@tidemark/protocol';
import type { TillKey } from '@tidemark/journal';
import { canonicalJson, type RecordApproval, type Sale, type Settings, type Tender } from '@tidemark/schema';
import type { Journal } from '../journal/journal.ts';
import { NotStored } from '../records/stored-collection.ts';
import type { Reason } from '../api/reason.ts';
import { asNotStored, type RecordWriter } from './record-writer.ts';
import type { Receipts } from './sales/receipts.ts';
import { NotSold, ringUp } from './ring-up.ts';
import type { SaleDraft } from './selling.ts';

export interface CashierParts {
  readonly writer: RecordWriter;
  readonly journal: Pick<Journal, 'append' | 'hasBegun'>;
  /** The key with which this till signs; undefined where its page has no cryptography. */
  readonly key: () => Promise<TillKey | undefined>;
  /** Notes that a sale is written without the signature that it should have, so that a manager is told. */
  readonly noteUnsigned: () => Promise<void>;
  /** Resolves after so many milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
  /** The sale that a draft became, as far as this till knows. */
  readonly soldAs: (draftId: string) => Sale | undefined;
  readonly receipts: Receipts;
  /** The highest receipt numbers of a prefix among sales that are here, and of all that were given out. */
  readonly highestReceipts: (prefix: string) => readonly (string | undefined)[];
  readonly session: () => SessionResponse | undefined;
  readonly settings: () => Settings | undefined;
  /** Whether this customer pays no taxes, as far as the till knows now. */
  readonly isExempt: (customerId: string | null) => boolean;
  readonly pricedUnder: () => Promise<string | null>;
  readonly now: () => number;
  readonly newId: () => string;
}

export type Outcome =
  | { readonly kind: 'sold'; readonly sale: Sale }
  | { readonly kind: 'not-sold' | 'not-stored'; readonly message: string; readonly reason: Reason };

/** The draft was sold, and no list has the sale: the storage contradicts itself. */
export const saleNotFound = {
  kind: 'not-stored',
  message: 'The sale cannot be found.',
  reason: { code: 'sale-not-found' },
} as const satisfies Outcome;

/** The ids under which a draft is being sold. They are kept until it is, so a second try makes the same sale. */
interface Attempt {
  readonly key: string;
  readonly id: string;
  number: string | undefined;
  /** The cashier was told that this sale cannot be signed now. */
  isToldUnsigned: boolean;
}

/** How long to wait before each further try to read the key. */
const keyWaitsMs = [100, 300, 900];

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

/** Sells one draft after another, each once, even if a cashier taps several times. */
export class Cashier {
  readonly #parts: CashierParts;
  readonly #sold = new WeakMap<SaleDraft, Outcome>();
  #attempt: Attempt | undefined;
  #running: { readonly key: string; readonly outcome: Promise<Outcome> } | undefined;

  constructor(parts: CashierParts) {
    this.#parts = parts;
  }

  /** Never rejects. A second tap while one runs answers the same sale, and so does the same draft after it was sold. */
  async sell(
    draft: SaleDraft,
    tenders: readonly Tender[],
    approvals: readonly RecordApproval[] = [],
  ): Promise<Outcome> {
    const key = canonicalJson(draft);
    while (this.#running && this.#running.key !== key) await this.#running.outcome;
    if (this.#running) return this.#running.outcome;
    const sold = this.#sold.get(draft);
    if (sold) return sold;
    const outcome = this.#sell(key, draft, tenders, approvals).finally(() => (this.#running = undefined));
    this.#running = { key, outcome };
    const answer = await outcome;
    if (answer.kind === 'sold') this.#sold.set(draft, answer);
    return answer;
  }

  async #sell(
    key: string,
    draft: SaleDraft,
    tenders: readonly Tender[],
    approvals: readonly RecordApproval[],
  ): Promise<Outcome> {
    try {
      const sale = await this.#ringUp(key, draft, tenders);
      const stored = await this.#write(approvals.length > 0 ? { ...sale, approvals: [...approvals] } : sale);
      this.#attempt = undefined;
      return { kind: 'sold', sale: stored };
    } catch (error) {
      if (error instanceof NotSold) return { kind: 'not-sold', message: error.message, reason: error.reason };
      const { message, reason } = error instanceof NotStored ? error : asNotStored(error);
      return { kind: 'not-stored', message, reason };
    }
  }

  /** The sale under its draft's id, or the record that this became. */
  async #write(sale: Sale): Promise<Sale> {
    const { writer, journal, key, soldAs } = this.#parts;
    const known = soldAs(sale.id);
    if (known) return known;
    const own = (await key()) ?? (await this.#keyLate(sale));
    if (own) return journal.append(sale, own);
    return writer.write('sales', sale);
  }

  /**
   * A till that signs and cannot read its key now tries again for a moment. Then it says so, and stores nothing; the same
   * sale tried once more is written without a signature, and a manager is told: a sale is never lost ([T101]).
   */
  async #keyLate(sale: Sale): Promise<TillKey | undefined> {
    const { journal, key, noteUnsigned, pause = sleep } = this.#parts;
    if (!(await journal.hasBegun(sale.tillId))) return undefined;
    for (const ms of keyWaitsMs) {
      await pause(ms);
      const own = await key();
      if (own) return own;
    }
    if (this.#attempt && !this.#attempt.isToldUnsigned) {
      this.#attempt.isToldUnsigned = true;
      throw new NotStored({ code: 'key-unreadable' }, 'This till cannot read its key now.');
    }
    await noteUnsigned();
    return undefined;
  }

  async #ringUp(key: string, draft: SaleDraft, tenders: readonly Tender[]): Promise<Sale> {
    const { session, settings, isExempt, pricedUnder, now, newId, receipts, highestReceipts } = this.#parts;
    const who = session();
    if (!who) throw new NotSold({ code: 'sign-in-first' }, 'Sign in to sell.');
    const terms = settings();
    if (!terms)
      throw new NotSold({ code: 'settings-not-read' }, 'This till has not read the shop’s settings yet.');
    const prefix = who.till.receiptPrefix;
    if (prefix === undefined)
      throw new NotSold(
        { code: 'no-receipt-numbers' },
        'This till has no receipt numbers yet: sign in again.',
      );
    const attempt =
      this.#attempt?.key === key
        ? this.#attempt
        : { key, id: draft.saleId ?? newId(), number: undefined, isToldUnsigned: false };
    const place = await pricedUnder().catch(() => null);
    const sale = ringUp(draft, tenders, {
      session: who,
      settings: terms,
      isExempt: isExempt(draft.customerId),
      pricedUnder: place,
      now: now(),
      id: attempt.id,
    });
    this.#attempt = attempt;
    const known = [...highestReceipts(prefix), who.till.lastReceipt].filter(each => each !== undefined);
    attempt.number ??= await receipts.take(prefix, known, attempt.id);
    return { ...sale, receiptNumber: attempt.number };
  }
}
