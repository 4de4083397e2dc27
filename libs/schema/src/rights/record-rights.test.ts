import { fc, test } from '@fast-check/vitest';
import { expect, test as example } from 'vitest';
import { anUnpricedLine, aSale, aStockMove } from '../testing.ts';
import { permissions } from './permissions.ts';
import { isLargeDiscount, neededForMove, neededForSale, notAllowed } from './record-rights.ts';
import { rightTo } from './rights.ts';
import { roles, type Role } from './roles.ts';

const at = '2026-01-01T00:00:00Z';

test.prop([fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e9 })])(
  '[RG5] a tenth is not large, however it is rounded; more than a tenth and a unit is',
  (before, discount) => {
    expect(isLargeDiscount(before, Math.round(before / 10))).toBe(false);
    if (discount >= before / 10 + 1) expect(isLargeDiscount(before, discount)).toBe(true);
    if (discount <= before / 10) expect(isLargeDiscount(before, discount)).toBe(false);
  },
);

example('[RG5] what a sale and a move need', () => {
  const sale = (amount: number) =>
    aSale({}, [anUnpricedLine({ unitPrice: 1000, discounts: [{ title: 'less', amount }] })]);

  expect(neededForSale(aSale())).toEqual(['sell']);
  expect(neededForSale(sale(100))).toEqual(['sell']);
  expect(neededForSale(sale(101))).toEqual(['sell', 'large-discount']);
  expect(neededForMove(aStockMove())).toEqual(['move-stock']);
});

const role = fc.constantFrom<Role | undefined>(undefined, ...roles);
const permission = fc.constantFrom(...permissions);

test.prop([role, permission, fc.array(fc.tuple(permission, role), { maxLength: 4 })])(
  '[RG6] a record is allowed by its writer’s role, or by an approval of just that by somebody who may',
  (writer, needed, given) => {
    const people = new Map<string, Role | undefined>([['writer', writer]]);
    const approvals = given.map(([approved, by], n) => {
      people.set(`a${n}`, by);
      return { permission: approved, staffId: `a${n}`, at };
    });
    const left = notAllowed([needed], { staffId: 'writer', approvals }, id => people.get(id));

    const isGranted =
      writer === undefined ||
      rightTo(needed, writer) === 'granted' ||
      given.some(([approved, by]) => approved === needed && rightTo(needed, writer, by) === 'granted');
    expect(left).toEqual(isGranted ? [] : [needed]);
  },
);

example('[RG6] nobody approves for themselves what they may not do', () => {
  const approvals = [{ permission: 'move-stock', staffId: 'carl', at }];

  expect(notAllowed(['move-stock'], { staffId: 'carl', approvals }, () => 'cashier')).toEqual(['move-stock']);
  expect(notAllowed(['move-stock'], { staffId: 'carl' }, () => 'manager')).toEqual([]);
});
