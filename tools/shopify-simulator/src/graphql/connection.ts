import { badRequest } from '../api/bad-request.ts';
import { sortableId } from '../shop/ids.ts';

export interface ConnectionArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly reverse?: boolean | null;
}

/** A row in a listing, its id and its sort value. */
export interface Listed<T> {
  readonly id: string;
  readonly value: string | number;
  readonly row: T;
}

/** Shopify's maximum page size. */
const pageLimit = 250;

/**
 * A page by keyset cursor: base64 JSON of the last row's id and sort value, so that rows added or deleted between two
 * pages neither repeat nor hide others. `all` must be sorted by (value, id).
 */
export function connectionOf<T>(
  typename: string,
  all: readonly Listed<T>[],
  { first, last, after, before, reverse }: ConnectionArguments,
  toNode: (row: T) => unknown,
  limit = pageLimit,
): object {
  if (first == null && last == null) throw badRequest('you must provide one of first or last');
  if (first != null && last != null) throw badRequest('providing both first and last is not supported');
  const size = first ?? last ?? 0;
  if (size > limit)
    throw badRequest(`The input size of ${size} is greater than the maximum allowed of ${limit}.`);
  const ordered = reverse ? [...all].reverse() : all;
  const sign = reverse ? -1 : 1;
  const from = after ? place(ordered, readCursor(after), sign, true) : 0;
  const to = before ? place(ordered, readCursor(before), sign, false) : ordered.length;
  const start = first != null ? from : Math.max(from, to - size);
  const end = first != null ? Math.min(to, from + size) : to;
  const page = ordered.slice(start, end);
  const cursor = (listed: Listed<T> | undefined) => (listed ? writeCursor(listed) : null);
  const nodes = page.map(each => toNode(each.row));
  return {
    __typename: `${typename}Connection`,
    nodes,
    edges: page.map((each, n) => ({
      __typename: `${typename}Edge`,
      cursor: writeCursor(each),
      node: nodes[n],
    })),
    pageInfo: {
      __typename: 'PageInfo',
      hasNextPage: end < ordered.length,
      hasPreviousPage: start > 0,
      startCursor: cursor(page[0]),
      endCursor: cursor(page.at(-1)),
    },
  };
}

export function compareListed(
  a: { value: string | number; id: string },
  b: { value: string | number; id: string },
): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  if (a.id.length !== b.id.length) return a.id.length - b.id.length;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function place<T>(
  ordered: readonly Listed<T>[],
  at: { id: string; value: string | number },
  sign: number,
  past: boolean,
): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const difference = compareListed(ordered[middle] as Listed<T>, at) * sign;
    if (difference < 0 || (past && difference === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As recorded: the id is a JSON number with all its digits; when sorted by id, the value is the id as a string. */
function writeCursor({ id, value }: { id: string; value: string | number }): string {
  const text = JSON.stringify(value === sortableId(id) ? id : value);
  return Buffer.from(`{"last_id":${id},"last_value":${text}}`).toString('base64');
}

function readCursor(cursor: string): { id: string; value: string | number } {
  const text = Buffer.from(cursor, 'base64').toString();
  const [, id, last] = /^\{"last_id":(\d+),"last_value":(.+)\}$/s.exec(text) ?? [];
  if (id === undefined || last === undefined) throw badRequest(invalidCursor);
  try {
    const value = JSON.parse(last) as string | number;
    return { id, value: value === id ? sortableId(id) : value };
  } catch (cause) {
    throw badRequest(invalidCursor, 'BAD_REQUEST', cause);
  }
}

const invalidCursor = 'Invalid cursor for current pagination sort.';
