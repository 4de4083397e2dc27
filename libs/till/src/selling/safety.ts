import { promiseNames, type PromiseName } from '@tidemark/schema';
import type { Ledger } from '../promises/ledger.ts';
import type { Safety, Submitted } from './selling.ts';

const submitted: readonly Submitted[] = ['sales', 'stockMoves', 'customerEdits'];

/** What the ledger alone can say of safety. */
export function countsOf(
  ledger: Ledger,
): Pick<Safety, 'unsent' | 'notTaken' | 'notTakenOf' | 'refused' | 'refusedOf' | 'misplaced'> {
  const unsent = counted(promiseNames, name => ledger.unsent(name).length);
  const notTakenOf = counted(
    promiseNames,
    name => ledger.unsent(name).filter(({ id }) => ledger.refusal(name, id)).length,
  );
  const refusedOf = counted(
    submitted,
    name => ledger.documents(name).filter(each => each.submission?.state === 'refused').length,
  );
  const misplaced = ledger
    .documents('sales')
    .filter(({ submission }) => submission?.state === 'accepted' && submission.misplaced?.length).length;
  return { unsent, notTaken: sum(notTakenOf), notTakenOf, refused: sum(refusedOf), refusedOf, misplaced };
}

function counted<C extends PromiseName>(names: readonly C[], count: (name: C) => number): Record<C, number> {
  return Object.fromEntries(names.map(name => [name, count(name)])) as Record<C, number>;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((a, b) => a + b, 0);
}
