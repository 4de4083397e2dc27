import type { SubmissionCounts } from '@tidemark/protocol';
import type { Kysely } from 'kysely';
import type { SubmittedName } from './promises.ts';
import type { Tables } from './tables.ts';

const states = ['waiting', 'accepted', 'refused', 'resolved'] as const;

/** How many promises of each kind stand where on their way ([O9]). */
export async function countSubmissions(db: Kysely<Tables>, shop: string): Promise<SubmissionCounts> {
  const rows = await db
    .selectFrom('way')
    .select(['collection', 'state', 'marked'])
    .select(eb => [eb.fn.countAll<number>().as('n'), eb.fn.min('created_at').as('oldest')])
    .where('shop', '=', shop)
    .groupBy(['collection', 'state', 'marked'])
    .execute();
  const way = (collection: SubmittedName) => {
    const own = rows.filter(each => each.collection === collection);
    const sum = (of: typeof own) => of.reduce((total, each) => total + Number(each.n), 0);
    const counts = Object.fromEntries(
      states.map(state => [state, sum(own.filter(each => each.state === state))]),
    ) as Record<(typeof states)[number], number>;
    const waiting = own.filter(each => each.state === 'waiting').map(each => each.oldest);
    const oldestWaiting = waiting.length === 0 ? null : (waiting.sort()[0] ?? null);
    return { ...counts, oldestWaiting, marked: sum(own.filter(each => each.marked === 1)) };
  };
  const { marked: differing, ...sales } = way('sales');
  const { marked: overruled, ...customerEdits } = way('customerEdits');
  const { marked: _none, ...stockMoves } = way('stockMoves');
  return {
    sales: { ...sales, differing },
    stockMoves,
    customerEdits: { ...customerEdits, overruled },
  };
}
