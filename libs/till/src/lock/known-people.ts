import type { LockRules } from '@tidemark/protocol';
import { isOver, mostWrong, waitMs } from './lock-state.ts';
import type { PinHash } from './pin-verifier.ts';

/** A person who signed in on this till, with what tells their PIN from another one. */
export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  /** The server's mark of the PIN that was typed: another PIN has another mark. Undefined: the server named none. */
  readonly mark: string | undefined;
  /** Their role when they signed in last. Undefined: the server named none, as in earlier versions. */
  readonly role?: string | undefined;
  readonly verifier: PinHash;
  /** When the server last confirmed this person, by the shop's clock. */
  readonly confirmedAt: number;
}

/** How often a person's PIN was wrong since it was last right, and when, by this device's clock. */
export interface Tries {
  readonly wrong: number;
  readonly wrongAt: number;
}

/** What the clocks show; `putBack`: by how much the shop's clock was put back since the server last answered. */
export interface LookAt {
  readonly device: number;
  readonly shop: number;
  readonly putBack: number;
  readonly rules: LockRules;
}

/**
 * Whether a person may open the till now by their PIN, without the server. `too-long`: the server has not confirmed them
 * for the days that the shop allows; `too-many`: their PIN was wrong too often.
 */
export type MayOpen =
  | { readonly kind: 'yes' }
  | { readonly kind: 'too-long' | 'too-many' }
  | { readonly kind: 'wait'; readonly waitMs: number };

/** A shop has fewer people than this at one till. */
export const mostPeople = 50;

/** The people known here after this one signed in: the newest first. One name is one person, the newest of that name. */
export function withPerson(people: readonly KnownPerson[], person: KnownPerson): readonly KnownPerson[] {
  const others = people.filter(each => each.id !== person.id && !isNamed(each, person.name));
  return [person, ...others].slice(0, mostPeople);
}

export function withoutPeople(
  people: readonly KnownPerson[],
  ids: readonly string[],
): readonly KnownPerson[] {
  return people.filter(each => !ids.includes(each.id));
}

/** The person of this name, however it is written. */
export function personNamed(people: readonly KnownPerson[], name: string): KnownPerson | undefined {
  return people.find(each => isNamed(each, name));
}

/** Decides before a PIN is compared; the caller counts the try before it compares. `tries` undefined: its count is lost. */
export function mayOpen(
  { confirmedAt }: Pick<KnownPerson, 'confirmedAt'>,
  tries: Tries | undefined,
  { device, shop, putBack, rules }: LookAt,
): MayOpen {
  if (isOver({ confirmedAt: confirmedAt - putBack, seenAt: shop }, rules)) return { kind: 'too-long' };
  if (!tries || tries.wrong >= mostWrong) return { kind: 'too-many' };
  const left = waitMs({ ...tries, wrongAt: Math.min(tries.wrongAt, device) }, device);
  return left > 0 ? { kind: 'wait', waitMs: left } : { kind: 'yes' };
}

function isNamed({ name }: Pick<KnownPerson, 'name'>, asked: string): boolean {
  return fold(name) === fold(asked);
}

function fold(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
