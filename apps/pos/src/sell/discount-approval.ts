import { isLargeDiscount, type RecordApproval } from '@tidemark/schema';
import type { SaleDraft } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { approvalsFor, withRight } from '../shell/approval/with-right.ts';

/** Whether so much is taken off a cart that not everybody may sell it. `discount` in minor units. */
export function needsRight({ lines }: Pick<SaleDraft, 'lines'>, discount: number): boolean {
  const before = lines.reduce((sum, { item, quantity }) => sum + item.unitPrice * quantity, 0);
  return isLargeDiscount(before, discount);
}

/** Remembers who approved of the discount of the cart that is being paid: it is asked for once. */
export class DiscountApproval {
  #for = '';
  #approvals: readonly RecordApproval[] = [];

  /**
   * The approvals that a sale of this draft needs. Undefined: nobody approved. @throws Error with a reason where the
   * person at the till may not sell it at all.
   */
  async of(
    host: EventTarget,
    till: PageTill,
    draft: SaleDraft,
    discount: number,
  ): Promise<readonly RecordApproval[] | undefined> {
    if (!needsRight(draft, discount)) return [];
    const about = JSON.stringify([draft.saleId, draft.discount, discount]);
    if (this.#for === about) return this.#approvals;
    const approvals = await withRight(host, till, 'large-discount', async (_till, approval) =>
      approvalsFor('large-discount', approval),
    );
    // What nobody had to approve of is asked again: another person may be at the till then.
    if (approvals && approvals.length > 0) [this.#for, this.#approvals] = [about, approvals];
    return approvals;
  }
}
