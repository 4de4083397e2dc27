import { tillMark, type Register, type SecurityEvent } from '@tidemark/mirror';
import { approvalRequestSchema, type ApprovalResponse } from '@tidemark/protocol';
import { mayApprove } from '@tidemark/schema';
import type { RequestHandler } from 'express';
import { approvalMs, type Approvals } from '../auth/approvals.ts';
import { authenticate, type AuthenticateParts } from '../auth/authenticate.ts';
import { tillOf } from '../auth/identity.ts';
import type { LateRefusals } from '../auth/late-refusals.ts';
import { roleOf } from '../auth/session.ts';

interface ApprovalParts extends AuthenticateParts {
  readonly register: Register;
  readonly approvals: Approvals;
  readonly refusals: LateRefusals;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
}

/** No member of staff has this name and PIN. */
class WrongPin extends Error {}

/** POST /api/session/approval: somebody who may do it approves, at the till itself, by name and PIN ([A103]). */
export function approvalRoute(parts: ApprovalParts): RequestHandler {
  const { register, approvals, refusals, note, now } = parts;
  return async (req, res) => {
    const till = tillOf(res);
    const { shop, tillId, staffId } = till;
    const { staff, pin, permission } = approvalRequestSchema.parse(req.body);
    const address = req.ip ?? '';
    res.setHeader('Cache-Control', 'no-store');
    const answer = (said: ApprovalResponse) => void res.json(said);
    const isKnownTill = (await register.till(shop, tillId)) !== undefined;
    const approver = await refusals
      .of(async () => {
        const found = await authenticate(parts, { shop, staff, pin, tillId, isKnownTill, address });
        if (!found) throw new WrongPin();
        return found;
      })
      .catch((error: unknown) => {
        if (error instanceof WrongPin) return undefined;
        throw error;
      });
    if (!approver) return answer({ outcome: 'refused', why: 'wrong-pin' });
    const asker = (await register.staff(shop, staffId))?.name ?? staffId;
    const about = {
      ...{ permission, approver: approver.name },
      ...{ shop, staff: asker, till: tillMark(tillId), address },
    };
    if (!mayApprove(roleOf(approver), permission)) {
      note({ what: 'approval-refused', ...about });
      return answer({ outcome: 'refused', why: 'may-not' });
    }
    note({ what: 'approved', ...about });
    return answer({
      outcome: 'approved',
      token: await approvals.issue(approver, till, permission),
      expiresAt: new Date(now() + approvalMs).toISOString(),
      staff: { id: approver.id, name: approver.name },
    });
  };
}
