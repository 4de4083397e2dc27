import { mustLookUp, type Submission } from '@tidemark/conflict';
import { longestWaitMs } from '@tidemark/mirror';
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
  /** How often it asked for its new customer, in this process. */
  readonly asked: number;
  /** Whether it was looked up since it is in our hands, and not found. */
  readonly isLookedUp: boolean;
  readonly now: number;
}

/** How soon a sale asks again for its customer. */
const askAgainMs = 500;
/** A customer whom the server does not know is waited for so long: the edit comes before the sale, as a rule. */
const unknownCustomerMs = 60_000;
/** A customer of whom Shopify said nothing so often is not waited for, nor an order that it does not show looked for. */
const patience = 4;
/** Nor is one for whom a sale asked so often, a minute long: asking stands still while Shopify is down. */
const asksEnough = 120;
/** What was written longer ago may have been sent by a mirror that was restored since. */
const oldMs = 10 * 60_000;

/** A request whose process ended has arrived by then, or never will. */
const underWayMs = 5_000;

export function nextSaleStep(sight: SaleSight): SaleStep {
  const { sale, isLookedUp } = sight;
  if (!isDue(sale.submission, sight)) return { do: 'leave' };
  if (!isLookedUp && (mustLookUp(sale.submission) || mayBeKnown(sight))) return { do: 'look-up' };
  if (sale.customerId === null) return { do: 'send', customerId: null, withoutCustomer: false };
  const customer = resolveCustomer(sale.customerId, sight.creating);
  if (customer.kind === 'known')
    return { do: 'send', customerId: customer.customerId, withoutCustomer: false };
  if (customer.kind === 'waiting' && !isHopeless(sight)) return { do: 'wait', ms: askAgainMs };
  return { do: 'send', customerId: null, withoutCustomer: true };
}

/**
 * [T19] Whether an order that Shopify says to have made of it, and that no look-up finds, will not be found: apps are
 * shown the orders of 60 days only, and a look-up right after an attempt may have come too early.
 */
export function isHidden({ submission }: Pick<Sale, 'submission'>): boolean {
  return submission?.state === 'waiting' && submission.unanswered >= patience;
}

/** Whether something is to be done for it now. What the process before this one sent may still be under way for a while. */
export function isDue(
  submission: Submission,
  { startedAt, now }: { readonly startedAt: number; readonly now: number },
): boolean {
  if (submission?.state !== 'waiting' || isPutOff(submission, now)) return false;
  // A clock that was set back says nothing of how long this process runs.
  return submission.unanswered === 0 || Math.abs(now - startedAt) >= underWayMs;
}

/** Not due before a time to come; one too far away is a word of a clock that ran ahead ([T18]). */
export function isPutOff({ notBefore }: { readonly notBefore: number }, now: number): boolean {
  return notBefore > now && notBefore <= now + longestWaitMs;
}

/** Whether a process before this one, or a mirror before a restore, may have sent it: they left no word of it here. */
function mayBeKnown({ sale, storedAt, startedAt, now }: SaleSight): boolean {
  return storedAt < startedAt || now - Date.parse(sale.createdAt) > oldMs;
}

function isHopeless({ creating, storedAt, asked, now }: SaleSight): boolean {
  if (asked >= asksEnough) return true;
  if (creating === undefined) return now - storedAt > unknownCustomerMs;
  return creating.submission?.state === 'waiting' && creating.submission.unanswered >= patience;
}
