import { tillMark, type Register, type SecurityEvent, type StaffRecord } from '@tidemark/mirror';
import { approvalHeader, ProtocolError } from '@tidemark/protocol';
import { rightTo, type Permission } from '@tidemark/schema';
import type { RequestHandler, Response } from 'express';
import type { Approvals } from './approvals.ts';
import { tillOf } from './identity.ts';
import { roleOf } from './session.ts';

interface RightParts {
  readonly approvals: Approvals;
  readonly register: Pick<Register, 'staff'>;
  readonly note: (event: SecurityEvent) => void;
}

/**
 * [A102] Lets only people through who may do this: by their role, or with the approval that the request carries.
 * @throws ProtocolError `forbidden`, with a sentence for the person at the till.
 */
export function requireRight(permission: Permission, parts: RightParts): RequestHandler {
  const { approvals, register, note } = parts;
  return async (req, res, next) => {
    const till = tillOf(res);
    const { shop, tillId, staffId, role } = till;
    const approver = await approvals.approver(req.headers[approvalHeader], till, permission);
    const right = rightTo(permission, role, approver && roleOf(approver));
    if (right === 'granted') {
      (res.locals as { approver?: StaffRecord | undefined }).approver = approver;
      return next();
    }
    const staff = (await register.staff(shop, staffId))?.name ?? staffId;
    note({
      what: 'right-refused',
      permission,
      ...{ shop, staff, till: tillMark(tillId), address: req.ip ?? '' },
    });
    throw new ProtocolError(
      'forbidden',
      right === 'denied'
        ? 'Your role does not allow this. Ask a manager to sign in.'
        : 'Your role needs the approval of a manager for this.',
    );
  };
}

/** Who approved of the request; undefined: nobody had to. */
export function approverOf(res: Response): StaffRecord | undefined {
  return (res.locals as { approver?: StaffRecord }).approver;
}
