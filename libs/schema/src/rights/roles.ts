/** What a member of staff is. A role is a set of grants, so more can be made. These names are stored and sent. */
export const roles = ['cashier', 'manager', 'owner'] as const;

export type Role = (typeof roles)[number];

/** The role of a member of staff for whom nobody chose one ([RG4]). */
export const defaultRole: Role = 'manager';

export function isRole(value: unknown): value is Role {
  return roles.includes(value as Role);
}

/** The role that is stored or sent as this text; `undefined`, as in what earlier versions wrote, is `defaultRole`. */
export function roleNamed(text: string | undefined): Role | undefined {
  if (text === undefined) return defaultRole;
  return isRole(text) ? text : undefined;
}
