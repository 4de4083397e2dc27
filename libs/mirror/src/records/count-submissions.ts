import type { SubmissionCounts } from '@tidemark/protocol';
import type { Kysely } from 'kysely';
import type { SubmittedName } from '../contract/records.ts';
import { tallies } from '../statements/tallies.ts';
import type { Tables } from '../tables.ts';

const states = ['waiting', 'accepted', 'refused', 'resolved'] as const;

/** The number of records in each state, by kind ([O9]); reads a few numbers, however many records there are. */
export async function countSubmissions(db: Kysely<Tables>, shop: string): Promise<SubmissionCounts> {
  const counted = [...(await tallies(db, shop, 'way'))].map(([key, n]) => {
    const [collection, state, marked] = key.split(' ');
    return { collection, state, marked, n };
  });
  const way = async (collection: SubmittedName) => {
    const own = counted.filter(each => each.collection === collection);
    const sum = (of: typeof own) => of.reduce((total, each) => total + each.n, 0);
    const counts = Object.fromEntries(
      states.map(state => [state, sum(own.filter(each => each.state === state))]),
    ) as Record<(typeof states)[number], number>;
    const oldestWaiting = await oldest(db, shop, collection);
    const marked = own.filter(each => each.state === 'accepted' && each.marked === '1');
    return { ...counts, oldestWaiting, marked: sum(marked) };
  };
  const { marked: differing, ...sales } = await way('sales');
  const { marked: overruled, ...customerEdits } = await way('customerEdits');
  const { marked: _none, ...stockMoves } = await way('stockMoves');
  return {
    sales: { ...sales, differing },
    stockMoves,
    customerEdits: { ...customerEdits, overruled },
  };
}

/** When the oldest waiting record was made: the first step into an index. A waiting record is never marked. */
async function oldest(db: Kysely<Tables>, shop: string, collection: SubmittedName): Promise<string | null> {
  const row = await db
    .selectFrom('way')
    .select('created_at')
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('state', '=', 'waiting')
    .where('marked', '=', 0)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  return row?.created_at ?? null;
}
