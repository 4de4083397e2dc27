import type { RxCollection, RxQuery } from 'rxdb';

/**
 * The result of a query. RxDB caches a query that failed once, and repeats that failure for ever: such a query is
 * removed from the cache, so that the next one runs again.
 */
export async function read<T>(collection: RxCollection, query: RxQuery<unknown, T>): Promise<T> {
  try {
    return await query.exec();
  } catch (error) {
    collection._queryCache._map.delete(query.toString());
    throw error;
  }
}
