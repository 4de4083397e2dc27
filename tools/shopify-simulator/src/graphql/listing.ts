import { badRequest } from '../api/bad-request.ts';
import { compareListed, connectionOf, type ConnectionArguments } from './connection.ts';
import { sortableId } from '../shop/ids.ts';

export interface ListArguments extends ConnectionArguments {
  readonly query?: string | null;
  readonly sortKey?: string | null;
}

/** A row that can be listed. */
export interface ListedRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly processedAt?: number;
  readonly title?: string;
}

/** A page of rows, sorted by id, a time or the title. Shopify's cursors of searched and unsearched lists differ. */
export function pageOf<T extends ListedRow>(
  typename: string,
  rows: readonly T[],
  { query, sortKey, ...page }: ListArguments,
  toNode: (row: T) => unknown,
): object {
  const time = (ms: number) => (query ? ms : databaseTime(ms));
  const value = (row: T): string | number => {
    switch (sortKey ?? 'ID') {
      case 'ID':
        return sortableId(row.id);
      case 'UPDATED_AT':
        return time(row.updatedAt);
      case 'CREATED_AT':
        return time(row.createdAt);
      case 'PROCESSED_AT':
        return time(row.processedAt ?? row.createdAt);
      case 'TITLE':
        return (row.title ?? '').toLowerCase();
      default:
        throw badRequest(`not simulated: ${typename} sorted by ${sortKey}`);
    }
  };
  const all = rows.map(row => ({ id: row.id, value: value(row), row })).sort(compareListed);
  return connectionOf(typename, all, page, toNode);
}

/** A count; above `limit` it is `limit`, with precision AT_LEAST. */
export function countOf(value: number, limit: number | null | undefined): object {
  const isExact = limit == null || value <= limit;
  return {
    __typename: 'Count',
    count: isExact ? value : limit,
    precision: isExact ? 'EXACT' : 'AT_LEAST',
  };
}

/** The time format in recorded cursors of unsearched lists: "2026-04-17 23:36:07.000000". */
function databaseTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '000');
}
