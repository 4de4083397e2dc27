import { countedDelta } from '@tidemark/conflict';
import type { StockMove } from '@tidemark/schema';
import { because } from '../api/reason.ts';
import type { MoveDraft } from './selling.ts';

/**
 * The units that a draft moves. A count is compared with what the person was shown ([T20]); where the draft does not
 * say that, with what the till knows now. @throws RangeError.
 */
export function moveOf(
  draft: MoveDraft,
  known: number | undefined,
): Pick<StockMove, 'delta' | 'seen' | 'counted'> {
  if (draft.reason !== 'count') {
    if (!Number.isSafeInteger(draft.units) || draft.units < 1)
      throw because(new RangeError('A move is of one or more.'), { code: 'move-below-one' });
    return { delta: draft.reason === 'receive' ? draft.units : -draft.units, seen: null, counted: null };
  }
  const { counted, seen = known } = draft;
  if (seen === undefined)
    throw because(new RangeError('This till does not know how many there should be.'), {
      code: 'count-unknown',
    });
  if (!Number.isSafeInteger(seen) || !Number.isSafeInteger(counted))
    throw because(new RangeError('A count is a whole number.'), { code: 'count-not-whole' });
  return { delta: countedDelta(seen, counted), seen, counted };
}
