import type { SessionResponse } from '@tidemark/protocol';
import type { Permission } from '@tidemark/schema';
import { because, type Reason } from '../api/reason.ts';
import type { TillClock } from '../api/till-clock.ts';
import type { TillStaff } from '../api/till.ts';
import type { KeptPeople } from '../lock/kept-people.ts';
import { mayOpen, personNamed, type KnownPerson } from '../lock/known-people.ts';
import type { ApproveResult, ChangeResult, StaffChoice, UnlockResult } from '../lock/lock-view.ts';
import { isRightIfKnown, type Pins } from '../lock/pin-verifier.ts';
import type { TillLock } from '../lock/till-lock.ts';
import { ifReachable } from '../wire/if-reachable.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';
import type { KeptSession } from './kept-session.ts';
import { pinHere } from './pin-here.ts';
import { StaffApproval, type StaffApprovalParts } from './staff-approval.ts';

export interface StaffChangeParts {
  readonly people: KeptPeople;
  readonly lock: TillLock;
  readonly pins: Pins;
  /** Signs a person in at the server; answers why it did not work. */
  readonly ask: (staff: string, pin: string) => Promise<SessionResponse | WireError>;
  /** Puts a person at the till whose PIN was right here. */
  readonly change: (held: KeptSession, confirmedAt: number) => void;
  readonly wire: Pick<Wire, 'people' | 'moved'> & StaffApprovalParts['wire'];
  readonly clock: Pick<TillClock, 'deviceNow' | 'now'>;
}

/** How often the server is asked at most who of the known people may still open the till. */
const askMs = 60_000;

/**
 * Changes the person at a till by name and PIN. The server judges; where it cannot be asked, the till judges people who
 * signed in here before ([T97]).
 */
export class StaffChange implements TillStaff {
  readonly #parts: StaffChangeParts;
  readonly #approval: StaffApproval;
  #askedAt = -Infinity;

  constructor(parts: StaffChangeParts) {
    this.#parts = parts;
    this.#approval = new StaffApproval(parts);
  }

  approvers(permission: Permission): Promise<readonly StaffChoice[]> {
    return this.#approval.approvers(permission);
  }

  approve(permission: Permission, staff: string, pin: string): Promise<ApproveResult> {
    return this.#approval.approve(permission, staff, pin);
  }

  /** The people to choose from, without the one at the till; the newest first. */
  async choices(): Promise<readonly StaffChoice[]> {
    const { people, lock } = this.#parts;
    const here = lock.holder?.session.staff.id;
    return people
      .read()
      .filter(({ id }) => id !== here)
      .map(person => ({ name: person.name, isOfflineToo: ['yes', 'wait'].includes(this.#may(person).kind) }));
  }

  async change(staff: string, pin: string): Promise<ChangeResult> {
    const { lock, ask } = this.#parts;
    lock.look();
    if (!lock.holder) return { kind: 'signed-out' };
    await lock.learned();
    const answer = await ask(staff, pin);
    if (!(answer instanceof WireError)) return { kind: 'changed', isConfirmed: true };
    if (answer.code === 'offline') return this.#changeHere(staff, pin, answer.reason);
    if (answer.code === 'not-signed-in') await this.#refused(staff, pin);
    return { kind: 'refused', reason: answer.reason };
  }

  async movesSeen(ids: readonly number[]): Promise<boolean> {
    const { lock, wire } = this.#parts;
    // The server would note it under the name of another person ([T98]).
    if (!lock.isConfirmed)
      throw because(new Error('Type your PIN for the server first.'), { code: 'not-confirmed' });
    return (await ifReachable(wire.moved({ ids: [...ids] }))) !== undefined;
  }

  /** Asks the server who of the people here may not open the till any more, and forgets them ([T99]). */
  async review(): Promise<void> {
    const { people, lock, wire, clock } = this.#parts;
    const holder = lock.holder;
    const asked = people
      .read()
      .filter(({ id }) => id !== holder?.session.staff.id || !lock.isConfirmed)
      .map(({ id, mark }) => ({ id, ...(mark === undefined ? {} : { mark }) }));
    const now = clock.deviceNow();
    if (!holder || asked.length === 0 || Math.abs(now - this.#askedAt) < askMs) return;
    this.#askedAt = now;
    const answer = await ifReachable(wire.people({ people: asked }));
    if (answer) this.#drop(answer.gone);
  }

  async #changeHere(staff: string, pin: string, reason: Reason): Promise<ChangeResult> {
    const { people, lock } = this.#parts;
    const person = personNamed(people.read(), staff);
    const here = lock.holder?.session.staff;
    if (!person) return { kind: 'unknown' };
    const view = lock.view$.value;
    if (person.id === here?.id && view.kind === 'locked' && view.cause === 'withdrawn')
      return { kind: 'ended' };
    if (person.id === here?.id && view.kind === 'locked')
      return unlocked(await lock.unlock(pin), lock.isConfirmed);
    // Whoever is at an open till types their PIN for the server alone.
    if (person.id === here?.id) return { kind: 'refused', reason };
    const judged = await pinHere(this.#parts, person, pin);
    return judged.kind === 'right' ? this.#take(person) : judged;
  }

  /** The till may have been signed out, or changed by another tab, while the PIN was compared. */
  #take(person: KnownPerson): ChangeResult {
    const { people, lock, change } = this.#parts;
    lock.look();
    const { session, givenTo } = lock.holder ?? {};
    if (!session) return { kind: 'signed-out' };
    if (!people.read().some(({ id }) => id === person.id)) return { kind: 'unknown' };
    people.setTries(person.id, { wrong: 0, wrongAt: 0 });
    const { id, name, mark, role, verifier, confirmedAt } = person;
    const owner = givenTo ?? session.staff;
    const staff = {
      id,
      name,
      ...(mark === undefined ? {} : { mark }),
      ...(role === undefined ? {} : { role }),
    };
    const held = {
      session: { ...session, staff },
      givenTo: owner.id === id ? undefined : owner,
      verifier: { ...verifier, staffId: id },
    };
    change(held, confirmedAt);
    return { kind: 'changed', isConfirmed: held.givenTo === undefined };
  }

  /** A PIN that was right when it was learned, and that the server does not take any more, opens nothing from now on. */
  async #refused(staff: string, pin: string): Promise<void> {
    const { people, pins } = this.#parts;
    const person = personNamed(people.read(), staff);
    if (person && (await isRightIfKnown(pins, pin, person.verifier))) this.#drop([person.id]);
  }

  #drop(ids: readonly string[]): void {
    const { people, lock } = this.#parts;
    people.drop(ids);
    const here = lock.holder?.session.staff.id;
    if (here !== undefined && ids.includes(here) && !lock.isConfirmed) lock.withdraw();
  }

  #may(person: KnownPerson) {
    const { people, lock } = this.#parts;
    return mayOpen(person, people.tries(person.id), lock.terms);
  }
}

/** The person at the till typed their own PIN. */
function unlocked(result: UnlockResult, isConfirmed: boolean): ChangeResult {
  if (result.kind === 'open') return { kind: 'changed', isConfirmed };
  return result.kind === 'sign-in' ? { kind: 'too-many' } : result;
}
