import { defaultRole, roleNamed, type Role } from '@tidemark/schema';

/** The role in a row of staff. One of a later version has the fewest rights here ([R19]). */
export function storedRole(role: string | null): Role {
  return role === null ? defaultRole : (roleNamed(role) ?? 'cashier');
}
