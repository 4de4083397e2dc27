import { INDEX_MAX, type PreparedQuery } from 'rxdb';
import type { IdRange } from './id-order.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The range of primary keys whose living documents, in order, are exactly the result of a query, according to RxDB's
 * plan for it; undefined for other queries.
 */
export function primaryRangeOf(
  { queryPlan }: PreparedQuery<Fields>,
  primaryPath: string,
): IdRange | undefined {
  const { index, inclusiveStart, inclusiveEnd } = queryPlan;
  const [field, key, ...others] = index;
  const [isDeletedFrom, from] = queryPlan.startKeys as readonly unknown[];
  const [isDeletedTo, to] = queryPlan.endKeys as readonly unknown[];
  const isOfPrimary = field === '_deleted' && key === primaryPath && others.length === 0;
  const isOfLiving = isDeletedFrom === false && isDeletedTo === false;
  const isAll = queryPlan.selectorSatisfiedByIndex && queryPlan.sortSatisfiedByIndex;
  if (!isOfPrimary || !isOfLiving || !isAll) return undefined;
  return {
    from: typeof from === 'string' ? from : undefined,
    to: typeof to === 'string' && to !== INDEX_MAX ? to : undefined,
    includesFrom: inclusiveStart,
    includesTo: inclusiveEnd,
  };
}
