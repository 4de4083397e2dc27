import { effectsOf, type Flaw, type Order, type Sale, type Submitted } from '@tidemark/schema';
import type { Refusal } from '../records/marks/marks.ts';
import { uncorrected } from './uncorrected.ts';
import type { SaleEntry, RecordStatus } from './selling.ts';

/** The status of a record: why the server did not take it, else what became of its submission. */
export function wayOf(
  submission: Submitted['submission'],
  refusal: Refusal | undefined,
  /** Why the server held it back; undefined once a person decided. */
  flaws?: readonly Flaw[],
): RecordStatus {
  if (refusal) return { at: 'not-taken', code: refusal.code, reason: refusal.message };
  switch (submission?.state) {
    case undefined:
      return { at: 'this-till' };
    case 'waiting':
      return { at: 'server', attempts: submission.attempts, unanswered: submission.unanswered };
    case 'refused':
      return {
        at: 'refused',
        reason: submission.reason,
        sending: submission.sending,
        ...(flaws ? { flaws } : {}),
      };
    case 'resolved':
      return { at: 'resolved', note: submission.note };
    case 'accepted':
      return { at: 'shopify' };
  }
}

/** A sale and the order that it became, once that is mirrored, as one thing. */
export function entryOf(
  sale: Sale,
  refusal: Refusal | undefined,
  order: Order | undefined,
  tillId: string | undefined,
): SaleEntry {
  const { submission } = sale;
  const accepted = submission?.state === 'accepted' ? submission : undefined;
  return {
    sale,
    // An existing order is a fact, whatever news of the submission is still on its way.
    way: order ? { at: 'shopify' } : wayOf(submission, refusal, sale.decided ? undefined : sale.flaws),
    orderName: accepted?.orderName ?? order?.name,
    order,
    differences: accepted?.differences ?? [],
    misplaced: uncorrected(sale),
    orderLocationId: accepted?.orderLocationId,
    corrections: effectsOf(sale).map(({ key, changes, submission: life }) => ({
      ...{ key, changes },
      way: wayOf(life, undefined),
    })),
    isOwn: sale.tillId === tillId,
  };
}
