import type { RxCollection, RxQuery } from 'rxdb';

/**
 * What a query finds. RxDB keeps a query that failed once, and answers it with that failure for ever: such a one is forgotten,
 * so that the next is asked anew.
 */
export async function read<T>(collection: RxCollection, query: RxQuery<unknown, T>): Promise<T> {
  try {
    return await query.exec();
  } catch (error) {
    collection._queryCache._map.delete(query.toString());
    throw error;
  }
}
