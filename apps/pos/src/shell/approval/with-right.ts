import type { SessionResponse } from '@tidemark/protocol';
import { rightTo, roleNamed, type Permission, type RecordApproval, type Right } from '@tidemark/schema';
import type { Approval, Reason } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { firstValueFrom } from 'rxjs';
import { AskApprovalEvent } from './ask-approval-event.ts';

/** No approval helps. */
class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
  readonly reason: Reason = { code: 'not-allowed' };
}

/** Whether the person at the till may do this. A role of a later version needs an approval for what a cashier does. */
export function rightOf(session: SessionResponse | undefined, permission: Permission): Right {
  return rightTo(permission, roleNamed(session?.staff.role) ?? 'cashier');
}

/**
 * Does what the person at the till may do; where they need an approval, asks for it on the spot, and gives it along.
 * Undefined: nobody approved. @throws Error with the reason `not-allowed` where no approval helps.
 */
export async function withRight<T>(
  host: EventTarget,
  till: PageTill | undefined,
  permission: Permission,
  act: (till: PageTill, approval: Approval | undefined) => Promise<T>,
): Promise<T | undefined> {
  if (!till) return undefined;
  const right = rightOf(await firstValueFrom(till.session$), permission);
  if (right === 'granted') return act(till, undefined);
  const asked = new AskApprovalEvent(permission);
  // Where nothing asks, nobody can approve.
  if (right === 'denied' || host.dispatchEvent(asked)) throw new NotAllowed();
  const approval = await asked.answer;
  return approval && act(till, approval);
}

/** What a record says of an approval. */
export function approvalsFor(
  permission: Permission,
  approval: Approval | undefined,
): readonly RecordApproval[] {
  return approval ? [{ permission, staffId: approval.staffId, at: approval.at }] : [];
}
