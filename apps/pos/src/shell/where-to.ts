import type { Safety, Submitted } from '@tidemark/till';
import { GoEvent, type Screen } from './screens.ts';

/** The screen for records of each kind that were refused or not taken. */
const decidedOn: readonly { readonly of: Submitted; readonly screen: Screen }[] = [
  { of: 'sales', screen: 'sales' },
  { of: 'customerEdits', screen: 'customers' },
  { of: 'stockMoves', screen: 'stock' },
];

/** How many records of a kind wait for a person's decision. */
export function toDecide(safety: Safety | undefined, of: Submitted): number {
  return safety ? safety.refusedOf[of] + safety.notTakenOf[of] : 0;
}

/** Leads to what a person must decide about, else to unsent sales, else to the rest of unsent work. */
export function whereTo(safety: Safety | undefined): GoEvent {
  const decided = decidedOn.find(({ of }) => toDecide(safety, of) > 0);
  if (decided) return new GoEvent(decided.screen, 'refused');
  return safety && safety.unsent.sales > 0 ? new GoEvent('sales', 'unsent') : new GoEvent('sync');
}
