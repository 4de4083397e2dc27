import { promiseNames, type PromiseName } from '@tidemark/schema';
import type { Ledger } from '../promises/ledger.ts';
import type { Safety } from './selling.ts';

/** What the ledger alone can say of safety. */
export function countsOf(ledger: Ledger): Pick<Safety, 'unsent' | 'notTaken' | 'refused'> {
  const unsent = Object.fromEntries(promiseNames.map(name => [name, ledger.unsent(name).length])) as Record<
    PromiseName,
    number
  >;
  const notTaken = promiseNames.reduce(
    (sum, name) => sum + ledger.unsent(name).filter(({ id }) => ledger.refusal(name, id)).length,
    0,
  );
  const refused = (['sales', 'stockMoves', 'customerEdits'] as const).reduce(
    (sum, name) => sum + ledger.documents(name).filter(each => each.submission?.state === 'refused').length,
    0,
  );
  return { unsent, notTaken, refused };
}
