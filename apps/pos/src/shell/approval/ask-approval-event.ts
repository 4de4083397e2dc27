import type { Permission } from '@tidemark/schema';
import type { Approval } from '@tidemark/till';

/** The person at the till wants to do what needs an approval. Whoever asks for it prevents the default, and gives it. */
export class AskApprovalEvent extends Event {
  static readonly type = 'ask-approval';
  readonly permission: Permission;
  /** Undefined: nobody approved. */
  readonly answer: Promise<Approval | undefined>;
  readonly give: (approval: Approval | undefined) => void;

  constructor(permission: Permission) {
    super(AskApprovalEvent.type, { bubbles: true, composed: true, cancelable: true });
    this.permission = permission;
    const { promise, resolve } = Promise.withResolvers<Approval | undefined>();
    this.answer = promise;
    this.give = resolve;
  }
}
