import { tillMark, type SecurityEvent, type StaffRecord } from '@tidemark/mirror';
import { ProtocolError, type SessionRequest } from '@tidemark/protocol';
import { rightTo } from '@tidemark/schema';
import { authenticate, type AuthenticateParts } from './authenticate.ts';
import { roleOf } from './session.ts';

/**
 * [A105] Lets a browser become a till of the shop: somebody who may register tills signs in on it, or approves of it by
 * name and PIN.
 * @throws ProtocolError `forbidden`, with why `till-unapproved` as long as an approval helps.
 */
export async function approveTill(
  parts: AuthenticateParts,
  staff: StaffRecord,
  { shop, till, approval }: SessionRequest,
  address: string,
): Promise<void> {
  const [permission, role] = ['register-tills' as const, roleOf(staff)];
  if (rightTo(permission, role) === 'granted') return;
  if (!approval)
    throw unapproved('This browser is not a till of the shop yet. A manager has to approve of it.');
  const claim = { shop, ...approval, tillId: till.id, isKnownTill: false, address };
  const approver = await authenticate(parts, claim);
  if (!approver) throw unapproved('The name or PIN of the manager is not right.');
  const event: SecurityEvent = {
    ...{ what: 'approved', permission, approver: approver.name },
    ...{ shop, staff: staff.name, till: tillMark(till.id), address },
  };
  if (rightTo(permission, role, roleOf(approver)) === 'granted') {
    return parts.note(event);
  }
  parts.note({ ...event, what: 'approval-refused' });
  throw unapproved(`${approver.name} may not approve of a till.`);
}

function unapproved(message: string): ProtocolError {
  return new ProtocolError('forbidden', message, { why: 'till-unapproved' });
}
