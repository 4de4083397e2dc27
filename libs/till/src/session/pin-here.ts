import type { KeptPeople } from '../lock/kept-people.ts';
import { mayOpen, type KnownPerson } from '../lock/known-people.ts';
import { waitMs } from '../lock/lock-state.ts';
import { isRightIfKnown, type Pins } from '../lock/pin-verifier.ts';
import type { TillLock } from '../lock/till-lock.ts';

export interface PinHereParts {
  readonly people: KeptPeople;
  readonly lock: TillLock;
  readonly pins: Pins;
}

/** What this till says of a PIN by itself, without the server. */
export type PinHere =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' | 'wait'; readonly waitMs: number }
  | { readonly kind: 'unknown' | 'too-long' | 'too-many' };

/** Compares a PIN with what was learned of a person here. A try is counted before its PIN is compared ([T97]). */
export async function pinHere(
  { people, lock, pins }: PinHereParts,
  person: KnownPerson,
  pin: string,
): Promise<PinHere> {
  const may = mayOpen(person, people.tries(person.id), lock.terms);
  if (may.kind !== 'yes') return may;
  const tries = people.tries(person.id);
  const tried = { wrong: (tries?.wrong ?? 0) + 1, wrongAt: lock.terms.device };
  // One that cannot be counted is none.
  if (!people.setTries(person.id, tried)) return { kind: 'too-many' };
  const isRight = await isRightIfKnown(pins, pin, person.verifier);
  if (isRight === undefined) return { kind: 'unknown' };
  if (!isRight) return { kind: 'wrong', waitMs: waitMs(tried, lock.terms.device) };
  return { kind: 'right' };
}
