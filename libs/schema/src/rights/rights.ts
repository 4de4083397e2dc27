import { permissions, type Permission } from './permissions.ts';
import type { Role } from './roles.ts';

/** What a role may do: by itself, with the approval of somebody who may do it by themselves, or not at all. */
export type Grant = 'allowed' | 'with-approval' | 'denied';

/** The grants of a cashier. Everybody else may do everything. */
const ofCashiers: Readonly<Record<Permission, Grant>> = {
  sell: 'allowed',
  discount: 'allowed',
  'large-discount': 'with-approval',
  'price-override': 'with-approval',
  'custom-line': 'with-approval',
  refund: 'with-approval',
  'refund-without-receipt': 'with-approval',
  'large-offline-refund': 'with-approval',
  'open-drawer': 'with-approval',
  'paid-in-out': 'with-approval',
  'see-expected-cash': 'denied',
  'close-shift': 'allowed',
  'move-stock': 'with-approval',
  'edit-customers': 'allowed',
  'change-settings': 'denied',
  sync: 'allowed',
  'check-everything': 'with-approval',
  'clear-copy': 'with-approval',
  decide: 'with-approval',
  'see-moves': 'denied',
  'register-tills': 'with-approval',
};

const everything = Object.fromEntries(permissions.map(each => [each, 'allowed' as const])) as Readonly<
  Record<Permission, Grant>
>;

const table: Readonly<Record<Role, Readonly<Record<Permission, Grant>>>> = {
  cashier: ofCashiers,
  manager: everything,
  owner: everything,
};

/** [RG1] What this role may do about this. */
export function grantOf(role: Role, permission: Permission): Grant {
  return table[role][permission];
}

/** [RG2] Whether this role may approve of it when another one does it: it must be allowed to do it by itself. */
export function mayApprove(role: Role, permission: Permission): boolean {
  return grantOf(role, permission) === 'allowed';
}

/** Whether something may be done now. */
export type Right = 'granted' | 'needs-approval' | 'denied';

/** [RG3] Whether this role may do it, where a person of the role `approver` approved; undefined: nobody did. */
export function rightTo(permission: Permission, role: Role, approver?: Role): Right {
  const grant = grantOf(role, permission);
  if (grant === 'allowed') return 'granted';
  if (grant === 'denied') return 'denied';
  return approver !== undefined && mayApprove(approver, permission) ? 'granted' : 'needs-approval';
}
