import { fc, test } from '@fast-check/vitest';
import { describe, expect, test as example } from 'vitest';
import { permissions } from './permissions.ts';
import { grantOf, mayApprove, rightTo } from './rights.ts';
import { defaultRole, isRole, roleNamed, roles } from './roles.ts';

const role = fc.constantFrom(...roles);
const permission = fc.constantFrom(...permissions);
const grants = ['allowed', 'with-approval', 'denied'];

describe('rights', () => {
  example('[RG1] every role has a grant for every permission', () => {
    for (const each of roles)
      for (const asked of permissions) expect(grants, `${each} ${asked}`).toContain(grantOf(each, asked));
  });

  example('[RG1] the table of a cashier', () => {
    const of = (grant: string) => permissions.filter(each => grantOf('cashier', each) === grant);

    expect(of('allowed')).toEqual(['sell', 'discount', 'close-shift', 'edit-customers', 'sync']);
    expect(of('denied')).toEqual(['see-expected-cash', 'change-settings', 'see-moves']);
    expect(of('with-approval')).toEqual([
      ...['large-discount', 'price-override', 'custom-line', 'refund', 'refund-without-receipt'],
      ...['large-offline-refund', 'open-drawer', 'paid-in-out', 'move-stock', 'check-everything'],
      ...['clear-copy', 'decide', 'register-tills'],
    ]);
  });

  example('[RG1] managers and owners may do everything', () => {
    for (const each of ['manager', 'owner'] as const)
      expect(permissions.filter(asked => grantOf(each, asked) !== 'allowed')).toEqual([]);
  });

  example('[RG2] what some role needs an approval for, some other role may approve of', () => {
    for (const asked of permissions) expect(roles.some(each => mayApprove(each, asked))).toBe(true);
  });

  test.prop([role, role, permission])(
    '[RG3] an approval helps only from a role that may do it',
    (who, by, asked) => {
      const alone = rightTo(asked, who);
      const approved = rightTo(asked, who, by);

      if (grantOf(who, asked) === 'with-approval') {
        expect(alone).toBe('needs-approval');
        expect(approved).toBe(mayApprove(by, asked) ? 'granted' : 'needs-approval');
      } else {
        expect(alone).toBe(grantOf(who, asked) === 'allowed' ? 'granted' : 'denied');
        expect(approved).toBe(alone);
      }
    },
  );

  test.prop([role, permission])('[RG3] nobody approves of what they may not do themselves', (who, asked) => {
    if (rightTo(asked, who) !== 'granted') expect(rightTo(asked, who, who)).not.toBe('granted');
  });

  test.prop([fc.string()])('[RG4] nothing is a role but the known names', text => {
    expect(roleNamed(text)).toBe(roles.find(each => each === text));
    expect(isRole(text)).toBe(roles.some(each => each === text));
  });

  example('[RG4] whoever has no role is a manager', () => {
    expect(roleNamed(undefined)).toBe('manager');
    expect(defaultRole).toBe('manager');
  });
});
