import type { Sale } from '../documents/sale.ts';
import type { StockMove } from '../documents/stock-move.ts';
import type { Permission } from './permissions.ts';
import { rightTo } from './rights.ts';
import type { Role } from './roles.ts';

/** That somebody approved, as a record says it. */
export type RecordApproval = NonNullable<Sale['approvals']>[number];

/** [RG5] Whether a discount is more than a tenth of what the lines cost before it. Amounts in minor units. */
export function isLargeDiscount(before: number, discount: number): boolean {
  // A tenth may be rounded up.
  return discount > Math.ceil(before / 10);
}

/** [RG5] What somebody must be allowed to do to make this sale. */
export function neededForSale({ lines }: Pick<Sale, 'lines'>): readonly Permission[] {
  const discount = lines.flatMap(line => line.discounts).reduce((sum, each) => sum + each.amount, 0);
  const after = lines.reduce((sum, line) => sum + line.amount, 0);
  return isLargeDiscount(after + discount, discount) ? ['sell', 'large-discount'] : ['sell'];
}

/** [RG5] What somebody must be allowed to do to write this stock move. */
export function neededForMove(_move: StockMove): readonly Permission[] {
  return ['move-stock'];
}

/**
 * [RG6] What a record needed and its writer was not allowed to do. `roleOf` says what a person may do; undefined: nobody
 * of this id, who approves of nothing.
 */
export function notAllowed(
  needed: readonly Permission[],
  { staffId, approvals = [] }: Pick<Sale, 'staffId' | 'approvals'>,
  roleOf: (staffId: string) => Role | undefined,
): readonly Permission[] {
  const role = roleOf(staffId);
  if (role === undefined) return [];
  return needed.filter(permission => {
    const by = approvals.filter(each => each.permission === permission).map(each => roleOf(each.staffId));
    return ![undefined, ...by].some(approver => rightTo(permission, role, approver) === 'granted');
  });
}
