import type { SessionResponse } from '@tidemark/protocol';
import type { PageTill } from '@tidemark/till/page';
import { BehaviorSubject } from 'rxjs';
import { expect, test } from 'vitest';
import { AskApprovalEvent } from './ask-approval-event.ts';
import { approvalsFor, rightOf, withRight } from './with-right.ts';

const approval = { staffId: 'id-anna', name: 'anna', at: '2026-11-01T00:00:00Z', token: 'yes' };

function sessionOf(role?: string): SessionResponse {
  return { staff: { id: 's', name: 'carl', ...(role === undefined ? {} : { role }) } } as SessionResponse;
}

function tillOf(role?: string): PageTill {
  return { session$: new BehaviorSubject(sessionOf(role)) } as unknown as PageTill;
}

/** A page in which somebody approves, nobody does, or nothing asks. */
function aPage(answer: 'yes' | 'no' | 'nothing') {
  const page = new EventTarget();
  const asked: string[] = [];
  if (answer !== 'nothing')
    page.addEventListener(AskApprovalEvent.type, event => {
      const { permission, give } = event as AskApprovalEvent;
      asked.push(permission);
      event.preventDefault();
      give(answer === 'yes' ? approval : undefined);
    });
  return { page, asked };
}

const act = async (_till: PageTill, given: unknown) => ['done', given];

test('[K11] a till whose server names no role lets everybody do everything', () => {
  expect(rightOf(sessionOf(), 'decide')).toBe('granted');
  expect(rightOf(sessionOf('cashier'), 'decide')).toBe('needs-approval');
  expect(rightOf(sessionOf('wizard'), 'decide')).toBe('needs-approval');
  expect(rightOf(sessionOf('wizard'), 'see-moves')).toBe('denied');
});

test('[K11] what a role may do is done without a question', async () => {
  const { page, asked } = aPage('yes');

  expect(await withRight(page, tillOf('manager'), 'decide', act)).toEqual(['done', undefined]);
  expect(asked).toEqual([]);
});

test('[K11] what needs an approval is done with one, and not without', async () => {
  const [yes, no] = [aPage('yes'), aPage('no')];

  expect(await withRight(yes.page, tillOf('cashier'), 'decide', act)).toEqual(['done', approval]);
  expect(await withRight(no.page, tillOf('cashier'), 'decide', act)).toBeUndefined();
  expect([...yes.asked, ...no.asked]).toEqual(['decide', 'decide']);
  await expect(withRight(aPage('nothing').page, tillOf('cashier'), 'decide', act)).rejects.toMatchObject({
    reason: { code: 'not-allowed' },
  });
});

test('[K11] what a role may not do at all is not done, and nobody is asked', async () => {
  const { page, asked } = aPage('yes');

  await expect(withRight(page, tillOf('cashier'), 'see-moves', act)).rejects.toMatchObject({
    reason: { code: 'not-allowed' },
  });
  expect(asked).toEqual([]);
});

test('[K11] a record says who approved of what, and nothing where nobody had to', () => {
  expect(approvalsFor('move-stock', approval)).toEqual([
    { permission: 'move-stock', staffId: 'id-anna', at: '2026-11-01T00:00:00Z' },
  ]);
  expect(approvalsFor('move-stock', undefined)).toEqual([]);
});
