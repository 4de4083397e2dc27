import { compare, later } from '../later.ts';

/** On the server, not settled yet: see the schema for the fields. */
export interface Waiting {
  readonly state: 'waiting';
  readonly sending: number;
  readonly attempts: number;
  readonly unanswered: number;
  readonly notBefore: number;
}

/**
 * A record's way to Shopify, with what its collection adds to a state: `A` when accepted, `R` when refused, `D` when
 * resolved. Null on a till that does not know that the server stored the record.
 */
export type Submission<A = object, R = object, D = object> =
  | null
  | Waiting
  | ({ readonly state: 'refused'; readonly sending: number; readonly attempts: number } & R)
  | ({ readonly state: 'resolved'; readonly sending: number } & D)
  | ({ readonly state: 'accepted' } & A);

/** The first state of every submission, when the server stores the record. */
export const stored: Waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 };

/**
 * The later of two states of one submission: a lattice, since it is the maximum in one order. `null` is first; then
 * waiting and refused, by sending, so that "send again" is a step forward; then resolved by hand; accepted is last,
 * because an existing order is a fact that nothing takes back.
 */
export function mergeSubmissions<S extends Submission>(a: S, b: S): S {
  return later(a, b, compareSubmissions);
}

/** Negative if `a` is before `b`. */
export function compareSubmissions(a: Submission, b: Submission): number {
  const left = rank(a);
  const right = rank(b);
  for (let index = 0; index < left.length; index++) {
    const order = compare(left[index] ?? 0, right[index] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** Whether it is settled for good, so that it is not tried again. */
export function isSettled(submission: Submission): boolean {
  return submission?.state === 'accepted' || submission?.state === 'resolved';
}

/** Stage, sending, refused after waiting, attempts, fewer unanswered later, then the time. */
function rank(submission: Submission): readonly number[] {
  switch (submission?.state) {
    case undefined:
      return [0, 0, 0, 0, 0, 0];
    case 'waiting':
      return [1, submission.sending, 0, submission.attempts, -submission.unanswered, submission.notBefore];
    case 'refused':
      return [1, submission.sending, 1, submission.attempts, 0, 0];
    case 'resolved':
      return [2, submission.sending, 0, 0, 0, 0];
    case 'accepted':
      return [3, 0, 0, 0, 0, 0];
  }
}
