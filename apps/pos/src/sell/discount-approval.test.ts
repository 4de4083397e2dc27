import type { SaleDraft } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { BehaviorSubject } from 'rxjs';
import { expect, test } from 'vitest';
import { AskApprovalEvent } from '../shell/approval/ask-approval-event.ts';
import { DiscountApproval, needsRight } from './discount-approval.ts';

const line = { id: '1', item: { unitPrice: 500 }, quantity: 2, note: null };

function aDraft(percent: number, saleId = 'draft-0001'): SaleDraft {
  return { saleId, lines: [line], discount: { kind: 'percent', value: percent } } as unknown as SaleDraft;
}

/** A till with a cashier, and a page in which Anna approves. */
function aCounter(role = 'cashier') {
  const session$ = new BehaviorSubject({ staff: { id: 's', name: 'carl', role } });
  const page = new EventTarget();
  let asked = 0;
  page.addEventListener(AskApprovalEvent.type, event => {
    asked++;
    event.preventDefault();
    (event as AskApprovalEvent).give({ staffId: 'id-anna', name: 'anna', at: '2026-11-01T00:00:00Z' });
  });
  return { till: { session$ } as unknown as PageTill, page, asked: () => asked };
}

const approvals = [{ permission: 'large-discount', staffId: 'id-anna', at: '2026-11-01T00:00:00Z' }];

test('[K11] a tenth off a cart needs nobody, more needs an approval, once for the same cart and discount', async () => {
  const { till, page, asked } = aCounter();
  const approval = new DiscountApproval();
  const of = (draft: SaleDraft, discount: number) => approval.of(page, till, draft, discount);

  expect([needsRight(aDraft(10), 100), needsRight(aDraft(11), 110)]).toEqual([false, true]);
  expect(await of(aDraft(10), 100)).toEqual([]);
  expect(asked()).toBe(0);
  expect(await of(aDraft(20), 200)).toEqual(approvals);
  expect(await of(aDraft(20), 200)).toEqual(approvals);
  expect(asked()).toBe(1);
  await of(aDraft(30), 300);
  await of(aDraft(30, 'draft-0002'), 300);
  expect(asked()).toBe(3);
});

test('[K11] whoever may take more off is not asked, and names nobody', async () => {
  const { till, page, asked } = aCounter('manager');

  expect(await new DiscountApproval().of(page, till, aDraft(20), 200)).toEqual([]);
  expect(asked()).toBe(0);
});
