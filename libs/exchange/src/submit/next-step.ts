import { mustLookUp, type Submission } from '@tidemark/conflict';
import { longestWaitMs } from '@tidemark/mirror';
import { customerIdOf, resolveCustomer, type CustomerEdit, type Flaw, type Sale } from '@tidemark/schema';

/** The next step for a sale that this process has taken. */
export type SaleStep =
  /** Settled, parked, or not due. */
  | { readonly do: 'leave' }
  /** Its new customer is on the way to Shopify. */
  | { readonly do: 'wait'; readonly ms: number }
  /** An earlier attempt may have reached Shopify. */
  | { readonly do: 'look-up' }
  /** It has flaws, nobody decided about it, and Shopify has no order of it: it waits for a person. */
  | { readonly do: 'hold'; readonly flaws: readonly Flaw[] }
  /** `withoutCustomer`: the customer it names is unavailable, and the sale does not wait. */
  | { readonly do: 'send'; readonly customerId: string | null; readonly withoutCustomer: boolean };

export interface SaleSight {
  readonly sale: Sale;
  /** The edit that creates the sale's customer, if the customer is new. */
  readonly creating: CustomerEdit | undefined;
  /** When the server stored the sale. */
  readonly storedAt: number;
  /** When this process started. */
  readonly startedAt: number;
  /** How often this process checked for the sale's new customer. */
  readonly asked: number;
  /** Whether it was looked up, and not found, since this process took it. */
  readonly isLookedUp: boolean;
  readonly now: number;
}

/** How soon a sale checks again for its customer. */
const askAgainMs = 500;
/** How long to wait for a customer unknown to the server: the edit usually comes before the sale. */
const unknownCustomerMs = 60_000;
/** How many unanswered attempts end the wait for a customer, or the look-ups of an order that Shopify does not show. */
const patience = 4;
/** How many checks of a sale, over a minute, end its wait for a customer; checks pause while Shopify is down. */
const asksEnough = 120;
/** An older record may have been sent by a mirror that was restored since. */
const oldMs = 10 * 60_000;

/** By then the request of a process that ended has arrived, or never will. */
const underWayMs = 5_000;

export function nextSaleStep(sight: SaleSight): SaleStep {
  const { sale, isLookedUp } = sight;
  if (!isDue(sale.submission, sight)) return { do: 'leave' };
  if (!isLookedUp && (mustLookUp(sale.submission) || mayBeKnown(sight))) return { do: 'look-up' };
  const { flaws, decided } = sale;
  if (flaws && !decided) return isLookedUp ? { do: 'hold', flaws } : { do: 'look-up' };
  const customerId = customerIdOf(sale);
  if (customerId === null) return { do: 'send', customerId: null, withoutCustomer: false };
  const customer = resolveCustomer(customerId, sight.creating);
  if (customer.kind === 'known')
    return { do: 'send', customerId: customer.customerId, withoutCustomer: false };
  if (customer.kind === 'waiting' && !isHopeless(sight)) return { do: 'wait', ms: askAgainMs };
  return { do: 'send', customerId: null, withoutCustomer: true };
}

/**
 * [T19] Whether to give up finding a sale's order that Shopify says exists: apps see only the orders of 60 days, and a
 * look-up right after an attempt may have come too early.
 */
export function isHidden({ submission }: Pick<Sale, 'submission'>): boolean {
  return submission?.state === 'waiting' && submission.unanswered >= patience;
}

/** Whether a sale has a next step now. What the previous process sent may still be under way for a while. */
export function isDue(
  submission: Submission,
  { startedAt, now }: { readonly startedAt: number; readonly now: number },
): boolean {
  if (submission?.state !== 'waiting' || isPutOff(submission, now)) return false;
  // A clock that was set back does not tell how long this process has run.
  return submission.unanswered === 0 || Math.abs(now - startedAt) >= underWayMs;
}

/** Whether a record is not due yet. A time too far ahead comes from a clock that ran ahead, and is ignored ([T18]). */
export function isPutOff({ notBefore }: { readonly notBefore: number }, now: number): boolean {
  return notBefore > now && notBefore <= now + longestWaitMs;
}

/** Whether an earlier process, or the mirror before a restore, may have sent it without leaving a trace here. */
function mayBeKnown({ sale, storedAt, startedAt, now }: SaleSight): boolean {
  return storedAt < startedAt || now - Date.parse(sale.createdAt) > oldMs;
}

function isHopeless({ creating, storedAt, asked, now }: SaleSight): boolean {
  if (asked >= asksEnough) return true;
  if (creating === undefined) return now - storedAt > unknownCustomerMs;
  return creating.submission?.state === 'waiting' && creating.submission.unanswered >= patience;
}
