import { isSettled, mustLookUp, type Submission } from '@tidemark/conflict';
import { resolveCustomer, type CustomerEdit, type Sale } from '@tidemark/schema';

/** What to do next for a sale that is in our hands. */
export type SaleStep =
  /** Settled, parked, or not due. */
  | { readonly do: 'leave' }
  /** Its new customer is on the way. */
  | { readonly do: 'wait'; readonly ms: number }
  /** An earlier attempt may have reached Shopify. */
  | { readonly do: 'look-up' }
  /** `withoutCustomer`: the one it names cannot be had, and it does not wait for that. */
  | { readonly do: 'send'; readonly customerId: string | null; readonly withoutCustomer: boolean };

export interface SaleSight {
  readonly sale: Sale;
  /** The edit that makes its customer, where the sale names one that is new. */
  readonly creating: CustomerEdit | undefined;
  /** When the server stored the sale. */
  readonly storedAt: number;
  /** When this process began. */
  readonly startedAt: number;
  /** Whether it was looked up since it is in our hands, and not found. */
  readonly isLookedUp: boolean;
  readonly now: number;
}

/** How soon a sale asks again for its customer. */
const askAgainMs = 500;
/** A customer whom the server does not know is waited for so long: the edit comes before the sale, as a rule. */
const unknownCustomerMs = 60_000;
/** A customer of whom Shopify said nothing so often is not waited for. */
const patience = 4;
/** What was written longer ago may have been sent by a mirror that was restored since. */
const oldMs = 10 * 60_000;

export function nextSaleStep(sight: SaleSight): SaleStep {
  const { sale, isLookedUp, now } = sight;
  if (!isDue(sale.submission, now)) return { do: 'leave' };
  if (!isLookedUp && (mustLookUp(sale.submission) || mayBeKnown(sight))) return { do: 'look-up' };
  if (sale.customerId === null) return { do: 'send', customerId: null, withoutCustomer: false };
  const customer = resolveCustomer(sale.customerId, sight.creating);
  if (customer.kind === 'known')
    return { do: 'send', customerId: customer.customerId, withoutCustomer: false };
  if (customer.kind === 'waiting' && !isHopeless(sight)) return { do: 'wait', ms: askAgainMs };
  return { do: 'send', customerId: null, withoutCustomer: true };
}

export function isDue(submission: Submission, now: number): boolean {
  return !isSettled(submission) && submission?.state === 'waiting' && submission.notBefore <= now;
}

/** Whether a process before this one, or a mirror before a restore, may have sent it: they left no word of it here. */
function mayBeKnown({ sale, storedAt, startedAt, now }: SaleSight): boolean {
  return storedAt < startedAt || now - Date.parse(sale.createdAt) > oldMs;
}

function isHopeless({ creating, storedAt, now }: SaleSight): boolean {
  if (creating === undefined) return now - storedAt > unknownCustomerMs;
  return creating.submission?.state === 'waiting' && creating.submission.unanswered >= patience;
}
