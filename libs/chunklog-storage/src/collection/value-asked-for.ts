import { INDEX_MAX, INDEX_MIN, type PreparedQuery } from 'rxdb';

type Fields = Readonly<Record<string, unknown>>;

/** One value of one field. */
export type ValueAskedFor = {
  readonly field: string;
  readonly value: string;
  /** Whether the query asks for nothing else, so that all living documents of the value are what it finds. */
  readonly isAll: boolean;
};

/**
 * The text of a field that every document has that the query finds, by the plan that RxDB made for it; undefined where it asks
 * for no such thing, or for more than living documents.
 */
export function valueAskedFor({ queryPlan }: PreparedQuery<Fields>): ValueAskedFor | undefined {
  const { index, inclusiveStart, inclusiveEnd, selectorSatisfiedByIndex } = queryPlan;
  const [deleted, field] = index;
  const [isDeletedFrom, from, ...startOfRest] = queryPlan.startKeys as readonly unknown[];
  const [isDeletedTo, to, ...endOfRest] = queryPlan.endKeys as readonly unknown[];
  const isOfLiving = deleted === '_deleted' && isDeletedFrom === false && isDeletedTo === false;
  if (!isOfLiving || field === undefined || typeof from !== 'string' || from !== to || from === INDEX_MAX)
    return undefined;
  const isAll =
    selectorSatisfiedByIndex &&
    inclusiveStart &&
    inclusiveEnd &&
    startOfRest.every(each => each === INDEX_MIN) &&
    endOfRest.every(each => each === INDEX_MAX);
  return { field, value: from, isAll };
}
