import { mayApprove, roleNamed, type Permission } from '@tidemark/schema';
import type { TillClock } from '../api/till-clock.ts';
import type { ApproveResult, StaffChoice } from '../lock/lock-view.ts';
import { mayOpen, personNamed, type KnownPerson } from '../lock/known-people.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';
import { pinHere, type PinHereParts } from './pin-here.ts';

export interface StaffApprovalParts extends PinHereParts {
  readonly wire: Pick<Wire, 'approval'>;
  readonly clock: Pick<TillClock, 'now'>;
}

/**
 * Lets somebody who may do it approve of what the person at the till may not do alone. The server judges name and PIN;
 * where it cannot be asked, the till judges people who signed in here before ([T115]).
 */
export class StaffApproval {
  readonly #parts: StaffApprovalParts;

  constructor(parts: StaffApprovalParts) {
    this.#parts = parts;
  }

  /** Who signed in here before and may approve of this; the newest first. */
  async approvers(permission: Permission): Promise<readonly StaffChoice[]> {
    const { people, lock } = this.#parts;
    const here = lock.holder?.session.staff.id;
    return people
      .read()
      .filter(person => person.id !== here && approves(person, permission))
      .map(person => ({
        name: person.name,
        isOfflineToo: ['yes', 'wait'].includes(mayOpen(person, people.tries(person.id), lock.terms).kind),
      }));
  }

  async approve(permission: Permission, staff: string, pin: string): Promise<ApproveResult> {
    const { lock, wire, clock } = this.#parts;
    lock.look();
    if (!lock.holder) return { kind: 'signed-out' };
    // The server knows another person at this till ([T98]).
    if (!lock.isConfirmed) return this.#approveHere(permission, staff, pin);
    try {
      const answer = await wire.approval({ staff, pin, permission });
      if (answer.outcome === 'refused')
        return answer.why === 'may-not' ? { kind: 'may-not' } : { kind: 'wrong', waitMs: 0 };
      const at = new Date(clock.now()).toISOString();
      return {
        kind: 'approved',
        approval: { staffId: answer.staff.id, name: answer.staff.name, at, token: answer.token },
      };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code === 'offline') return this.#approveHere(permission, staff, pin);
      return { kind: 'refused', reason: error.reason };
    }
  }

  async #approveHere(permission: Permission, staff: string, pin: string): Promise<ApproveResult> {
    const { people, clock } = this.#parts;
    const person = personNamed(people.read(), staff);
    if (!person) return { kind: 'unknown' };
    const judged = await pinHere(this.#parts, person, pin);
    if (judged.kind !== 'right') return judged;
    people.setTries(person.id, { wrong: 0, wrongAt: 0 });
    if (!approves(person, permission)) return { kind: 'may-not' };
    const at = new Date(clock.now()).toISOString();
    return { kind: 'approved', approval: { staffId: person.id, name: person.name, at } };
  }
}

/** A role of a later version approves of nothing here. */
function approves({ role }: KnownPerson, permission: Permission): boolean {
  const known = roleNamed(role);
  return known !== undefined && mayApprove(known, permission);
}
