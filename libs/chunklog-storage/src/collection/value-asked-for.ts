import { INDEX_MAX, INDEX_MIN, type PreparedQuery } from 'rxdb';

type Fields = Readonly<Record<string, unknown>>;

/** One value of one field. */
export type ValueAskedFor = {
  readonly field: string;
  readonly value: string;
  /** True if the query asks for nothing else, so that its result is all living documents with the value. */
  readonly isAll: boolean;
};

/**
 * The field's text that all results of a query must have, according to RxDB's plan for it; undefined if there is none,
 * or if it also asks for deleted documents.
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
