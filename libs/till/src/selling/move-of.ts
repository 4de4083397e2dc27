import { countedDelta } from '@tidemark/conflict';
import type { StockMove } from '@tidemark/schema';
import type { MoveDraft } from './selling.ts';

/**
 * What a draft moves. A count is against what the person was shown ([T20]): without their word, against what the till
 * knows now. @throws RangeError.
 */
export function moveOf(
  draft: MoveDraft,
  known: number | undefined,
): Pick<StockMove, 'delta' | 'seen' | 'counted'> {
  if (draft.reason !== 'count') {
    if (!Number.isSafeInteger(draft.units) || draft.units < 1)
      throw new RangeError('A move is of one or more.');
    return { delta: draft.reason === 'receive' ? draft.units : -draft.units, seen: null, counted: null };
  }
  const { counted, seen = known } = draft;
  if (seen === undefined) throw new RangeError('This till does not know how many there should be.');
  if (!Number.isSafeInteger(seen) || !Number.isSafeInteger(counted))
    throw new RangeError('A count is a whole number.');
  return { delta: countedDelta(seen, counted), seen, counted };
}
