import {
  neededForSale,
  notAllowed,
  type Flaw,
  type FlawCode,
  type JournalEntry,
  type Role,
  type Sale,
} from '@tidemark/schema';

/** What the server knows about a sale that is new to it. */
export interface StoredFacts {
  /** The staff member whom the sale names. `dismissedAt` is undefined if they work here, or if the time is unknown. */
  readonly staff: 'unknown' | { readonly dismissedAt: number | undefined };
  /** The role of a person who worked here at that time; undefined: nobody of this id did. Absent: rights are not checked. */
  readonly roleAt?: (staffId: string, at: number) => Role | undefined;
  /** The locations at which its till was ever registered. */
  readonly places: ReadonlySet<string>;
  /** The shop's currency; undefined if it is unknown. */
  readonly currency: string | undefined;
  /**
   * The prices of a variant that its till may have known, in minor units; undefined if the variant is unknown, `any` if
   * prices of that time are.
   */
  prices(variantId: string): ReadonlySet<number> | 'any' | undefined;
  /** The till whose records are stored of the sale's series; undefined for none. */
  readonly series: { readonly tillId: string } | undefined;
  /** The hash of the record before it in its series; undefined if that is not stored. */
  readonly before: string | undefined;
  /** What the record after it calls the hash of the one before; undefined if that is not stored. */
  readonly after: string | undefined;
}

/** Everything that decides the flaws of a sale. */
export interface SaleFacts extends StoredFacts {
  readonly isTillBlocked: boolean;
  /** Another till brought it, and nobody knows a key of its own till. */
  readonly isKeyUnknown: boolean;
}

/** A sale may be dated ahead of the server by as much: a till corrects its clock, but may not have done so yet. */
const aheadMs = 60 * 60_000;

/** The schema's bound. */
const mostFlaws = 50;

/**
 * What is wrong with a sale, in one order. The flaws of its lines come last, one for each item and price. `now` is the
 * server's clock; undefined if clocks are not checked.
 */
export function flawsOf(sale: Sale, facts: SaleFacts, now: number | undefined): Flaw[] {
  return [
    ...originFlaws(sale, facts, now),
    ...chainFlaws(sale, facts),
    ...rightFlaws(sale, facts),
    ...priceFlaws(sale, facts),
  ].slice(0, mostFlaws);
}

function originFlaws(sale: Sale, facts: SaleFacts, now: number | undefined): Flaw[] {
  const { staff, places, currency, isKeyUnknown } = facts;
  const madeAt = Date.parse(sale.createdAt);
  const left = staff === 'unknown' ? undefined : staff.dismissedAt;
  return [
    ...flawIf(staff === 'unknown', 'staff-unknown', sale.staffId),
    ...flawIf(left !== undefined && madeAt > left, 'staff-dismissed', sale.staffId),
    ...flawIf(isKeyUnknown, 'key-unknown', sale.tillId),
    // Of a till of which nobody knows anything, nobody knows a place either.
    ...flawIf(!isKeyUnknown && !places.has(sale.locationId), 'other-location', sale.locationId),
    ...flawIf(currency !== undefined && sale.currency !== currency, 'other-currency', sale.currency),
    ...flawIf(now !== undefined && madeAt > now + aheadMs, 'ahead-of-time', sale.createdAt),
  ];
}

function chainFlaws({ journal, tillId }: Sale, { before, after, isTillBlocked }: SaleFacts): Flaw[] {
  return [
    ...(journal ? brokenLinks(journal, before, after) : []),
    ...flawIf(isTillBlocked, 'till-blocked', tillId),
  ];
}

function brokenLinks(
  { series, number, previous, hash }: JournalEntry,
  before: string | undefined,
  after: string | undefined,
): Flaw[] {
  return [
    ...flawIf(before !== undefined && before !== previous, 'hash-broken', `${series}-${number - 1}`),
    ...flawIf(after !== undefined && after !== hash, 'hash-broken', `${series}-${number + 1}`),
  ];
}

/** What its writer was not allowed to do, and nobody who may approved of. */
function rightFlaws(sale: Sale, { roleAt }: SaleFacts): Flaw[] {
  if (!roleAt) return [];
  const madeAt = Date.parse(sale.createdAt);
  return notAllowed(neededForSale(sale), sale, id => roleAt(id, madeAt)).map(about => ({
    code: 'not-allowed',
    about,
  }));
}

/** A discount does not explain a price: lines name discounts apart. */
function priceFlaws({ lines }: Sale, { prices }: SaleFacts): Flaw[] {
  const about = lines.flatMap(({ variantId, unitPrice }) => {
    if (variantId === null) return [];
    const known = prices(variantId);
    return known === 'any' || known?.has(unitPrice) ? [] : [`${variantId} ${unitPrice}`];
  });
  return [...new Set(about)].map(each => ({ code: 'price-unknown', about: each }));
}

function flawIf(isThere: boolean, code: FlawCode, about: string): Flaw[] {
  return isThere ? [{ code, about }] : [];
}

/** The flaws in words, a sentence for each. */
export function flawWords(flaws: readonly Flaw[]): string {
  return flaws.map(({ code, about }) => sentences[code](about)).join(' ');
}

const sentences: Readonly<Record<FlawCode, (about: string) => string>> = {
  'staff-unknown': about => `No staff member has the id ${about}.`,
  'staff-dismissed': about => `The staff member ${about} was dismissed before this sale.`,
  'other-location': about => `The till was never at the location ${about}.`,
  'other-currency': about => `The sale is in ${about}, which is not the shop’s currency.`,
  'price-unknown': about => `The shop never had this item at this price: ${about}.`,
  'ahead-of-time': about => `The sale is dated ${about}, which is later than the server’s clock.`,
  'hash-broken': about => `The till’s journal does not fit together at record ${about}.`,
  'key-unknown': about =>
    `Another till brought this sale of till ${about}, whose key the server does not know: it was restored from an older copy, or the sale is forged.`,
  'not-allowed': about =>
    `Whoever made this sale was not allowed to (${about}), and nobody who may approved of it.`,
  'till-blocked': about => `The till ${about} was blocked when the sale arrived.`,
};
